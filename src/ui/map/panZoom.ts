import { type D3ZoomEvent, select, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3';
import { type PixelSize, type Placement, placementWithin } from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import { pixelRatio } from '../shell/printing';
import { isZoomGesture, wheelDelta } from './wheel';

/** What keys, buttons and the command palette do to a view. */
export type ViewControls = {
  /** Shows everything. */
  fit(): void;
  zoomBy(factor: number): void;
  /** Moves by a share of what is in view. */
  pan(columns: number, rows: number): void;
};

export type PanZoomOptions = {
  /** Rows and columns of the content, which are pixels at scale 1; undefined while there is none. */
  content(): MatrixWindow | undefined;
  /** The events that pan and zoom. */
  accepts?(event: MouseEvent | WheelEvent | TouchEvent): boolean;
  /** How far the pointer may move during a click, CSS pixels. */
  readonly clickDistance?: number;
  /** After each change of the placement. */
  onChange(): void;
  /** After each move by a person: by wheel, pointer, key or button. */
  onPersonMove?(): void;
  /** After the canvas has a new size. */
  onResize(): void;
};

export type PanZoom = Pick<ViewControls, 'zoomBy' | 'pan'> & {
  readonly placement: Placement;
  /** The canvas, in CSS pixels. Its width is 0 until it is measured. */
  readonly size: PixelSize;
  /** Moves the view there, also beyond the content. This is not a move by a person. */
  place(placement: Placement): void;
  limitScale(min: number, max: number): void;
  /** Brings a point of the content to the center. */
  centerOn(column: number, row: number): void;
  /** Moves the content, in CSS pixels. */
  moveBy(right: number, down: number): void;
  /** Measures at once, without waiting for the browser to report a new size. */
  resize(): void;
  destroy(): void;
};

/**
 * Pans and zooms the content of a canvas by wheel, pinch and dragging. The canvas fills a box. A move never leaves the content: the content
 * fills the canvas along an axis where it is larger, and is centered where it is smaller.
 * @param box element that gives the canvas its size
 */
export function panZoom(canvas: HTMLCanvasElement, box: Element, options: PanZoomOptions): PanZoom {
  const { content, accepts = isZoomGesture, clickDistance = 0, onChange, onPersonMove, onResize } = options;
  const surface = select(canvas);
  let placement: Placement = { scale: 1, x: 0, y: 0 };
  let size: PixelSize = { width: 0, height: 0 };

  const behavior: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>()
    .constrain((transform) => transformWithin(transform, size, content()))
    .wheelDelta(wheelDelta)
    .filter(accepts)
    .clickDistance(clickDistance)
    .on('zoom', ({ transform: { k, x, y }, sourceEvent }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      placement = { scale: k, x, y };
      if (sourceEvent) onPersonMove?.();
      onChange();
    });
  surface.call(behavior).on('dblclick.zoom', null);

  function moveBy(right: number, down: number): void {
    surface.call(behavior.translateBy, right / placement.scale, down / placement.scale);
    onPersonMove?.();
  }

  function resize(): void {
    size = fillWithCanvas(box, canvas);
    behavior.extent([
      [0, 0],
      [size.width, size.height],
    ]);
    onResize();
  }

  const observer = new ResizeObserver(resize);
  observer.observe(box);

  return {
    get placement() {
      return placement;
    },
    get size() {
      return size;
    },
    place({ scale, x, y }) {
      surface.call(behavior.transform, zoomIdentity.translate(x, y).scale(scale));
    },
    limitScale(min, max) {
      behavior.scaleExtent([min, max]);
    },
    zoomBy(factor) {
      surface.call(behavior.scaleBy, factor);
      onPersonMove?.();
    },
    pan: (columns, rows) => moveBy(-columns * size.width, -rows * size.height),
    centerOn(column, row) {
      surface.call(behavior.translateTo, column, row);
      onPersonMove?.();
    },
    moveBy,
    resize,
    destroy() {
      observer.disconnect();
      surface.on('.zoom', null);
    },
  };
}

/** Makes a canvas as large as a box, in integer device pixels: a canvas stretched by a fraction of a pixel is blurred. @returns CSS pixels */
function fillWithCanvas(box: Element, canvas: HTMLCanvasElement): PixelSize {
  const { width, height } = box.getBoundingClientRect();
  const ratio = pixelRatio();
  canvas.width = Math.max(1, Math.floor(width * ratio + 1e-3));
  canvas.height = Math.max(1, Math.floor(height * ratio + 1e-3));
  const size = { width: canvas.width / ratio, height: canvas.height / ratio };
  canvas.style.width = `${size.width}px`;
  canvas.style.height = `${size.height}px`;
  return size;
}

function transformWithin(transform: ZoomTransform, size: PixelSize, content: MatrixWindow | undefined): ZoomTransform {
  if (!content) return transform;
  const { x, y } = placementWithin({ scale: transform.k, x: transform.x, y: transform.y }, size, content);
  return x === transform.x && y === transform.y ? transform : zoomIdentity.translate(x, y).scale(transform.k);
}
