/** Rows and columns of a view or of a weight matrix, ends exclusive. */
export type CellRange = {
  readonly rowStart: number;
  readonly rowEnd: number;
  readonly columnStart: number;
  readonly columnEnd: number;
};
