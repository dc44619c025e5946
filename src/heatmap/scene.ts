import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { ViolationMark } from '../sparsity/violationMark';
import type { BlockPlace } from '../sparsity/violations';
import { blockInView, violationsInView } from '../views/blocksInView';
import type { TensorMap } from '../views/tensorMap';
import type { WindowValues } from '../views/windowValues';
import { around } from './around';
import { type ColorCells, colorCells } from './cells';
import { type CellValue, cellValues, valueWindow } from './cellValues';
import type { Coloring } from './coloring';
import type { ColoredComparison } from './comparisonPainting';
import type { Hatch } from './hatchPainting';
import type { ColoredMagnitudes } from './magnitudeColors';
import type { PlacedPicture } from './picturePainting';
import { gapsOf, type Separation, separatedFrom, separationOf } from './separation';
import { completeWindow, type PixelSize, type Placement, type Rectangle, rectangleOf, viewportOf } from './viewport';
import { type ViolationTint, violationTint } from './violationTint';

/** What to draw, as plain data for canvas, SVG and PNG. Lengths are pixels of the surface. */
export type Scene = {
  readonly size: PixelSize;
  readonly placement: Placement;
  readonly pyramid: TensorMap['pyramid'];
  /** In place of the weights, where only densities are known. */
  readonly picture: PlacedPicture | undefined;
  /** Cells with one color each; undefined: each pixel has the color of its weights. */
  readonly cells: ColorCells | undefined;
  /** Undefined unless the coloring shows magnitudes and they are read. */
  readonly magnitudes: ColoredMagnitudes | undefined;
  /** The rectangle of the matrix. */
  readonly frame: Rectangle;
  /** Lines between blocks and rows; none if cells are too small. */
  readonly separation: Separation;
  /** Undefined unless the coloring shows a comparison and it is read. */
  readonly comparison: ColoredComparison | undefined;
  /** Numbers in cells; none if cells are too small. */
  readonly values: readonly CellValue[];
  /** Outlines of violating blocks in view, if they are marked. */
  readonly violations: readonly Rectangle[];
  /** Share of violating blocks of each pixel, if they are too many and too small for outlines. */
  readonly tint: ViolationTint | undefined;
  /** Undefined unless a prediction is shown. */
  readonly hatch: Hatch | undefined;
  /** The gaps between tiles. Lines between blocks are not drawn over them. */
  readonly gaps: readonly Rectangle[];
  /** Everything outside the window of a figure. */
  readonly veiled: readonly Rectangle[];
  /** Parts without known weights: a link has the weights of a window only. */
  readonly unknown: readonly Rectangle[];
};

// CSS pixels. Smaller outlines are hard to see.
const minMarkSide = 7;
/** Up to this number of violations, each has an outline at any scale. If there are more, they are a tint when zoomed out. */
export const maxFarMarks = 256;
const maxNearMarks = 100_000;
// CSS pixels between the stripes of a hatch.
const hatchPeriod = 6;

export type SceneOptions = {
  readonly coloring?: Coloring;
  readonly magnitudes?: ColoredMagnitudes | undefined;
  readonly comparison?: ColoredComparison | undefined;
  /** Values for the cells of a window. */
  readonly values?: WindowValues | undefined;
  /** Undefined: violating blocks are not marked. */
  readonly mark?: ViolationMark | undefined;
  /** The weights that a prediction sets to zero. */
  readonly removed?: DensityPyramid | undefined;
  /** The window of a figure. What is outside it is veiled. */
  readonly figure?: MatrixWindow | undefined;
};

/**
 * @param placement in pixels of the surface
 * @param pixelRatio surface pixels per CSS pixel
 */
export function sceneOf(
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
  { coloring = 'nonzero', magnitudes, comparison, values, mark, removed, figure }: SceneOptions = {},
): Scene {
  const { view } = tensorMap;
  const frame = rectangleOf(completeWindow(view), placement);
  return {
    size,
    placement,
    pyramid: tensorMap.pyramid,
    picture: pictureOf(tensorMap),
    cells: colorCells(tensorMap, coloring, placement.scale),
    magnitudes,
    comparison,
    frame,
    separation: separationOf(tensorMap, placement, size, pixelRatio),
    values: valuesOf(tensorMap, values, placement, size, pixelRatio),
    violations: mark ? violationsOf(tensorMap, placement, size, pixelRatio) : [],
    tint: mark && isTinted(tensorMap, placement, pixelRatio) ? violationTint(tensorMap, placement.scale) : undefined,
    hatch: removed && { pyramid: removed, period: hatchPeriod * pixelRatio },
    gaps: gapsOf(view, placement, frame),
    veiled: figure ? around(figure, placement, size) : [],
    unknown: tensorMap.known ? around(tensorMap.known, placement, size) : [],
  };
}

function pictureOf({ known, picture }: TensorMap): PlacedPicture | undefined {
  return known && picture && { picture, window: known };
}

function valuesOf(
  tensorMap: TensorMap,
  known: WindowValues | undefined,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
): CellValue[] {
  const window = known && valueWindow(tensorMap, placement, size, pixelRatio);
  return window ? cellValues(tensorMap, known, placement, window, pixelRatio) : [];
}

/** Whether violations are a tint, because their outlines would cover the map. */
function isTinted({ violationCount }: TensorMap, { scale }: Placement, pixelRatio: number): boolean {
  return violationCount > maxFarMarks && scale < separatedFrom * pixelRatio;
}

/** Outlines of violating blocks. They have a minimum size, because zoomed out a block is smaller than a pixel. */
function violationsOf(tensorMap: TensorMap, placement: Placement, size: PixelSize, pixelRatio: number): Rectangle[] {
  if (tensorMap.violationCount === 0 || isTinted(tensorMap, placement, pixelRatio)) return [];
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
  const minSide = minMarkSide * pixelRatio;
  return places
    .map((place) => markAround(blockInView(view, place, blockSizeOf(pattern).columns)!, placement, minSide))
    .map((mark) => pulledIn(mark, size, pixelRatio))
    .filter(
      (mark) => mark.x < size.width && mark.x + mark.width > 0 && mark.y < size.height && mark.y + mark.height > 0,
    );
}

function markAround(cells: MatrixWindow, placement: Placement, minSide: number): Rectangle {
  const block = rectangleOf(cells, placement);
  const width = Math.max(minSide, block.width);
  const height = Math.max(minSide, block.height);
  return { x: block.x + block.width / 2 - width / 2, y: block.y + block.height / 2 - height / 2, width, height };
}

/** Moves an outline of minimum size so that the edge does not cut it while its block is in view. */
function pulledIn(mark: Rectangle, size: PixelSize, pixelRatio: number): Rectangle {
  return {
    ...mark,
    x: pulledSpan(mark.x, mark.width, size.width, pixelRatio),
    y: pulledSpan(mark.y, mark.height, size.height, pixelRatio),
  };
}

function pulledSpan(start: number, length: number, limit: number, edge: number): number {
  const middle = start + length / 2;
  if (middle < 0 || middle > limit || length > minMarkSide * edge) return start;
  return Math.max(edge, Math.min(limit - length - edge, start));
}

// Cached per map: a frame must not search millions of blocks.
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
