import type { ByteSource } from '../bytes/byteSource';
import { throwIfCancelled } from '../modelError';
import type { KeepRule } from '../pruning/keepRule';
import { type StoredMatrix, storedMatrix } from '../tflite/weights/storedMatrix';
import { elementCount } from '../tflite/weights/weightTensor';
import { bytesOfChunks, denseChunks } from './denseChunks';
import { checkInside, ruleOf } from './denseMatrix';
import { aboutTensor, type ModelWeights } from './modelWeights';
import type { Plan } from './plan';
import type { RequestedTensor } from './requestedTensors';
import type { Rewriting, RewrittenTensor } from './rewriting';
import { checkShared, sharedDataOf } from './sharedData';

/** Bytes of the file that are replaced by as many others. */
type Edit = {
  readonly start: number;
  readonly end: number;
  bytes(signal?: AbortSignal): AsyncIterable<Uint8Array>;
};

/**
 * Prunes densely stored weights in place: only their bytes change.
 * @param onProgress share of the reading before the first chunk, 0 to 1
 * @throws ModelError `bad-plan`, `cancelled`, and those of reading
 */
export async function prunedInPlace(
  model: ModelWeights,
  plan: Plan,
  requested: readonly RequestedTensor[],
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
): Promise<Rewriting> {
  const { source } = model.file;
  const notes: string[] = [];
  const edits = new Map<number, Edit>();
  const tensors: RewrittenTensor[] = [];
  const shared = await sharedDataOf(model, signal);
  const total = requested.reduce((sum, { tensor }) => sum + elementCount(tensor), 0);
  let done = 0;
  for (const one of requested) {
    const stored = await aboutTensor(one.tensor, () => storedMatrix(model.file, one.tensor, signal));
    checkInside(stored, source);
    notes.push(...(await checkShared(one, stored.data, shared, model, plan, signal)));
    const { start } = stored.data.range;
    const rule = await aboutTensor(one.tensor, () => ruleOf(stored, one.prune, signal));
    const count = (elements: number) => {
      done += elements;
      onProgress?.(done / total);
    };
    tensors.push(await aboutTensor(one.tensor, () => rewritten(stored, rule, signal, count)));
    // A second tensor with the same data is pruned in the same way.
    edits.set(start, {
      start,
      end: start + stored.byteLength,
      bytes: (cancel) => bytesOfChunks(denseChunks(stored, rule, cancel), stored),
    });
  }
  const inOrder = [...edits.values()].sort((a, b) => a.start - b.start);
  return { byteLength: source.byteLength, tensors, notes, chunks: (cancel) => editedBytes(source, inOrder, cancel) };
}

async function rewritten(
  stored: StoredMatrix,
  rule: KeepRule | undefined,
  signal: AbortSignal | undefined,
  onElements: (count: number) => void,
): Promise<RewrittenTensor> {
  const { tensor, byteLength } = stored;
  let [zerosBefore, zerosAfter] = [0, 0];
  for await (const chunk of denseChunks(stored, rule, signal)) {
    zerosBefore += chunk.zerosBefore;
    zerosAfter += chunk.zerosAfter;
    onElements(chunk.count);
  }
  return {
    ...{ subgraph: tensor.subgraph, tensor: tensor.tensor, name: tensor.name },
    ...{ zerosBefore, zerosAfter, elements: elementCount(tensor) },
    ...{ bytesBefore: byteLength, bytesAfter: byteLength, encodingBefore: 'dense', encodingAfter: 'dense' },
  };
}

const chunkBytes = 4 * 2 ** 20;

/** The file with its edits, in chunks. @param edits in order; they do not overlap */
async function* editedBytes(
  source: ByteSource,
  edits: readonly Edit[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const edit of [...edits, undefined]) {
    const end = edit?.start ?? source.byteLength;
    for (; at < end; at = Math.min(at + chunkBytes, end)) {
      throwIfCancelled(signal);
      yield await source.slice(at, Math.min(at + chunkBytes, end), signal);
    }
    if (!edit) return;
    yield* edit.bytes(signal);
    at = edit.end;
  }
}
