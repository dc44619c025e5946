import { memorySource } from '../../src/bytes/byteSource';
import type { Pruning } from '../../src/rewrite/plan';
import { type Rewriting, rewriteModel } from '../../src/rewrite/rewriteModel';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';

/** Bytes of a model with a single tensor pruned. */
export async function prunedAlone(
  model: Uint8Array,
  { subgraph, tensor }: Pick<WeightTensor, 'subgraph' | 'tensor'>,
  prune: Pruning,
): Promise<Uint8Array<ArrayBuffer>> {
  const plan = { planVersion: 1, tensors: [{ subgraph, tensor, prune }] } as const;
  return rewrittenBytes(await rewriteModel(memorySource('model', model), plan));
}

/** All bytes of the new file. */
export async function rewrittenBytes({ byteLength, chunks }: Rewriting): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(byteLength);
  let end = 0;
  for await (const chunk of chunks()) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes;
}
