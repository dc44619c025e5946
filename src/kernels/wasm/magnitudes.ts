// AssemblyScript, not TypeScript: see kernels.ts.
//
// Mean magnitudes of the cells of a view. Reference: magnitudes.cpu.ts. All floats have 64 bits.

const infinity: u64 = 0x7ff0_0000_0000_0000;

/**
 * Adds the magnitudes of consecutive weights of a line to its cells.
 * @param steps stored values minus zero points
 * @param scaleBytes bytes from scale to scale: 8, or 0 for a single one
 * @param along position of the first weight along the line
 * @param shift logarithm of the weights of a cell along a side
 * @param cells in and out: sum of the first cell of the line
 * @param cellBytes bytes from cell to cell along the line
 */
export function magnitudeSums(
  steps: i32,
  count: i32,
  scales: i32,
  scaleBytes: i32,
  along: i32,
  shift: i32,
  cells: i32,
  cellBytes: i32,
): void {
  const end = steps + (count << 3);
  for (; steps < end; steps += 8) {
    const at = cells + (along >> shift) * cellBytes;
    store<f64>(at, load<f64>(at) + abs(load<f64>(steps) * load<f64>(scales)));
    along++;
    scales += scaleBytes;
  }
}

/** Sums 2 x 2 cells. @param above out: [ceil(rowCount / 2), ceil(columnCount / 2)], all 0 before */
export function magnitudeLevel(below: i32, rowCount: i32, columnCount: i32, above: i32): void {
  const rowBytes = ((columnCount + 1) >> 1) << 3;
  for (let row = 0; row < rowCount; row++) {
    const into = above + (row >> 1) * rowBytes;
    for (let column = 0; column < columnCount; column++) {
      const at = into + ((column >> 1) << 3);
      store<f64>(at, load<f64>(at) + load<f64>(below));
      below += 8;
    }
  }
}

/**
 * Divides sums by the number of weights in a cell.
 * @param viewRows, viewColumns size of the view in weights: cells at its end have fewer
 * @returns the largest finite mean, or 0
 */
export function magnitudeMeans(
  sums: i32,
  rowCount: i32,
  columnCount: i32,
  cellSize: i32,
  viewRows: i32,
  viewColumns: i32,
): f64 {
  let largest: u64 = 0;
  const completeColumns = viewColumns / cellSize;
  // A power of 2, so the product has the bits of the quotient.
  const share = 1 / (<f64>cellSize * <f64>cellSize);
  for (let row = 0; row < rowCount; row++) {
    const rows = min(cellSize, viewRows - row * cellSize);
    const complete = rows == cellSize ? completeColumns : 0;
    for (let column = 0; column < complete; column++) {
      largest = max(largest, storedMean(sums, load<f64>(sums) * share));
      sums += 8;
    }
    for (let column = complete; column < columnCount; column++) {
      const weights = <f64>rows * <f64>min(cellSize, viewColumns - column * cellSize);
      largest = max(largest, storedMean(sums, load<f64>(sums) / weights));
      sums += 8;
    }
  }
  return reinterpret<f64>(largest);
}

/** @returns the bits of a finite mean, which are in the order of the means; otherwise 0 */
@inline
function storedMean(at: i32, mean: f64): u64 {
  store<f64>(at, mean);
  const bits = reinterpret<u64>(mean);
  return bits < infinity ? bits : 0;
}

/** Means as steps of the largest one. @param steps out: [count] of 16 bits. It can be where the means are. */
export function magnitudeSteps(means: i32, count: i32, largest: f64, steps: i32): void {
  const end = means + (count << 3);
  for (; means < end; means += 8) {
    const mean = load<f64>(means);
    // Nothing can predict which means are 0.
    const least = <u32>(mean != 0);
    let step = least * 0xffff;
    // NaN is not less than `largest`.
    if (mean < largest) step = max<u32>(least, <u32>floor((mean / largest) * 65535 + 0.5));
    store<u16>(steps, <u16>step);
    steps += 2;
  }
}
