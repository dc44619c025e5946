import { marginShares, sumsBefore } from '../../heatmap/marginShares';
import type { Palette } from '../../heatmap/palette';
import { paintDensities } from '../../heatmap/raster';
import { fittedSize, type MatrixSize, type PixelSize, type Placement, viewportOf } from '../../heatmap/viewport';
import type { TensorMap } from '../../views/tensorMap';

// CSS pixels. A shorter side is too small to point at.
const maxSize: PixelSize = { width: 128, height: 64 };
const minSide = 12;

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
      matrix = view;
      const { rowStart, rowEnd, columnStart, columnEnd } = viewportOf(placement, size, view);
      // It would only cover a map that shows everything.
      const isComplete = rowEnd - rowStart === view.rowCount && columnEnd - columnStart === view.columnCount;
      canvas.hidden = isComplete;
      if (isComplete) return;
      context.putImageData(imageOf(tensorMap, palette), 0, 0);
      const across = canvas.width / view.columnCount;
      const down = canvas.height / view.rowCount;
      context.lineWidth = 1.5 * devicePixelRatio;
      context.strokeStyle = palette.violation;
      const [left, right] = edgesWithin(columnStart * across, columnEnd * across, canvas.width, context.lineWidth);
      const [top, bottom] = edgesWithin(rowStart * down, rowEnd * down, canvas.height, context.lineWidth);
      context.strokeRect(left, top, right - left, bottom - top);
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
    const { width, height } = fittedSize(tensorMap.view, maxSize, minSide);
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

/** The centers of two lines around a span. They keep a distance from each other and are inside the canvas. */
function edgesWithin(start: number, end: number, length: number, lineWidth: number): [number, number] {
  const minDistance = 3 * lineWidth;
  const first = Math.min(Math.max(start, lineWidth / 2), length - lineWidth / 2 - minDistance);
  return [first, Math.min(Math.max(end, first + minDistance), length - lineWidth / 2)];
}

/** A very long or very wide matrix would be too thin to see. The density of each of its rows or columns then fills the shorter side. */
function paintMatrix(pixels: Uint32Array, size: PixelSize, tensorMap: TensorMap, steps: Uint32Array): void {
  const { view, margins, pyramid } = tensorMap;
  const scale = Math.max(size.width / view.columnCount, size.height / view.rowCount);
  const isThin = scale > 1.5 * Math.min(size.width / view.columnCount, size.height / view.rowCount);
  if (!isThin) {
    paintDensities(pixels, size, pyramid, { scale, x: 0, y: 0 }, steps);
    return;
  }
  const isTall = size.height > size.width;
  const shares = isTall
    ? marginShares(sumsBefore(margins.rows), view.columnCount, 0, size.height / view.rowCount, size.height)
    : marginShares(sumsBefore(margins.columns), view.rowCount, 0, size.width / view.columnCount, size.width);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = steps[Math.round(255 * shares[isTall ? Math.floor(i / size.width) : i % size.width])];
  }
}
