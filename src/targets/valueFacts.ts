import { throwIfCancelled } from '../modelError';
import { channelValue } from '../tflite/weights/channels';
import { readElements, type StoredMatrix } from '../tflite/weights/storedMatrix';
import type { SparseMatrix } from '../tflite/weights/storedSparse';
import { stepLeaves, stepParts } from '../tflite/weights/storedValues';
import { elementCount } from '../tflite/weights/weightTensor';
import type { OutOfRange, Use } from './facts';

const rangeTypes: ReadonlySet<string> = new Set(['INT8', 'UINT8']);
const rangeOperators: ReadonlySet<string> = new Set(['CONV_2D', 'FULLY_CONNECTED']);
// Ethos-U85 has no -128 in 2 of 4.
const maxSteps = 127;

type ValueFacts = { readonly outOfRange: OutOfRange; readonly rawZeros: number | undefined };

/**
 * Reads the values of a tensor once more, in parts. Undefined if no target needs them.
 * @param allZero all zero points are 0
 * @throws ModelError `cancelled`, and those of the source
 */
export async function valueFacts(
  stored: StoredMatrix,
  sparse: SparseMatrix | undefined,
  uses: readonly Use[],
  allZero: boolean,
  signal?: AbortSignal,
): Promise<ValueFacts | undefined> {
  const needsRange = rangeTypes.has(stored.type) && uses.some(({ code }) => rangeOperators.has(code));
  if (!needsRange && allZero) return undefined;
  if (stored.type === 'INT8' && allZero && !sparse)
    return { outOfRange: await lowestBytes(stored, signal), rawZeros: undefined };
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

// Small enough to cancel in between.
const bytesAtOnce = 1 << 20;
// The bits of -128.
const lowest = 0x80;

/** For INT8 without zero points, only -128 is out of range. Searching bytes is many times faster than converting them to numbers. */
async function lowestBytes(stored: StoredMatrix, signal?: AbortSignal): Promise<OutOfRange> {
  const elements = elementCount(stored.tensor);
  let count = 0;
  let first: OutOfRange['first'];
  for (let start = 0; start < elements; start += bytesAtOnce) {
    throwIfCancelled(signal);
    const bytes = await readElements(stored, start, Math.min(bytesAtOnce, elements - start), signal);
    for (let at = bytes.indexOf(lowest); at >= 0; at = bytes.indexOf(lowest, at + 1)) {
      if (count++ === 0) first = { element: start + at, steps: -128 };
    }
  }
  return { count, ...(first && { first }) };
}
