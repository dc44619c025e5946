import { blockSizeOf } from '../sparsity/pattern';
import { showsCompleteBlocks } from '../views/blocksInView';
import type { TensorMap } from '../views/tensorMap';
import { type AxisTiles, columnTiles, endPosition, rowTiles, startPosition } from './axisTiles';
import { type PixelSize, type Placement, type Rectangle, viewportOf } from './viewport';

/** Lines between blocks and rows. Lengths are pixels of the surface. */
export type Separation = {
  readonly width: number;
  readonly verticals: readonly number[];
  readonly horizontals: readonly number[];
};

/** CSS pixels of a cell from which separation lines are drawn. */
export const separatedFrom = 5;

export function separationOf(
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
): Separation {
  const { scale, x, y } = placement;
  if (scale < separatedFrom * pixelRatio) return { width: 0, verticals: [], horizontals: [] };
  const { rowStart, rowEnd, columnStart, columnEnd } = viewportOf(placement, size, tensorMap.view);
  const { transposed, lines } = tensorMap.view;
  const { pattern } = tensorMap.summary;
  const hasBlocks = showsCompleteBlocks(tensorMap.view, pattern);
  const block = blockSizeOf(pattern);
  const blockEdges = (start: number, end: number) =>
    hasBlocks ? blockEdgesBetween(lines, block.columns, start, end) : [];
  const linesOfBlock = hasBlocks ? block.rows : 1;
  const lineEdges = (start: number, end: number) =>
    edges(start, end, lines.count).filter((edge) => edge % linesOfBlock === 0);
  const columns = (transposed ? lineEdges : blockEdges)(columnStart, columnEnd);
  const rows = (transposed ? blockEdges : lineEdges)(rowStart, rowEnd);
  const [down, across] = [rowTiles(placement.tiles), columnTiles(placement.tiles)];
  return {
    width: Math.max(1, Math.round(pixelRatio * Math.min(2, scale / pixelRatio / 8))),
    verticals: columns.filter(isInTile(across)).map((column) => x + startPosition(column, across) * scale),
    horizontals: rows.filter(isInTile(down)).map((row) => y + startPosition(row, down) * scale),
  };
}

/** Between tiles there is a gap in place of a line. */
function isInTile(tiles: AxisTiles | undefined): (edge: number) => boolean {
  return (edge) => !tiles || edge % tiles.size !== 0;
}

/** The gaps of a frame, from edge to edge. */
export function gapsOf(
  { rowCount, columnCount, tiles }: TensorMap['view'],
  placement: Placement,
  frame: Rectangle,
): Rectangle[] {
  if (!tiles) return [];
  const { scale, x, y } = placement;
  const width = tiles.gap * scale;
  const starts = (count: number, along: AxisTiles) =>
    Array.from(
      { length: Math.max(0, Math.ceil(count / along.size) - 1) },
      (_, i) => scale * endPosition((i + 1) * along.size, along),
    );
  return [
    ...starts(columnCount, columnTiles(tiles)!).map((start) => ({ ...frame, x: x + start, width })),
    ...starts(rowCount, rowTiles(tiles)!).map((start) => ({ ...frame, y: y + start, height: width })),
  ];
}

/** Edges between the cells [start, end], without the edges of the matrix. */
function edges(start: number, end: number, count: number): number[] {
  const first = Math.max(1, start);
  const last = Math.min(end, count - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/**
 * Each row of the weight matrix starts a new block. If rows have one weight, a line is drawn every `of` weights, as in the figures of TensorFlow's
 * tutorial on structural pruning.
 */
function blockEdgesBetween(
  { length, rowLength }: TensorMap['view']['lines'],
  of: number,
  start: number,
  end: number,
): number[] {
  const step = rowLength === 1 ? length : rowLength;
  return edges(start, end, length).filter((edge) => (edge % step) % of === 0);
}
