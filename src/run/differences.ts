import { elementFormat, storedBytes } from '../tflite/elementTypes';
import { valuesOf } from '../tflite/weights/elementValues';
import { elementsOf, type RunTensor } from './runTensor';

/** How an output differs between two models, over all examples. In units of the output: steps for quantized ones. */
export type OutputDifferences = {
  readonly values: number;
  /** Values whose bits differ. */
  readonly changed: number;
  /** Values that are NaN or infinite in one model, and something else in the other. The figures below leave out all values that are not finite. */
  readonly notFinite: number;
  /** Largest and mean absolute difference. Undefined if no value is finite. */
  readonly largest: number | undefined;
  readonly mean: number | undefined;
  /** Square root of the sum of squared differences over that of the squared values of the first model. Undefined if those are 0. */
  readonly relative: number | undefined;
  /** Undefined if one model has only zeros. */
  readonly cosine: number | undefined;
  /** Rows of the last dimension, and those whose largest value has the same index. 0 if rows have a single value. */
  readonly rows: number;
  readonly agreeing: number;
};

/** Collects the differences of an output. */
export type DifferenceCounter = {
  /**
   * @param before output of the first model, as bytes @param after of the second one
   * @returns largest difference of this example; infinite if a value is finite in one model only
   */
  add(before: Uint8Array, after: Uint8Array): number;
  result(): OutputDifferences;
};

/** @param output as the first model describes it */
export function differenceCounter({ type, shape }: Pick<RunTensor, 'type' | 'shape'>): DifferenceCounter {
  const rowLength = Math.max(1, shape.at(-1) ?? 1);
  const totals = { values: 0, changed: 0, notFinite: 0, finite: 0, largest: 0, sum: 0, rows: 0, agreeing: 0 };
  const squares = { difference: 0, before: 0, after: 0, product: 0 };

  function addValues(before: Float64Array, after: Float64Array): number {
    let largest = 0;
    for (let i = 0; i < before.length; i++) {
      const [a, b] = [before[i]!, after[i]!];
      if (!Number.isFinite(a) || !Number.isFinite(b)) {
        if (Object.is(a, b)) continue;
        totals.notFinite++;
        largest = Number.POSITIVE_INFINITY;
        continue;
      }
      const difference = Math.abs(a - b);
      largest = Math.max(largest, difference);
      totals.largest = Math.max(totals.largest, difference);
      totals.finite++;
      totals.sum += difference;
      squares.difference += difference * difference;
      squares.before += a * a;
      squares.after += b * b;
      squares.product += a * b;
    }
    return largest;
  }

  return {
    add(before, after) {
      const [a, b] = [outputValues(before, { type }), outputValues(after, { type })];
      totals.values += a.length;
      totals.changed += changedValues(before, after, a.length);
      if (rowLength > 1) {
        for (let start = 0; start + rowLength <= a.length; start += rowLength) {
          totals.rows++;
          if (largestIndex(a, start, rowLength) === largestIndex(b, start, rowLength)) totals.agreeing++;
        }
      }
      return addValues(a, b);
    },
    result() {
      const { finite, largest, sum, values, changed, notFinite, rows, agreeing } = totals;
      const { difference, before, after, product } = squares;
      return {
        ...{ values, changed, notFinite, rows, agreeing },
        largest: finite === 0 ? undefined : largest,
        mean: finite === 0 ? undefined : sum / finite,
        relative: before === 0 ? undefined : Math.sqrt(difference / before),
        // Rounding can take it past 1.
        cosine:
          before === 0 || after === 0 ? undefined : Math.max(-1, Math.min(1, product / Math.sqrt(before * after))),
      };
    },
  };
}

/** The values of an output. */
export function outputValues(bytes: Uint8Array, { type }: Pick<RunTensor, 'type'>): Float64Array<ArrayBuffer> {
  return valuesOf(bytes, type, Math.floor(bytes.byteLength / storedBytes(elementFormat(type)!, 1)));
}

/** The class that a row names: the index of its largest value, the first of equal ones. NaN is never the largest. */
export function largestIndex(values: ArrayLike<number>, start: number, length: number): number {
  let best = 0;
  for (let index = 1; index < length; index++) {
    const [value, most] = [values[start + index]!, values[start + best]!];
    if (value > most || (Number.isNaN(most) && !Number.isNaN(value))) best = index;
  }
  return best;
}

function changedValues(before: Uint8Array, after: Uint8Array, count: number): number {
  const size = before.byteLength / Math.max(1, count);
  let changed = 0;
  for (let index = 0; index < count; index++) {
    for (let byte = index * size; byte < (index + 1) * size; byte++) {
      if (before[byte] === after[byte]) continue;
      changed++;
      break;
    }
  }
  return changed;
}

/** Whether the rows of an output can name a class for each example: one row of several values. */
export function namesClass({ shape }: Pick<RunTensor, 'shape'>): boolean {
  const last = shape.at(-1) ?? 1;
  return last > 1 && elementsOf({ shape }) === last;
}
