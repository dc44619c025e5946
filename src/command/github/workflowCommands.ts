// Lines that the runner of GitHub Actions interprets.
// Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands, and packages/core/src/command.ts of actions/toolkit.

/** A line that annotates a file. @param file relative to the repository; undefined: the run is annotated */
export function errorCommand(file: string | undefined, message: string): string {
  const properties = [...(file === undefined ? [] : [`file=${property(file)}`]), 'title=Prunescope'];
  return `::error ${properties.join(',')}::${data(message)}`;
}

/** Lines around text that the runner does not interpret. @param token a random one, so that the text cannot contain it */
export function uninterpreted(token: string): { readonly start: string; readonly end: string } {
  return { start: `::stop-commands::${token}`, end: `::${token}::` };
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
