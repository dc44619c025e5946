import { columnTiles, rowTiles } from '../../heatmap/axisTiles';
import { marginShares, sumsBefore } from '../../heatmap/marginShares';
import type { Palette } from '../../heatmap/palette';
import { paintDensities } from '../../heatmap/raster';
import {
  drawnSize,
  isComplete,
  type MatrixSize,
  type PixelSize,
  type Placement,
  rectangleOf,
  viewportOf,
} from '../../heatmap/viewport';
import type { TensorMap } from '../../views/tensorMap';

// CSS pixels. A narrower overview of a tall tensor is too small to point at.
const maxSize: PixelSize = { width: 128, height: 64 };
const minSize: PixelSize = { width: 64, height: 12 };

// Up to this stretch, weights are square.
const maxStretch = 1.5;

export type Minimap = {
  /** Shows the complete matrix, with a frame around the window in view. */
  draw(tensorMap: TensorMap, placement: Placement, size: PixelSize, palette: Palette): void;
  hide(): void;
  destroy(): void;
};

/**
 * The complete matrix in a corner of the map, with a frame around the window in view.
 * @param centerOn called with the point of the matrix that is pressed
 */
export function minimap(canvas: HTMLCanvasElement, centerOn: (column: number, row: number) => void): Minimap {
  const context = canvas.getContext('2d')!;
  const imageOf = minimapImage(canvas, context);
  let matrix: MatrixSize | undefined;
  const stopDragging = followDragging(canvas, (across, down) => {
    if (matrix) centerOn(across * matrix.columnCount, down * matrix.rowCount);
  });

  return {
    draw(tensorMap, placement, size, palette) {
      const { view } = tensorMap;
      matrix = drawnSize(view);
      const window = viewportOf(placement, size, view);
      // It would only cover a map that shows everything.
      canvas.hidden = isComplete(window, view);
      if (canvas.hidden) return;
      context.putImageData(imageOf(tensorMap, palette), 0, 0);
      const shown = rectangleOf(window, { scale: 1, x: 0, y: 0, tiles: view.tiles });
      const across = canvas.width / matrix.columnCount;
      const down = canvas.height / matrix.rowCount;
      const lineWidth = 1.5 * devicePixelRatio;
      const [left, right] = edgesWithin(shown.x * across, (shown.x + shown.width) * across, canvas.width, lineWidth);
      const [top, bottom] = edgesWithin(shown.y * down, (shown.y + shown.height) * down, canvas.height, lineWidth);
      // Two colors, of which one differs from any color of the map.
      for (const [color, width] of [
        [palette.frame.halo, 2 * lineWidth],
        [palette.frame.line, lineWidth],
      ] as const) {
        context.strokeStyle = color;
        context.lineWidth = width;
        context.strokeRect(left, top, right - left, bottom - top);
      }
    },
    hide() {
      matrix = undefined;
      canvas.hidden = true;
    },
    destroy: stopDragging,
  };
}

/**
 * Follows the pointer from press to release.
 * @param goTo gets shares 0 to 1 of the canvas
 * @returns removes the listeners
 */
function followDragging(canvas: HTMLCanvasElement, goTo: (across: number, down: number) => void): () => void {
  const listeners = new AbortController();
  const { signal } = listeners;
  let isDragging = false;

  function goToPointer({ offsetX, offsetY }: PointerEvent): void {
    const { width, height } = canvas.getBoundingClientRect();
    goTo(Math.min(1, Math.max(0, offsetX / width)), Math.min(1, Math.max(0, offsetY / height)));
  }
  function onDown(event: PointerEvent): void {
    isDragging = true;
    canvas.setPointerCapture(event.pointerId);
    goToPointer(event);
  }
  function onMove(event: PointerEvent): void {
    if (isDragging) goToPointer(event);
  }
  function onUp(): void {
    isDragging = false;
  }
  canvas.addEventListener('pointerdown', onDown, { signal });
  canvas.addEventListener('pointermove', onMove, { signal });
  canvas.addEventListener('pointerup', onUp, { signal });
  return () => listeners.abort();
}

/** Paints the complete matrix and gives the canvas its size. The image of the last map is kept. */
function minimapImage(canvas: HTMLCanvasElement, context: CanvasRenderingContext2D) {
  let last: { readonly tensorMap: TensorMap; readonly steps: Uint32Array; readonly image: ImageData } | undefined;

  return (tensorMap: TensorMap, { steps }: Palette): ImageData => {
    if (last?.tensorMap === tensorMap && last.steps === steps) return last.image;
    const { width, height } = minimapSize(drawnSize(tensorMap.view));
    const ratio = devicePixelRatio;
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const image = context.createImageData(canvas.width, canvas.height);
    paintMatrix(new Uint32Array(image.data.buffer), canvas, tensorMap, steps);
    last = { tensorMap, steps, image };
    return image;
  };
}

/** The largest size with the proportions of a matrix. A very tall or wide matrix is stretched to the minimum size. */
function minimapSize({ rowCount, columnCount }: MatrixSize): PixelSize {
  const scale = Math.min(maxSize.width / Math.max(1, columnCount), maxSize.height / Math.max(1, rowCount));
  return {
    width: Math.max(minSize.width, Math.round(columnCount * scale)),
    height: Math.max(minSize.height, Math.round(rowCount * scale)),
  };
}

/** The centers of two lines around a span. They keep a distance from each other and are inside the canvas. */
function edgesWithin(start: number, end: number, length: number, lineWidth: number): [number, number] {
  const minDistance = 3 * lineWidth;
  const first = Math.min(Math.max(start, lineWidth / 2), length - lineWidth / 2 - minDistance);
  return [first, Math.min(Math.max(end, first + minDistance), length - lineWidth / 2)];
}

/** If the matrix is stretched, the density of each of its rows or columns fills the other direction. */
function paintMatrix(pixels: Uint32Array, size: PixelSize, tensorMap: TensorMap, steps: Uint32Array): void {
  const { view, margins, pyramid } = tensorMap;
  const { tiles } = view;
  const matrix = drawnSize(view);
  const [across, down] = [size.width / matrix.columnCount, size.height / matrix.rowCount];
  if (Math.max(across, down) <= maxStretch * Math.min(across, down)) {
    paintDensities(pixels, size, pyramid, { scale: Math.max(across, down), x: 0, y: 0, tiles }, steps);
    return;
  }
  const isTall = across > down;
  const shares = isTall
    ? marginShares(sumsBefore(margins.rows), view.columnCount, 0, down, size.height, rowTiles(tiles))
    : marginShares(sumsBefore(margins.columns), view.rowCount, 0, across, size.width, columnTiles(tiles));
  for (let i = 0; i < pixels.length; i++) {
    const share = shares[isTall ? Math.floor(i / size.width) : i % size.width];
    pixels[i] = Number.isNaN(share) ? 0 : steps[Math.round(255 * share)];
  }
}
