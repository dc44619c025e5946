// Examples in the documentation: `$ prunescope ...`, the output, and the exit code if it is not 0.

export type Example = { readonly command: string; readonly output: string };

type Outcome = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

const blocks = /^```console\n\$ prunescope ([^\n]*)\n(.*?)^```$/gms;

export function examplesOf(text: string): Example[] {
  return [...text.matchAll(blocks)].map(([, command, output]) => ({ command, output }));
}

/** The page with other outputs. */
export function withOutputs(text: string, outputOf: (command: string) => string): string {
  return text.replace(blocks, (_, command) => `\`\`\`console\n$ prunescope ${command}\n${outputOf(command)}\`\`\``);
}

/** The arguments of a command; those with a glob are in single quotes. */
export function argumentsIn(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

export function outputIn({ code, stdout, stderr }: Outcome): string {
  return stdout + stderr + (code === 0 ? '' : `$ echo $?\n${code}\n`);
}
