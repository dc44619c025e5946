import { ModelError } from '../modelError';

/**
 * What LiteRT wrote to its log while it did something, as an error. LiteRT continues after most errors, with outputs that are not initialized, so
 * the log is the only sign of them.
 * @param log lines of the log
 * @param thrown what was thrown, if anything was
 * @returns undefined if nothing failed
 */
export function runFailure(log: readonly string[], thrown?: unknown): ModelError | undefined {
  if (thrown instanceof ModelError) return thrown;
  const errors = log.filter((line) => line.startsWith('ERROR'));
  if (errors.length === 0 && thrown === undefined) return undefined;
  const text = thrown instanceof Error ? thrown.message : String(thrown ?? '');
  if (isOutOfMemory([text, ...errors].join('\n'))) return outOfMemory();
  for (const [pattern, sentence] of sentences) {
    const found = errors.map((line) => pattern.exec(line)).find((match) => match !== null);
    if (found) return new ModelError('unsupported-type', sentence(...(found.slice(1) as [string, string])));
  }
  const reason = errors.map(withoutPlace).find((line) => line !== '') ?? withoutPlace(text);
  return new ModelError('unsupported-type', `LiteRT cannot run this model${reason === '' ? '' : `: ${reason}`}`);
}

/** The memory of WebAssembly ends at 4 GB, and a browser can have less. */
export function outOfMemory(): ModelError {
  return new ModelError('too-large', 'LiteRT has not enough memory for this model. WebAssembly takes at most 4 GB.');
}

const sentences: readonly (readonly [RegExp, (first: string, second: string) => string])[] = [
  [
    /unresolved custom op: (.+?)\.?$/,
    (name) => `LiteRT has no kernel for the custom operator ${name}, so it cannot run this model`,
  ],
  [
    /Didn't find op for builtin opcode '(\w+)' version '(\d+)'/,
    (name, version) => `LiteRT.js has no kernel for version ${version} of ${name}, so it cannot run this model`,
  ],
  [
    /failed to delegate (\w+) node #(\d+)/,
    (name, node) =>
      `the XNNPACK kernels of LiteRT failed for ${name}, operator ${node}. They do so for integer weights behind DENSIFY without a DEQUANTIZE`,
  ],
  [/Variable tensors not yet supported/, () => 'LiteRT.js does not run models with variable tensors'],
  [/(?:External|external) buffer/, () => 'LiteRT.js does not run models with weights in other files'],
];

function isOutOfMemory(text: string): boolean {
  return /out of memory|OOM|bad_alloc|Cannot enlarge memory|Array buffer allocation failed|offset is out of bounds/i.test(
    text,
  );
}

/** Without the mark of an error and the place in the sources of LiteRT. */
function withoutPlace(line: string): string {
  return line
    .replace(/^(?:└ )?ERROR: ?/gm, '')
    .replace(/\[[^\]]*\.(?:cc|h):\d+\] ?/g, '')
    .replace(/^\S+\.(?:cc|h):\d+ /, '')
    .trim();
}
