import { ModelError, throwIfCancelled } from '../modelError';
import type { MaskCounts } from '../sparsity/maskCounts';
import { storedBytes, storedValue } from '../tflite/elementTypes';
import { storedData } from '../tflite/externalData';
import type { Subgraph } from '../tflite/model';
import type { ModelFile } from '../tflite/modelFile';
import { readData } from '../tflite/tensorData';
import { storageOf } from '../tflite/weights/storage';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { elementCount } from '../tflite/weights/weightTensor';
import type { SparseFacts, TensorFacts, Use } from './facts';
import type { Paddings } from './nchwNodes';
import { valueFacts } from './valueFacts';

/**
 * The facts about a tensor. Reads its values once more only if an operator of Ethos-U85 uses them, or if stored zeros are not zero.
 * @param sparse required if the tensor is stored sparse
 * @param counts of the mask of the tensor
 * @throws ModelError `cancelled`, and those of the source
 */
export async function tensorFacts(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  { nonzeros, fours, sixteens }: MaskCounts,
  uses: readonly Use[],
  signal?: AbortSignal,
): Promise<TensorFacts> {
  const { subgraph, tensor, shape, type, encoding, rowCount, columnCount } = stored.tensor;
  const { quantization } = stored;
  const elements = elementCount(stored.tensor);
  const allZero = hasZeroPointsZero(stored);
  const values = await valueFacts(stored, sparse, uses, allZero, signal);
  return {
    tensor: { subgraph, tensor, shape, type, encoding, rowCount, columnCount },
    uses,
    elements,
    nonzeros,
    fours,
    sixteens,
    zeroPoints: { allZero, dimension: quantization.dimension, inBlocks: quantization.details !== undefined },
    outOfRange: values?.outOfRange,
    rawZeros: values?.rawZeros ?? elements - nonzeros,
    sparse: sparse && sparseFacts(stored, sparse),
  };
}

export function hasZeroPointsZero({ zeroPoints }: StoredMatrix): boolean {
  return Array.prototype.every.call(zeroPoints.values, (value: number) => value === 0);
}

function sparseFacts(stored: StoredMatrix, sparse: SparseMatrix): SparseFacts {
  const storage = storageOf(stored, sparse);
  const levels = 'levels' in storage ? storage.levels : [];
  let [longestRow, longestRowIndex, largestIndex] = [0, 0, 0];
  const second = sparse.encoding.levels[1];
  if (second?.format === 'csr') {
    for (let row = 0; row + 1 < second.segments.length; row++) {
      const length = second.segments[row + 1] - second.segments[row];
      if (length > longestRow) [longestRow, longestRowIndex] = [length, row];
    }
    for (const index of second.indices) largestIndex = Math.max(largestIndex, index);
  }
  return { levels, longestRow, longestRowIndex, largestIndex };
}

/** Reads the constant paddings of the PAD operators of a subgraph. Operators with other paddings are left out. */
export async function readPaddings(file: ModelFile, subgraph: Subgraph, signal?: AbortSignal): Promise<Paddings> {
  const found = new Map<number, readonly (readonly [number, number])[]>();
  for (const { index, code, inputs } of subgraph.operators) {
    const record = subgraph.tensors[inputs[1] ?? -1];
    if (code !== 'PAD' || !record || (record.type !== 'INT32' && record.type !== 'INT64')) continue;
    throwIfCancelled(signal);
    const [rank = 0, pair = 0] = record.shape;
    const bits = record.type === 'INT32' ? 32 : 64;
    const size = storedBytes({ bits, kind: 'signed' }, rank * 2);
    if (pair !== 2 || rank < 1 || rank > 8) continue;
    const data = await storedData(file, record, signal).catch(undefinedIfDamaged);
    if (!data || data.range.end - data.range.start < size) continue;
    const bytes = await readData(data.source, data.range, 0, size, signal);
    const type = record.type;
    found.set(
      index,
      Array.from({ length: rank }, (_, d) => [storedValue(bytes, type, 2 * d), storedValue(bytes, type, 2 * d + 1)]),
    );
  }
  return found;
}

/** A damaged or missing constant is only this operator's problem. */
function undefinedIfDamaged(thrown: unknown): undefined {
  if (!(thrown instanceof ModelError) || passedOn.has(thrown.code)) throw thrown;
}

const passedOn: ReadonlySet<ModelError['code']> = new Set(['cancelled', 'network', 'changed']);
