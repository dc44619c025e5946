/** A block of four weights of a [rows, columns] matrix: columns 4 x block to 4 x block + 3 of the row. */
export type BlockPlace = { readonly row: number; readonly block: number };

/**
 * The only blocks that violate 2:4 in the dense tensor [1024, 3136] (784 blocks a row) of `mnist-2by4-int8-12-violations.tflite`:
 * the first, the last, two neighbors, and others spread over the tensor.
 */
export const violations: readonly BlockPlace[] = [
  { row: 0, block: 0 },
  { row: 93, block: 511 },
  { row: 186, block: 77 },
  { row: 279, block: 640 },
  { row: 372, block: 302 },
  { row: 465, block: 18 },
  { row: 558, block: 745 },
  { row: 651, block: 410 },
  { row: 651, block: 411 },
  { row: 744, block: 233 },
  { row: 930, block: 128 },
  { row: 1023, block: 783 },
];

/**
 * A copy of the matrix in which the blocks of `violations` have three non-zeros, and every third of them four. Writes 1 and -1 in place of
 * zeros. Throws if a block needs more than two new weights.
 */
export function withViolations(weights: Int8Array, columns: number): Int8Array {
  const changed = weights.slice();
  violations.forEach(({ row, block }, place) => {
    const start = row * columns + 4 * block;
    const zeros = [0, 1, 2, 3].map((step) => start + step).filter((index) => changed[index] === 0);
    const filled = zeros.slice(place % 3 === 2 ? 0 : 1);
    if (filled.length < 1 || filled.length > 2) {
      throw new Error(`row ${row}, block ${block} has ${zeros.length} zeros: choose another block`);
    }
    for (const index of filled) changed[index] = place % 2 === 0 ? 1 : -1;
  });
  return changed;
}
