import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import type { BlockPlace } from '../sparsity/violations';
import { blockInView, hasWholeBlocks, violationsInView } from '../views/blocksInView';
import type { TensorMap } from '../views/tensorMap';
import type { WindowValues } from '../views/windowValues';
import { type ColorCells, colorCells } from './cells';
import { type CellValue, cellValues, valueWindow } from './cellValues';
import type { Coloring } from './coloring';
import type { ColoredComparison } from './comparisonPainting';
import type { ColoredMagnitudes } from './magnitudeColors';
import { completeWindow, type PixelSize, type Placement, type Rectangle, viewportOf } from './viewport';
import { violationDots } from './violationDots';

/** What to draw, as plain data: canvas, SVG and PNG are ways to put the same scene down. Lengths are pixels of the surface. */
export type Scene = {
  readonly size: PixelSize;
  readonly placement: Placement;
  readonly pyramid: TensorMap['pyramid'];
  /** What has one color each; absent: the weights that fall into a pixel. */
  readonly cells: ColorCells | undefined;
  /** How large the weights are, when that is what colors say and it is known. */
  readonly magnitudes: ColoredMagnitudes | undefined;
  /** Where the matrix lies. */
  readonly frame: Rectangle;
  /** Separation lines of blocks and rows; empty while cells are too small for them. */
  readonly separation: Separation;
  /** What became of the weights in another model, when that is what colors say and it is known. */
  readonly comparison: ColoredComparison | undefined;
  /** Numbers in the cells that have room for them. */
  readonly values: readonly CellValue[];
  /** Violating blocks in view. */
  readonly violations: readonly Rectangle[];
  /** Where violating blocks lie when they are too many and too small for an outline each. */
  readonly dots: readonly Rectangle[];
  /** What is beside the point: all but the window of a figure. */
  readonly veiled: readonly Rectangle[];
  /** Of which nothing is known: a picture of a link holds a window only. */
  readonly unknown: readonly Rectangle[];
};

type Separation = {
  readonly width: number;
  readonly verticals: readonly number[];
  readonly horizontals: readonly number[];
};

/** Cells of this many CSS pixels have separation lines. */
export const separatedFrom = 5;
// A mark smaller than this is lost on a screen.
const smallestMark = 7;
// Up to this many violations each has its outline at any distance; more of them are dots where they lie, and outlined from near.
export const maxFarMarks = 256;
const maxNearMarks = 100_000;

export type SceneOptions = {
  readonly coloring?: Coloring;
  readonly magnitudes?: ColoredMagnitudes | undefined;
  readonly comparison?: ColoredComparison | undefined;
  /** Numbers that were read, to be written into cells. */
  readonly values?: WindowValues | undefined;
  /** The window that is the figure; what lies around it is veiled. */
  readonly figure?: MatrixWindow | undefined;
};

/**
 * @param pixelRatio surface pixels per CSS pixel
 */
export function sceneOf(
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
  { coloring = 'nonzero', magnitudes, comparison, values, figure }: SceneOptions = {},
): Scene {
  const { view } = tensorMap;
  const frame = {
    x: placement.x,
    y: placement.y,
    width: view.columnCount * placement.scale,
    height: view.rowCount * placement.scale,
  };
  return {
    size,
    placement,
    pyramid: tensorMap.pyramid,
    cells: colorCells(tensorMap, coloring, placement.scale),
    magnitudes,
    comparison,
    frame,
    separation: separationOf(tensorMap, placement, size, pixelRatio),
    values: valuesOf(tensorMap, values, placement, size, pixelRatio),
    violations: violationsOf(tensorMap, placement, size, pixelRatio),
    dots: areDotted(tensorMap, placement, pixelRatio)
      ? violationDots(tensorMap.marks, placement, size, pixelRatio)
      : [],
    veiled: figure ? around(figure, placement, size) : [],
    unknown: tensorMap.known ? around(tensorMap.known, placement, size) : [],
  };
}

function valuesOf(
  tensorMap: TensorMap,
  known: WindowValues | undefined,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
): CellValue[] {
  const window = known && valueWindow(tensorMap, placement, size, pixelRatio);
  return window ? cellValues(tensorMap, known, placement, window) : [];
}

/** The four rectangles around a window. */
function around(figure: MatrixWindow, { scale, x, y }: Placement, { width, height }: PixelSize): Rectangle[] {
  const left = Math.round(x + figure.columnStart * scale);
  const right = Math.round(x + figure.columnEnd * scale);
  const top = Math.round(y + figure.rowStart * scale);
  const bottom = Math.round(y + figure.rowEnd * scale);
  return [
    { x: 0, y: 0, width, height: top },
    { x: 0, y: bottom, width, height: height - bottom },
    { x: 0, y: top, width: left, height: bottom - top },
    { x: right, y: top, width: width - right, height: bottom - top },
  ].filter((rectangle) => rectangle.width > 0 && rectangle.height > 0);
}

