import type { WeightValues } from '../../src/pruning/weightValues';

/** Values in memory, read in parts of `partLength` elements. */
export function memoryValues(
  values: Float64Array,
  rowCount: number,
  columnCount: number,
  partLength = values.length || 1,
): WeightValues {
  return {
    rowCount,
    columnCount,
    async *parts() {
      for (let first = 0; first < values.length; first += partLength) {
        yield { first, values: values.slice(first, first + partLength) };
      }
    },
  };
}
