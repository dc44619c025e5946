import type { KeepRule } from '../pruning/keepRule';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { bytesOfChunks, denseChunks } from './denseChunks';
import type { Content, TableNode } from './nodes';
import type { PlannedEncoding } from './plan';
import { blockColumns, checkSparse, sparseEncoding, sparseProblem } from './sparseEncoder';
import { checkTflm, tflmEncoding, tflmProblem } from './tflmEncoder';

/** The weights of a tensor in an encoding. Their contents are computed when they are written. */
export type EncodedTensor = {
  readonly zerosBefore: number;
  readonly zerosAfter: number;
  /** Values, indices and tables. */
  readonly bytes: number;
} & (
  | { readonly kind: 'dense'; readonly values: Content }
  | { readonly kind: 'sparse'; readonly values: Content; readonly sparsity: TableNode }
  | { readonly kind: 'tflm-decode'; readonly bitmap: Content; readonly ancillary: Content }
);

/**
 * Encodes the weights of a densely stored tensor, pruned by a rule.
 * @param onElements gets the number of elements that were read
 * @throws ModelError `bad-plan` if the encoding cannot hold the tensor, `cancelled`, and those of the source
 */
export async function encodedTensor(
  dense: StoredMatrix,
  rule: KeepRule | undefined,
  encoding: PlannedEncoding,
  onElements: (count: number) => void,
  signal?: AbortSignal,
): Promise<EncodedTensor> {
  if (encoding === 'dense') return denseEncoding(dense, rule, onElements, signal);
  if (encoding === 'tflm-decode') {
    checkTflm(dense);
    return tflmEncoding(dense, rule, onElements, signal);
  }
  const columns = blockColumns[encoding];
  checkSparse(dense, columns);
  return sparseEncoding(dense, rule, columns, onElements, signal);
}

async function denseEncoding(
  dense: StoredMatrix,
  rule: KeepRule | undefined,
  onElements: (count: number) => void,
  signal?: AbortSignal,
): Promise<EncodedTensor> {
  let [zerosBefore, zerosAfter] = [0, 0];
  for await (const chunk of denseChunks(dense, rule, signal)) {
    zerosBefore += chunk.zerosBefore;
    zerosAfter += chunk.zerosAfter;
    onElements(chunk.count);
  }
  const { byteLength } = dense;
  const values = {
    byteLength,
    chunks: (cancel?: AbortSignal) => bytesOfChunks(denseChunks(dense, rule, cancel), dense),
  };
  return { kind: 'dense', zerosBefore, zerosAfter, bytes: byteLength, values };
}

/** Why an encoding cannot hold a tensor, as far as its type and shape tell; undefined if it can. */
export function encodingProblem(tensor: WeightTensor, encoding: PlannedEncoding): string | undefined {
  if (tensor.encoding === 'shuffled4x16' || tensor.encoding === 'tflm-lut')
    return `the weights are stored as ${tensor.encoding}; expected dense, sparse or tflm-decode`;
  if (elementCount(tensor) === 0) return `the shape [${tensor.shape.join(', ')}] has no weights; expected some`;
  if (encoding === 'dense') return undefined;
  return encoding === 'tflm-decode' ? tflmProblem(tensor) : sparseProblem(tensor, blockColumns[encoding]);
}
