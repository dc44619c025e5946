import type { Mask } from '../sparsity/mask';
import type { Span } from '../sparsity/matrixWindow';
import type { DensityPyramid, Level } from '../sparsity/pyramid';
import { densityStep } from '../views/overview';
import { type AxisTiles, columnTiles, indexAtPosition, rowTiles, tilesInCells } from './axisTiles';
import type { PixelSize, Placement } from './viewport';

/** Pixels [xStart, xEnd) of the lines [yStart, yEnd). */
export type PixelRegion = {
  readonly xStart: number;
  readonly xEnd: number;
  readonly yStart: number;
  readonly yEnd: number;
};

/**
 * Resamples a mask to pixels: each pixel gets the color of the exact density of its weights, and each weight belongs to exactly one pixel.
 * The cost depends on the number of pixels only: zoomed out, cells of the pyramid are added up.
 *
 * @param pixels [height, width], as ImageData holds them; pixels outside the matrix become transparent.
 * @param steps [256], colors of densities, see densityStep
 * @param region the pixels to paint; others stay unchanged
 * @param bit weights that a bit of the mask covers
 */
export function paintDensities(
  pixels: Uint32Array,
  { width, height }: PixelSize,
  pyramid: DensityPyramid,
  placement: Placement,
  steps: Uint32Array,
  region: PixelRegion = { xStart: 0, xEnd: width, yStart: 0, yEnd: height },
  bit: BitSize = singleWeight,
): void {
  const { mask, levels } = pyramid;
  const { scale, tiles } = placement;
  // Very long blocks are blurred along their length: cells that are as high as a pixel would be too many.
  const longSide = Math.min(maxSharpBit, Math.max(bit.rows, bit.columns));
  const level = levels.findLast(({ cellSize }) => cellSize * longSide * scale <= 1);
  const cellSize = level?.cellSize ?? 1;
  const { xStart, xEnd, yStart, yEnd } = region;
  const [cellRows, cellColumns] = [cellSize * bit.rows, cellSize * bit.columns];
  const columns = cellRanges(
    xStart,
    xEnd,
    placement.x,
    scale * cellColumns,
    Math.ceil(mask.columnCount / cellSize),
    tilesInCells(columnTiles(tiles), cellColumns),
  );
  const rows = cellRanges(
    yStart,
    yEnd,
    placement.y,
    scale * cellRows,
    Math.ceil(mask.rowCount / cellSize),
    tilesInCells(rowTiles(tiles), cellRows),
  );
  const fields = level ? undefined : bitFieldsOf(columns, mask.wordsPerRow);
  const counts = new Int32Array(xEnd - xStart);
  const heights = coveredWeights(rows, cellSize, mask.rowCount);
  const paintLine = linePainter(coveredWeights(columns, cellSize, mask.columnCount), Math.max(...heights), steps);

  for (let y = yStart; y < yEnd; y++) {
    const rowStart = rows.starts[y - yStart];
    const rowEnd = rows.ends[y - yStart];
    const line = y * width;
    if (rowEnd <= rowStart) {
      pixels.fill(0, line + xStart, line + xEnd);
      continue;
    }
    if (y > yStart && rowStart === rows.starts[y - yStart - 1] && rowEnd === rows.ends[y - yStart - 1]) {
      pixels.copyWithin(line + xStart, line - width + xStart, line - width + xEnd);
      continue;
    }
    if (level) countCells(counts, level, rowStart, rowEnd, columns);
    else countBits(counts, mask, rowStart, rowEnd, fields!);
    paintLine(pixels, line + xStart, counts, heights[y - yStart]);
  }
}

type BitSize = { readonly rows: number; readonly columns: number };

const singleWeight: BitSize = { rows: 1, columns: 1 };
const maxSharpBit = 8;

export type CellRanges = { readonly starts: Int32Array; readonly ends: Int32Array };

function countCells(counts: Int32Array, level: Level, rowStart: number, rowEnd: number, columns: CellRanges): void {
  const { starts, ends } = columns;
  const { counts: cells, columnCount } = level;
  for (let x = 0; x < counts.length; x++) {
    let count = 0;
    for (let row = rowStart; row < rowEnd; row++) {
      for (let cell = row * columnCount + starts[x]; cell < row * columnCount + ends[x]; cell++) count += cells[cell];
    }
    counts[x] = count;
  }
}

/** The bits of each pixel in a row of the mask. They are the same for all rows. */
type BitFields = {
  /** Indices of the word of the first bit, and of the next word. */
  readonly words: Int32Array;
  readonly nextWords: Int32Array;
  readonly shifts: Int32Array;
  /** One bit set for each weight of the pixel. */
  readonly ones: Int32Array;
};

// The finest level of the pyramid takes over for more weights per pixel.
const maxBits = 5;
const onesOf = Uint8Array.from({ length: 2 ** maxBits }, (_, bits) => bits.toString(2).replaceAll('0', '').length);

function bitFieldsOf({ starts, ends }: CellRanges, wordsPerRow: number): BitFields {
  return {
    words: starts.map((start) => Math.min(start >>> 5, wordsPerRow - 1)),
    nextWords: starts.map((start) => Math.min((start >>> 5) + 1, wordsPerRow - 1)),
    shifts: starts.map((start) => start & 31),
    ones: ends.map((end, x) => (1 << Math.max(0, Math.min(maxBits, end - starts[x]))) - 1),
  };
}

