import { memorySource } from '../bytes/byteSource';
import type { Engine } from '../sparsity/engine';
import { readElements, type StoredMatrix } from '../tflite/weights/storedMatrix';
import { elementCount } from '../tflite/weights/weightTensor';

// Bytes. Larger tensors are read again.
const maxKept = 32 * 2 ** 20;

/**
 * Copies weights into memory: that of the engine, if it has any, which then computes them without a copy. Tensors above 32 MiB stay in the file,
 * and decoded weights are in memory already.
 */
export async function keptWeights(stored: StoredMatrix, engine: Engine, signal?: AbortSignal): Promise<StoredMatrix> {
  if (stored.byteLength > maxKept || stored.encodedBytes !== undefined) return stored;
  const read = await readElements(stored, 0, elementCount(stored.tensor), signal);
  const memory = engine.memoryFor?.(read.length);
  memory?.set(read);
  const source = memorySource(stored.data.source.name, memory ?? read);
  return { ...stored, data: { source, range: { start: 0, end: read.length } } };
}
