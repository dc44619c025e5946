import { type ByteSource, memorySource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import { type KeepRule, keepRule } from '../pruning/keepRule';
import type { PruningGoal } from '../pruning/pruningGoal';
import { weightValues } from '../pruning/weightValues';
import type { ModelFile } from '../tflite/modelFile';
import { checkIndices } from '../tflite/weights/sparseWalk';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import { readSparseMatrix } from '../tflite/weights/storedSparse';
import { sparseParts } from '../tflite/weights/storedValues';
import { elementCount } from '../tflite/weights/weightTensor';
import { labelOf } from './modelWeights';
import { badPlan, type Pruning } from './plan';
import { zeroWriterOf } from './zeroWriter';

// Bytes of a stored-sparse tensor that is decoded in memory.
const maxDecodedBytes = 2 ** 29;

/**
 * A tensor as if it were stored densely. Stored-sparse weights are decoded in memory; what they do not store is zero.
 * @throws ModelError `bad-sparsity`, `too-large`, `unsupported-type`, and those of the source
 */
export async function denselyStored(
  file: ModelFile,
  stored: StoredMatrix,
  signal?: AbortSignal,
): Promise<StoredMatrix> {
  const { tensor, format, byteLength } = stored;
  if (tensor.encoding !== 'sparse') return stored;
  if (byteLength > maxDecodedBytes) {
    throw new ModelError('too-large', `the weights take ${byteLength} bytes; expected at most ${maxDecodedBytes}`);
  }
  if (format.bits < 8) {
    throw new ModelError('unsupported-type', `the stored-sparse weights are ${tensor.type}; expected at least 8 bits`);
  }
  const sparse = await readSparseMatrix(file, stored, signal);
  checkIndices(sparse.walk);
  const bytes = new Uint8Array(byteLength);
  const setZero = zeroWriterOf(stored);
  for (let element = 0; element < elementCount(tensor); element++) setZero(bytes, element, element);
  const bytesEach = format.bits / 8;
  for await (const { elements, bytes: values } of sparseParts(stored, sparse, signal)) {
    for (let i = 0; i < elements.length; i++) {
      bytes.set(values.subarray(i * bytesEach, (i + 1) * bytesEach), elements[i] * bytesEach);
    }
  }
  const data = { source: memorySource(file.source.name, bytes), range: { start: 0, end: byteLength } };
  return { ...stored, tensor: { ...tensor, encoding: 'dense' }, data };
}

/** The weights of a densely stored tensor that are kept; undefined for all. @throws ModelError */
export async function ruleOf(
  dense: StoredMatrix,
  prune: Exclude<Pruning, { kind: 'keep' }> | undefined,
  signal?: AbortSignal,
): Promise<KeepRule | undefined> {
  if (!prune) return undefined;
  const goal: PruningGoal | { readonly threshold: number } =
    prune.kind === 'pattern' ? { pattern: { zeros: prune.zeros, of: prune.of } } : prune;
  return keepRule(weightValues(dense, undefined), goal, signal);
}

/** @throws ModelError `bad-plan` if the weights are not in the file of the model */
export function checkInside({ tensor, data }: StoredMatrix, source: ByteSource): void {
  if (tensor.encoding !== 'dense' && tensor.encoding !== 'sparse') return;
  if (data.source === source) return;
  throw badPlan(
    `${labelOf(tensor)} has its weights in the external file ${data.source.name}; expected weights in the model file, because only that file is written`,
  );
}