function countBits(counts: Int32Array, mask: Mask, rowStart: number, rowEnd: number, fields: BitFields): void {
  const { words, nextWords, shifts, ones } = fields;
  const { wordsPerRow } = mask;
  const bits = mask.words;
  for (let x = 0; x < counts.length; x++) {
    const shift = shifts[x];
    let word = rowStart * wordsPerRow + words[x];
    let next = rowStart * wordsPerRow + nextWords[x];
    let count = 0;
    for (let row = rowStart; row < rowEnd; row++) {
      // Two shifts, because JavaScript shifts by 32 like by 0. A branch would be mispredicted half of the time.
      count += onesOf[((bits[word] >>> shift) | ((bits[next] << 1) << (31 - shift))) & ones[x]];
      word += wordsPerRow;
      next += wordsPerRow;
    }
    counts[x] = count;
  }
}

/** The number of weights along a row, or a column, of each pixel. */
function coveredWeights({ starts, ends }: CellRanges, cellSize: number, weightCount: number): Int32Array {
  return ends.map((end, x) => (end > starts[x] ? Math.min(end * cellSize, weightCount) - starts[x] * cellSize : 0));
}

type LinePainter = (pixels: Uint32Array, first: number, counts: Int32Array, coveredRows: number) => void;

// A larger table costs more to fill than it saves.
const largestTable = 4096;

/** Colors a line of pixels by their shares of non-zero weights. */
function linePainter(coveredColumns: Int32Array, maxRows: number, steps: Uint32Array): LinePainter {
  const widths = [...new Set(coveredColumns)];
  const stride = Math.max(...widths) * maxRows + 1;
  if (widths.length * stride > largestTable) {
    return (pixels, first, counts, coveredRows) => {
      for (let x = 0; x < counts.length; x++) {
        pixels[first + x] = colorOf(counts[x], coveredColumns[x] * coveredRows, steps);
      }
    };
  }
  // A table instead of branches: single weights are not predictable.
  const entries = coveredColumns.map((covered) => widths.indexOf(covered) * stride);
  const tables = new Map<number, Uint32Array>();
  return (pixels, first, counts, coveredRows) => {
    const table = tables.get(coveredRows) ?? colorTable(widths, stride, coveredRows, steps);
    tables.set(coveredRows, table);
    for (let x = 0; x < counts.length; x++) pixels[first + x] = table[entries[x] + counts[x]];
  };
}

/** [widths, stride]: the color for each count of each width. */
function colorTable(widths: readonly number[], stride: number, coveredRows: number, steps: Uint32Array): Uint32Array {
  const table = new Uint32Array(widths.length * stride);
  widths.forEach((width, i) => {
    const covered = width * coveredRows;
    for (let count = 0; count <= covered; count++) table[i * stride + count] = colorOf(count, covered, steps);
  });
  return table;
}

function colorOf(count: number, covered: number, steps: Uint32Array): number {
  return covered === 0 ? 0 : steps[densityStep(count, covered)];
}

/**
 * The cells [start, end) of each pixel; empty outside the matrix. If a cell is at least a pixel long, it is the cell under the center of the
 * pixel. Otherwise it is the cells that begin in the pixel, so that each cell belongs to exactly one pixel.
 * The tolerances give the same cells after a move as after a new placement, which differ by rounding errors.
 * @param tiles in cells; pixels in gaps are empty
 */
export function cellRanges(
  pixelStart: number,
  pixelEnd: number,
  origin: number,
  cellPixels: number,
  cellCount: number,
  tiles?: AxisTiles,
): CellRanges {
  const starts = new Int32Array(pixelEnd - pixelStart);
  const ends = new Int32Array(pixelEnd - pixelStart);
  if (tiles) {
    for (let pixel = pixelStart; pixel < pixelEnd; pixel++) {
      const [start, end] = cellsInTiles(pixel - origin, cellPixels, tiles);
      starts[pixel - pixelStart] = Math.max(0, start);
      ends[pixel - pixelStart] = Math.min(cellCount, end);
    }
    return { starts, ends };
  }
  for (let pixel = pixelStart; pixel < pixelEnd; pixel++) {
    const start =
      cellPixels >= 1
        ? Math.floor((pixel + 0.5 - origin) / cellPixels + 1e-9)
        : Math.ceil((pixel - origin) / cellPixels - 1e-9);
    const end = cellPixels >= 1 ? start + 1 : Math.ceil((pixel + 1 - origin) / cellPixels - 1e-9);
    starts[pixel - pixelStart] = Math.max(0, start);
    ends[pixel - pixelStart] = Math.min(cellCount, end);
  }
  return { starts, ends };
}

/** The cells of the pixel that begins `pixel` pixels after the first tile. */
function cellsInTiles(pixel: number, cellPixels: number, tiles: AxisTiles): Span {
  const tolerance = 1e-9;
  const center = indexAtPosition((pixel + 0.5) / cellPixels, tiles, tolerance);
  const atCenter: Span = center.isInGap ? [0, 0] : [Math.floor(center.index), Math.floor(center.index) + 1];
  if (cellPixels >= 1) return atCenter;
  const start = indexAtPosition(pixel / cellPixels, tiles, -tolerance).index;
  const end = indexAtPosition((pixel + 1) / cellPixels, tiles, -tolerance).index;
  const [first, last] = [Math.ceil(start), Math.ceil(end)];
  // A cell can be in two tiles if their size is not a multiple of it. It begins in one, and is also the first cell of the other.
  return first < last ? [first, last] : atCenter;
}
