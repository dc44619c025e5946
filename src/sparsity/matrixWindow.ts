/** Rows and columns of a matrix, end exclusive. Columns are weights, or blocks in a matrix of blocks. */
export type MatrixWindow = {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
};

/** A range along one axis, end exclusive. */
export type Span = readonly [start: number, end: number];

/** Whether a window is inside another one. */
export function isWithin(inner: MatrixWindow, outer: MatrixWindow): boolean {
  return (
    inner.rowStart >= outer.rowStart &&
    inner.rowEnd <= outer.rowEnd &&
    inner.columnStart >= outer.columnStart &&
    inner.columnEnd <= outer.columnEnd
  );
}
