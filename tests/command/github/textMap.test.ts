import { expect, it } from 'vitest';
import { textMapOf } from '../../../src/command/github/textMap';

const cells = (rowCount: number, columnCount: number, share: (row: number, column: number) => number) => ({
  size: { cellSize: 4, rowCount, columnCount },
  shares: Uint8Array.from({ length: rowCount * columnCount }, (_, i) =>
    share(Math.floor(i / columnCount), i % columnCount),
  ),
});

it('has a shade for each quarter, and keeps a single weight', () => {
  const { size, shares } = cells(1, 6, (_, column) => [0, 1, 64, 128, 192, 255][column]!);
  expect(textMapOf(size, shares)).toEqual({ lines: ['·░▒▓██'], rows: 4, columns: 4 });
});

it.each([
  [128, 128, 22, 64],
  [64, 196, 8, 49],
  [16384, 1, 24, 1],
  [1, 16384, 1, 64],
  [10, 1024, 10, 64],
])('fits %i × %i cells into %i lines of %i characters', (rowCount, columnCount, lineCount, length) => {
  const { size, shares } = cells(rowCount, columnCount, () => 255);
  const { lines, rows, columns } = textMapOf(size, shares);
  expect([lines.length, lines[0]!.length]).toEqual([lineCount, length]);
  expect(lines.every((line) => line === '█'.repeat(length))).toBe(true);
  expect(rows * lines.length).toBeGreaterThanOrEqual(4 * rowCount);
  expect(columns * length).toBeGreaterThanOrEqual(4 * columnCount);
});

it('averages the cells of a character', () => {
  const { size, shares } = cells(24, 128, (row, column) => (row < 12 && column < 64 ? 255 : 0));
  const { lines } = textMapOf(size, shares);
  expect(lines[0]).toBe('█'.repeat(32) + '·'.repeat(32));
  expect(lines.at(-1)).toBe('·'.repeat(64));
});
