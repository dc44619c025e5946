import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import type { Tiles } from '../views/matrixView';

/**
 * Tiles along an axis: the weights of a tile, and the gap between tiles, in units of a weight. Where a weight is drawn, its position, counts
 * gaps. Its index does not.
 */
export type AxisTiles = { readonly size: number; readonly gap: number };

export function rowTiles(tiles: Tiles | undefined): AxisTiles | undefined {
  return tiles && { size: tiles.rowCount, gap: tiles.gap };
}

export function columnTiles(tiles: Tiles | undefined): AxisTiles | undefined {
  return tiles && { size: tiles.columnCount, gap: tiles.gap };
}

/** Tiles in units of cells of several weights. */
export function tilesInCells(tiles: AxisTiles | undefined, cellSize: number): AxisTiles | undefined {
  return tiles && { size: tiles.size / cellSize, gap: tiles.gap / cellSize };
}

/** The position of the start of a weight. */
export function startPosition(index: number, tiles: AxisTiles | undefined): number {
  return tiles ? index + Math.floor(index / tiles.size) * tiles.gap : index;
}

/** The position of the end of a range of weights. @param end exclusive */
export function endPosition(end: number, tiles: AxisTiles | undefined): number {
  return tiles ? end + Math.max(0, Math.ceil(end / tiles.size) - 1) * tiles.gap : end;
}

/** A range of weights with the gaps inside it. */
export function drawnWindow(
  { rowStart, rowEnd, columnStart, columnEnd }: MatrixWindow,
  tiles: Tiles | undefined,
): MatrixWindow {
  const [rows, columns] = [rowTiles(tiles), columnTiles(tiles)];
  return {
    rowStart: startPosition(rowStart, rows),
    rowEnd: endPosition(rowEnd, rows),
    columnStart: startPosition(columnStart, columns),
    columnEnd: endPosition(columnEnd, columns),
  };
}

/**
 * The index at a position, in fractions of a weight. In a gap it is the start of the next tile.
 * @param tolerance added to the position, for rounding errors
 */
export function indexAtPosition(
  position: number,
  tiles: AxisTiles | undefined,
  tolerance = 0,
): { readonly index: number; readonly isInGap: boolean } {
  if (!tiles) return { index: position + tolerance, isInGap: false };
  const { size, gap } = tiles;
  const tile = Math.floor((position + tolerance) / (size + gap));
  const within = position + tolerance - tile * (size + gap);
  return { index: tile * size + Math.min(within, size), isInGap: within >= size };
}

// A link has windows in fractions of a weight, and no field for a gap. The edge of a window that is in a gap is written as a fraction of the weight
// beside the gap that is in the window: up to a half stands for the gap, the other half for the weight.
const gapShare = 0.5;
// Links have three decimals. An integer is the edge of a weight.
const leastFraction = 0.001;

/**
 * A span of a link as positions. Its edges can be in gaps.
 * @param count weights along the axis
 */
export function spanPositions([start, end]: Span, tiles: AxisTiles | undefined, count: number): Span {
  if (!tiles) return [start, end];
  // Ends are starts that are counted from the end of the axis.
  return [edgePosition(start, tiles), endPosition(count, tiles) - edgePosition(count - end, tiles)];
}

/** The inverse of `spanPositions`, to three decimals. */
export function spanOfPositions([start, end]: Span, tiles: AxisTiles | undefined, count: number): Span {
  if (!tiles) return [start, end];
  return [edgeIndex(start, tiles), count - edgeIndex(endPosition(count, tiles) - end, tiles)];
}

function edgePosition(edge: number, tiles: AxisTiles): number {
  const index = Math.floor(edge);
  const position = startPosition(index, tiles);
  const fraction = edge - index;
  if (fraction === 0 || !isAfterGap(index, tiles)) return position + fraction;
  return fraction < gapShare
    ? position - (1 - fraction / gapShare) * tiles.gap
    : position + (fraction - gapShare) / (1 - gapShare);
}

function edgeIndex(position: number, tiles: AxisTiles): number {
  if (position <= 0) return position;
  const { size, gap } = tiles;
  const tile = Math.floor(position / (size + gap));
  const within = position - tile * (size + gap);
  if (within >= size) {
    const fraction = ((within - size) / gap) * gapShare;
    return (tile + 1) * size + Math.min(gapShare - leastFraction, Math.max(leastFraction, fraction));
  }
  const isInFirst = within < 1 && isAfterGap(tile * size, tiles);
  return isInFirst && within >= leastFraction ? tile * size + gapShare + within * (1 - gapShare) : tile * size + within;
}

function isAfterGap(index: number, { size }: AxisTiles): boolean {
  return index > 0 && index % size === 0;
}

/** Moves a span that shows nothing but a gap, so that it shows the first weight after the gap. */
export function spanWithWeights([start, end]: Span, tiles: AxisTiles | undefined): Span {
  if (!tiles || start < 0) return [start, end];
  const { size, gap } = tiles;
  const next = (Math.floor(start / (size + gap)) + 1) * (size + gap);
  if (start < next - gap || end > next) return [start, end];
  const shift = next + Math.min(1, end - start) - end;
  return [start + shift, end + shift];
}
