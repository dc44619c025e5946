import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Name, shapes, type Weights } from '../../src/training/shapes';

const folder = fileURLToPath(new URL('../../.cache/sample/', import.meta.url));

/** The pruned model and the same model trained without masks. */
export type Training = 'pruned' | 'unpruned';

/** Writes `pruned.bin` or `unpruned.bin`, all values end to end, little-endian, and a JSON file that lists them in order. */
export function keepWeights(weights: Weights, training: Training, notes: Record<string, unknown>): void {
  mkdirSync(folder, { recursive: true });
  const names = Object.keys(shapes) as Name[];
  const entries = names.map((name) => ({ name, shape: shapes[name], length: weights[name].length }));
  writeFileSync(`${folder}${training}.bin`, Buffer.concat(names.map((name) => new Uint8Array(weights[name].buffer))));
  writeFileSync(`${folder}${training}.json`, `${JSON.stringify({ ...notes, tensors: entries }, null, 2)}\n`);
}

/** The weights that `train.ts` kept last; undefined if there are none. */
export function keptWeights(training: Training): Weights | undefined {
  if (!existsSync(`${folder}${training}.bin`)) return undefined;
  const bytes = readFileSync(`${folder}${training}.bin`);
  const { tensors } = JSON.parse(readFileSync(`${folder}${training}.json`, 'utf8')) as {
    tensors: { name: Name; length: number }[];
  };
  let start = 0;
  const entries = tensors.map(({ name, length }) => {
    const values = new Float32Array(new Uint8Array(bytes.subarray(start, start + 4 * length)).buffer);
    start += 4 * length;
    return [name, values];
  });
  return Object.fromEntries(entries) as Weights;
}
