import { type Picture, violationCount } from '../sparsity/picture';
import { violationsIn } from '../sparsity/violations';
import { type PixelSize, type Placement, type Viewport, viewportOf, wholeMatrix } from './viewport';

/** What to draw, as plain data: canvas, SVG and PNG are ways to put the same scene down. Lengths are pixels of the surface. */
export type Scene = {
  readonly size: PixelSize;
  readonly placement: Placement;
  readonly pyramid: Picture['pyramid'];
  /** Where the matrix lies. */
  readonly frame: Rectangle;
  /** Separation lines of blocks and rows; empty while cells are too small for them. */
  readonly separation: Separation;
  /** Violating blocks in view. */
  readonly violations: readonly Rectangle[];
  /** What is beside the point: all but the window of a figure. */
  readonly veiled: readonly Rectangle[];
};

type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

type Separation = {
  readonly width: number;
  readonly verticals: readonly number[];
  readonly horizontals: readonly number[];
};

/** Cells of this many CSS pixels have separation lines. */
export const separatedFrom = 5;
// A mark smaller than this is lost on a screen.
const smallestMark = 7;
// Up to this many violations each has its mark at any distance; more of them would cover the map, and are outlined from near only.
export const mostFarMarks = 256;
const mostNearMarks = 100_000;

/**
 * @param pixelRatio surface pixels per CSS pixel
 * @param figure the window that is the figure; what lies around it is veiled
 */
export function sceneOf(
  picture: Picture,
  placement: Placement,
  size: PixelSize,
  pixelRatio: number,
  figure?: Viewport,
): Scene {
  const { view } = picture;
  const frame = {
    x: placement.x,
    y: placement.y,
    width: view.columnCount * placement.scale,
    height: view.rowCount * placement.scale,
  };
  return {
    size,
    placement,
    pyramid: picture.pyramid,
    frame,
    separation: separationOf(picture, placement, size, pixelRatio),
    violations: violationsOf(picture, placement, size, pixelRatio),
    veiled: figure ? around(figure, placement, size) : [],
  };
}

/** The four rectangles around a window. */
function around(figure: Viewport, { scale, x, y }: Placement, { width, height }: PixelSize): Rectangle[] {
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

function separationOf(picture: Picture, placement: Placement, size: PixelSize, pixelRatio: number): Separation {
  const { scale, x, y } = placement;
  const { pattern } = picture.summary;
  if (scale < separatedFrom * pixelRatio) return { width: 0, verticals: [], horizontals: [] };
  const visible = viewportOf(placement, size, picture.view);
  const verticals: number[] = [];
  const firstBlock = Math.max(1, Math.ceil(visible.columnStart / pattern.of));
  for (
    let column = firstBlock * pattern.of;
    column <= visible.columnEnd && column < picture.view.columnCount;
    column += pattern.of
  ) {
    verticals.push(x + column * scale);
  }
  const horizontals: number[] = [];
  for (let row = Math.max(1, visible.rowStart); row <= visible.rowEnd && row < picture.view.rowCount; row++) {
    horizontals.push(y + row * scale);
  }
  return { width: Math.max(1, Math.round(pixelRatio * Math.min(2, scale / pixelRatio / 8))), verticals, horizontals };
}

/** A block far out is smaller than a pixel: its mark keeps a size that can be seen. */
function violationsOf(picture: Picture, placement: Placement, size: PixelSize, pixelRatio: number): Rectangle[] {
  const { view, summary } = picture;
  const { violations, pattern } = summary;
  const far = placement.scale < separatedFrom * pixelRatio;
  const count = violationCount(picture);
  if (count === 0 || (far && count > mostFarMarks)) return [];
  const inView = far ? wholeMatrix(view) : viewportOf(placement, size, view);
  const window = {
    rowStart: inView.rowStart,
    rowEnd: inView.rowEnd,
    blockStart: Math.floor(inView.columnStart / pattern.of),
    blockEnd: Math.min(violations.columnCount, Math.ceil(inView.columnEnd / pattern.of)),
  };
  const least = smallestMark * pixelRatio;
  return (violationsIn(violations, window, mostNearMarks) ?? []).map(({ row, block }) => {
    const columnStart = block * pattern.of;
    const columns = Math.min(pattern.of, view.columnCount - columnStart);
    const width = Math.max(least, columns * placement.scale);
    const height = Math.max(least, placement.scale);
    const x = placement.x + (columnStart + columns / 2) * placement.scale - width / 2;
    const y = placement.y + (row + 0.5) * placement.scale - height / 2;
    return { x, y, width, height };
  });
}
