import type { Overview } from '../../views/overview';

/** A thumbnail in characters. GitHub removes images that are part of a summary or a comment. */
export type TextMap = {
  readonly lines: readonly string[];
  /** Weights that a character covers. */
  readonly rows: number;
  readonly columns: number;
};

const maxColumns = 64;
const maxLines = 24;
const minLines = 8;

/** Each shade is for a quarter of the range of shares. */
export const shades = { none: '·', quarters: ['░', '▒', '▓', '█'] } as const;

/**
 * Draws shares of cells. A character is as high as two cells are wide, if that gives enough lines and not too many.
 * @param shares [rowCount, columnCount], see densityStep
 */
export function textMapOf(
  { cellSize, rowCount, columnCount }: Pick<Overview, 'cellSize' | 'rowCount' | 'columnCount'>,
  shares: Uint8Array,
): TextMap {
  const width = Math.max(1, Math.ceil(columnCount / maxColumns));
  const square = Math.min(2 * width, Math.max(1, Math.floor(rowCount / minLines)));
  const height = Math.max(square, Math.ceil(rowCount / maxLines));
  const lines: string[] = [];
  for (let row = 0; row < rowCount; row += height) {
    let line = '';
    for (let column = 0; column < columnCount; column += width) {
      line += shadeOf(meanOf(shares, columnCount, row, Math.min(row + height, rowCount), column, width));
    }
    lines.push(line);
  }
  return { lines, rows: height * cellSize, columns: width * cellSize };
}

function meanOf(
  shares: Uint8Array,
  columnCount: number,
  row: number,
  rowEnd: number,
  column: number,
  width: number,
): number {
  const columnEnd = Math.min(column + width, columnCount);
  let sum = 0;
  for (let r = row; r < rowEnd; r++) for (let c = column; c < columnEnd; c++) sum += shares[r * columnCount + c];
  return sum / ((rowEnd - row) * (columnEnd - column));
}

/** Only cells without any are `none`. @param share 0 to 255 */
function shadeOf(share: number): string {
  return share === 0 ? shades.none : shades.quarters[Math.min(3, Math.floor(share / 64))];
}
