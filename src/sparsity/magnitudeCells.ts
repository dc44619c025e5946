/** A range of weights that are next to each other in a line of cells. */
export type CellRun = {
  /** Position of the first weight in the steps, and number of weights. */
  readonly from: number;
  readonly count: number;
  /** Position of the first weight along the line. */
  readonly along: number;
  /** Index of the first cell of the line, and cells from one to the next along it. */
  readonly cell: number;
  readonly cellStep: number;
};

/** The cells of a view. */
export type CellSizes = {
  /** Weights along a side of a cell: a power of 2. */
  readonly cellSize: number;
  /** Size of the view in weights. */
  readonly rowCount: number;
  readonly columnCount: number;
};

/** Mean magnitudes, see Magnitudes. */
export type CellLevel = {
  readonly cellSize: number;
  /** Size in cells. */
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount, columnCount] */
  readonly cells: Uint16Array<ArrayBuffer>;
};

/** Adds up magnitudes in the cells of a view, some weights at a time. */
export type MagnitudeCells = {
  /**
   * @param steps stored values minus zero points
   * @param scales of all of them, or one for each
   */
  add(steps: Float64Array, scales: number | Float64Array, runs: readonly CellRun[]): void;
  /** The means as steps of the largest one, see Magnitudes. Called once. */
  levels(): { readonly levels: readonly CellLevel[]; readonly largest: number };
};

/** Steps of the largest mean. */
export const largestStep = 65_535;

/** Number of cells along a side. */
export function cellsAlong(weights: number, cellSize: number): number {
  return Math.ceil(weights / cellSize);
}

/** The sizes of the finest level and of the levels above it, up to a single cell. Each has cells of twice the size. */
export function levelSizes({ cellSize, rowCount, columnCount }: CellSizes): Omit<CellLevel, 'cells'>[] {
  const levels: Omit<CellLevel, 'cells'>[] = [];
  for (let size = cellSize; ; size *= 2) {
    const level = {
      cellSize: size,
      rowCount: cellsAlong(rowCount, size),
      columnCount: cellsAlong(columnCount, size),
    };
    levels.push(level);
    if (level.rowCount <= 1 && level.columnCount <= 1) return levels;
  }
}
