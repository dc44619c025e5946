import { memorySource } from '../../src/bytes/byteSource';
import type { Plan, PlannedTensor } from '../../src/rewrite/plan';
import { type RewriteOptions, type Rewriting, rewriteModel } from '../../src/rewrite/rewriteModel';

/** A rewriting with the bytes of its new file. */
export type Rewritten = Rewriting & { readonly bytes: Uint8Array };

/** Rewrites a model in memory. Checks that the announced size is right. @throws ModelError */
export async function rewritten(
  bytes: Uint8Array,
  tensors: readonly PlannedTensor[],
  options: RewriteOptions & Pick<Plan, 'model'> = {},
): Promise<Rewritten> {
  const { model } = options;
  const plan: Plan = { planVersion: 1, ...(model && { model }), tensors };
  const rewriting = await rewriteModel(memorySource('a.tflite', bytes), plan, options);
  return { ...rewriting, bytes: await allChunks(rewriting) };
}

export async function allChunks({ byteLength, chunks }: Rewriting): Promise<Uint8Array> {
  const bytes = new Uint8Array(byteLength);
  let at = 0;
  for await (const chunk of chunks()) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at !== byteLength) throw new Error(`${at} bytes were written, ${byteLength} announced`);
  return bytes;
}
