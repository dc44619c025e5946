import { throwIfCancelled } from '../modelError';
import { blocksOverHalf } from '../sparsity/blocksOver';
import { type Mask, nonZeroCount } from '../sparsity/mask';
import { storedBytes, storedValue } from '../tflite/elementTypes';
import { storedData } from '../tflite/externalData';
import type { Subgraph } from '../tflite/model';
import type { ModelFile } from '../tflite/modelFile';
import { readData } from '../tflite/tensorData';
import { channelValue } from '../tflite/weights/channels';
import { storageOf } from '../tflite/weights/storage';
import type { StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';
import { elementCount } from '../tflite/weights/weightTensor';
import type { OutOfRange, SparseFacts, TensorFacts, Use } from './facts';
import type { Paddings } from './nchwNodes';

/**
 * The facts about a tensor. Reads its values once more only if an operator of Ethos-U85 uses them, or if stored zeros are not zero.
 * @param sparse required if the tensor is stored sparse
 * @throws ModelError `cancelled`, and those of the source
 */
export async function tensorFacts(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  mask: Mask,
  uses: readonly Use[],
  signal?: AbortSignal,
): Promise<TensorFacts> {
  const { subgraph, tensor, shape, type, encoding, rowCount, columnCount } = stored.tensor;
  const { quantization } = stored;
  const elements = elementCount(stored.tensor);
  const nonzeros = nonZeroCount(mask);
  const allZero = hasZeroPointsZero(stored);
  const values = await valueFacts(stored, sparse, uses, allZero, signal);
  return {
    tensor: { subgraph, tensor, shape, type, encoding, rowCount, columnCount },
    uses,
    elements,
    nonzeros,
    fours: blocksOverHalf(mask, 4),
    sixteens: blocksOverHalf(mask, 16),
    zeroPoints: { allZero, dimension: quantization.dimension, inBlocks: quantization.details !== undefined },
    outOfRange: values?.outOfRange,
    rawZeros: values?.rawZeros ?? elements - nonzeros,
    sparse: sparse && sparseFacts(stored, sparse),
  };
}

export function hasZeroPointsZero({ zeroPoints }: StoredMatrix): boolean {
  return Array.prototype.every.call(zeroPoints.values, (value: number) => value === 0);
}

const rangeTypes: ReadonlySet<string> = new Set(['INT8', 'UINT8']);
const rangeOperators: ReadonlySet<string> = new Set(['CONV_2D', 'FULLY_CONNECTED']);
// Ethos-U85 has no -128 in 2 of 4.
const maxSteps = 127;

type ValueFacts = { readonly outOfRange: OutOfRange; readonly rawZeros: number | undefined };

/** Undefined if no target needs the values. */
async function valueFacts(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  uses: readonly Use[],
  allZero: boolean,
  signal?: AbortSignal,
): Promise<ValueFacts | undefined> {
  const needsRange = rangeTypes.has(stored.type) && uses.some(({ code }) => rangeOperators.has(code));
  if (!needsRange && allZero) return undefined;
  const elements = elementCount(stored.tensor);
  let count = 0;
  let first: OutOfRange['first'];
  let rawZeros = 0;

  /** @param elementOf the element of a position */
  function look(steps: Float64Array, elementOf: (i: number) => number): void {
    for (let i = 0; i < steps.length; i++) {
      const step = steps[i];
      if (step > maxSteps || step < -maxSteps) {
        if (count++ === 0) first = { element: elementOf(i), steps: step };
      }
      if (!allZero && step === -channelValue(stored.zeroPoints, elementOf(i))) rawZeros++;
    }
  }

  if (sparse) {
    for await (const part of stepLeaves(stored, sparse, signal)) look(part.values, (i) => part.elements[i]);
    // Elements that are not stored count as zeros. Readers that do not know the zero point take them for stored zeros.
    rawZeros += elements - sparse.walk.leafCount;
  } else {
    for await (const part of stepParts(stored, 0, elements, signal)) look(part.values, (i) => part.first + i);
  }
  return { outOfRange: { count, ...(first && { first }) }, rawZeros: allZero ? undefined : rawZeros };
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
    const data = await storedData(file, record, signal).catch(() => undefined);
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