function separationOf(tensorMap: TensorMap, placement: Placement, size: PixelSize, pixelRatio: number): Separation {
  const { scale, x, y } = placement;
  if (scale < separatedFrom * pixelRatio) return { width: 0, verticals: [], horizontals: [] };
  const { rowStart, rowEnd, columnStart, columnEnd } = viewportOf(placement, size, tensorMap.view);
  const { transposed, lines } = tensorMap.view;
  const { pattern } = tensorMap.summary;
  const whole = hasWholeBlocks(tensorMap.view, pattern);
  const block = blockSizeOf(pattern);
  const blockEdges = (start: number, end: number) => (whole ? blockEdgesBetween(lines, block.columns, start, end) : []);
  const linesOfBlock = whole ? block.rows : 1;
  const lineEdges = (start: number, end: number) =>
    edges(start, end, lines.count).filter((edge) => edge % linesOfBlock === 0);
  const columns = (transposed ? lineEdges : blockEdges)(columnStart, columnEnd);
  const rows = (transposed ? blockEdges : lineEdges)(rowStart, rowEnd);
  return {
    width: Math.max(1, Math.round(pixelRatio * Math.min(2, scale / pixelRatio / 8))),
    verticals: columns.map((column) => x + column * scale),
    horizontals: rows.map((row) => y + row * scale),
  };
}

/** Edges between the cells [start, end], those around the matrix left out. */
function edges(start: number, end: number, count: number): number[] {
  const first = Math.max(1, start);
  const last = Math.min(end, count - 1);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** Blocks begin anew at each row of the weight matrix; of rows of one weight, as many as a block has are taken together, as the tutorial does. */
function blockEdgesBetween(
  { length, rowLength }: TensorMap['view']['lines'],
  of: number,
  start: number,
  end: number,
): number[] {
  const step = rowLength === 1 ? length : rowLength;
  return edges(start, end, length).filter((edge) => (edge % step) % of === 0);
}

/** Many violations far out, where an outline each would cover the map. */
function areDotted({ violationCount }: TensorMap, { scale }: Placement, pixelRatio: number): boolean {
  return violationCount > maxFarMarks && scale < separatedFrom * pixelRatio;
}

/** A block far out is smaller than a pixel: its mark keeps a size that can be seen. */
function violationsOf(tensorMap: TensorMap, placement: Placement, size: PixelSize, pixelRatio: number): Rectangle[] {
  if (tensorMap.violationCount === 0 || areDotted(tensorMap, placement, pixelRatio)) return [];
  const { view, summary } = tensorMap;
  const { violations, pattern } = summary;
  const places =
    tensorMap.violationCount <= maxFarMarks
      ? allViolations(tensorMap)
      : (violationsInView(
          view,
          violations,
          blockSizeOf(pattern).columns,
          viewportOf(placement, size, view),
          maxNearMarks,
        ) ?? []);
  const least = smallestMark * pixelRatio;
  return places
    .map((place) => markAround(blockInView(view, place, blockSizeOf(pattern).columns)!, placement, least))
    .map((mark) => pulledIn(mark, size, pixelRatio))
    .filter(
      (mark) => mark.x < size.width && mark.x + mark.width > 0 && mark.y < size.height && mark.y + mark.height > 0,
    );
}

function markAround(cells: MatrixWindow, { scale, x, y }: Placement, least: number): Rectangle {
  const width = Math.max(least, (cells.columnEnd - cells.columnStart) * scale);
  const height = Math.max(least, (cells.rowEnd - cells.rowStart) * scale);
  return {
    x: x + ((cells.columnStart + cells.columnEnd) / 2) * scale - width / 2,
    y: y + ((cells.rowStart + cells.rowEnd) / 2) * scale - height / 2,
    width,
    height,
  };
}

/** A mark whose block is in view is not cut by the edge. */
function pulledIn(mark: Rectangle, size: PixelSize, pixelRatio: number): Rectangle {
  return {
    ...mark,
    x: pulledSpan(mark.x, mark.width, size.width, pixelRatio),
    y: pulledSpan(mark.y, mark.height, size.height, pixelRatio),
  };
}

function pulledSpan(start: number, length: number, limit: number, edge: number): number {
  const middle = start + length / 2;
  if (middle < 0 || middle > limit || length > smallestMark * edge) return start;
  return Math.max(edge, Math.min(limit - length - edge, start));
}

// Looked for once a picture: a frame must not walk through millions of blocks for a handful.
const found = new WeakMap<TensorMap, readonly BlockPlace[]>();

function allViolations(tensorMap: TensorMap): readonly BlockPlace[] {
  const { view, summary } = tensorMap;
  const places =
    found.get(tensorMap) ??
    violationsInView(
      view,
      summary.violations,
      blockSizeOf(summary.pattern).columns,
      completeWindow(view),
      maxFarMarks,
    ) ??
    [];
  found.set(tensorMap, places);
  return places;
}
