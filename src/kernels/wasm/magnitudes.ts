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
  for (let row = 0; row < rowCount; row++) {
    const rows = min(cellSize, viewRows - row * cellSize);
    for (let column = 0; column < columnCount; column++) {
      const mean = load<f64>(sums) / (<f64>rows * <f64>min(cellSize, viewColumns - column * cellSize));
      store<f64>(sums, mean);
      sums += 8;
      // Bits of positive floats are in the order of the floats.
      const bits = reinterpret<u64>(mean);
      if (bits > largest && bits < infinity) largest = bits;
    }
  }
  return reinterpret<f64>(largest);
}

/** Means as steps of the largest one. @param steps out: [count] of 16 bits. It can be where the means are. */
export function magnitudeSteps(means: i32, count: i32, largest: f64, steps: i32): void {
  const end = means + (count << 3);
  for (; means < end; means += 8) {
    const mean = load<f64>(means);
    let step: u32 = 0xffff;
    // NaN is not less than `largest`.
    if (mean < largest) step = mean == 0 ? 0 : max<u32>(1, <u32>floor((mean / largest) * 65535 + 0.5));
    else if (mean == 0) step = 0;
    store<u16>(steps, <u16>step);
    steps += 2;
  }
}
