import { type D3ZoomEvent, select, type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3';
import { type AtlasInk, type AtlasTile, drawAtlas } from '../../heatmap/atlasCanvas';
import { type AtlasSheet, atlasSheet } from '../../heatmap/atlasSheet';
import { paletteOf, type Theme } from '../../heatmap/palette';
import { fittedPlacement, type Placement, wholeMatrix } from '../../heatmap/viewport';
import type { AppStore } from '../../state/store';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { fillWithCanvas, keptOver } from '../map/panZoom';
import { wheelDelta } from '../map/wheel';
import { pixelRatio } from '../shell/printing';
import { atlasImages } from './atlasImages';
import { atlasInk, atlasTile, type TileSurroundings } from './atlasTile';

export type AtlasController = {
  fit(): void;
  zoomBy(factor: number): void;
  /** Moves by a share of what is in view. */
  pan(columns: number, rows: number): void;
  /** Gives the focus to the tensor so many further on, and brings it into view. */
  focusBy(step: number): WeightTensor | undefined;
  focused(): WeightTensor | undefined;
  setTheme(theme: Theme): void;
  destroy(): void;
};

/** Pixels per weight from which on there is nothing more to see. */
const closest = 16;

/**
 * Draws all tensors on one sheet, once per animation frame and only those in view.
 * @param weights in the order in which they are laid out
 * @param onHover the tensor under the pointer, if any
 */
export function atlasController(
  canvas: HTMLCanvasElement,
  store: AppStore,
  tensors: readonly WeightTensor[],
  onHover: (tensor: WeightTensor | undefined) => void,
  onChoose: (tensor: WeightTensor) => void,
): AtlasController {
  const context = canvas.getContext('2d')!;
  const surface = select(canvas);
  const images = atlasImages(requestFrame);
  let theme: Theme = 'light';
  let ink: AtlasInk | undefined;
  let sheet: AtlasSheet = atlasSheet([], 1);
  let placement: Placement = { scale: 1, x: 0, y: 0 };
  let size = { width: 0, height: 0 };
  let pointer: { readonly x: number; readonly y: number } | undefined;
  let hovered = -1;
  let focused = tensors.findIndex((tensor) => tensorKey(tensor) === store.getState().selected);
  let frame = 0;

  const behavior: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>()
    .constrain((transform) => keptOver(transform, size, sheetSize()))
    .wheelDelta(wheelDelta)
    // A hand that shakes still clicks.
    .clickDistance(4)
    .on('zoom', ({ transform: { k, x, y } }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      placement = { scale: k, x, y };
      requestFrame();
    });
  surface.call(behavior).on('dblclick.zoom', null);
  surface
    .on('pointermove pointerdown', (event: PointerEvent) => point({ x: event.offsetX, y: event.offsetY }))
    .on('pointerleave', () => point(undefined))
    .on('click', (event: MouseEvent) => {
      const tensor = tensors[tensorAt(event.offsetX, event.offsetY)];
      if (tensor) onChoose(tensor);
    });

  function sheetSize() {
    return { rowCount: sheet.height, columnCount: sheet.width };
  }

  function tensorAt(x: number, y: number): number {
    const [column, row] = [(x - placement.x) / placement.scale, (y - placement.y) / placement.scale];
    return sheet.frames.findIndex(
      ({ x, y, width, height }) => column >= x && column < x + width && row >= y && row < y + height,
    );
  }

  function point(at: typeof pointer): void {
    pointer = at;
    requestFrame();
  }

  function requestFrame(): void {
    frame ||= requestAnimationFrame(draw);
  }

  function draw(): void {
    frame = 0;
    if (size.width === 0) return;
    updateHovered();
    ink ??= atlasInk(canvas, theme);
    const { results, pattern } = store.getState();
    const { steps } = paletteOf(theme);
    const around: TileSurroundings = { results, pattern, images, steps, ink, context, pixelRatio: pixelRatio() };
    const tiles: AtlasTile[] = [];
    for (const [i, tensor] of tensors.entries()) {
      const box = boxOf(i);
      if (box.x + box.width < 0 || box.y + box.height < 0 || box.x > size.width || box.y > size.height) continue;
      const room = sheet.gap * placement.scale;
      tiles.push({ ...atlasTile(tensor, box, room, around), isFocused: i === focused, isHovered: i === hovered });
    }
    drawAtlas(context, tiles, ink, pixelRatio());
    describe();
  }

  /** Where a tensor lies on the surface, CSS pixels. */
  function boxOf(i: number) {
    const { x, y, width, height } = sheet.frames[i];
    const { scale } = placement;
    return { x: placement.x + x * scale, y: placement.y + y * scale, width: width * scale, height: height * scale };
  }

  function updateHovered(): void {
    const next = pointer ? tensorAt(pointer.x, pointer.y) : -1;
    if (next === hovered) return;
    hovered = next;
    canvas.style.cursor = next < 0 ? '' : 'pointer';
    onHover(tensors[next]);
  }

  /** What tests and scripts see of it. */
  function describe(): void {
    const { results } = store.getState();
    const read = tensors.filter((tensor) => results.get(tensorKey(tensor))?.phase === 'done').length;
    Object.assign(canvas.dataset, {
      state: images.areMade ? 'ready' : 'loading',
      tensors: tensors.length,
      read,
      focused: tensors[focused] ? tensorKey(tensors[focused]) : '',
    });
  }

  function fitWhole(): void {
    const { scale, x, y } = fittedPlacement(wholeMatrix(sheetSize()), size);
    behavior.scaleExtent([scale / 2, Math.max(closest, scale * 8)]);
    surface.call(behavior.transform, zoomIdentity.translate(x, y).scale(scale));
  }

  function resize(): void {
    size = fillWithCanvas(canvas.parentElement!, canvas);
    sheet = atlasSheet(tensors, size.width / size.height);
    behavior.extent([
      [0, 0],
      [size.width, size.height],
    ]);
    fitWhole();
    draw();
  }

  function focusBy(step: number): WeightTensor | undefined {
    if (tensors.length === 0) return undefined;
    focused = (Math.max(focused, step > 0 ? -1 : 0) + step + tensors.length) % tensors.length;
    bringIntoView(boxOf(focused));
    requestFrame();
    return tensors[focused];
  }

  /** Moves no more than it takes; what is larger than the view shows its beginning. */
  function bringIntoView(box: { x: number; y: number; width: number; height: number }): void {
    const { k } = zoomTransform(canvas);
    const margin = 24;
    const moved = (start: number, length: number, room: number) => {
      const [before, after] = [margin - start, room - margin - (start + length)];
      return before > 0 ? before : after < 0 ? Math.max(after, before) : 0;
    };
    const [right, down] = [moved(box.x, box.width, size.width), moved(box.y, box.height, size.height)];
    if (right !== 0 || down !== 0) surface.call(behavior.translateBy, right / k, down / k);
  }

  const observer = new ResizeObserver(resize);
  observer.observe(canvas.parentElement!);
  const unsubscribe = store.subscribe((state, before) => {
    if (state.results !== before.results || state.pattern !== before.pattern) requestFrame();
  });

  return {
    fit: fitWhole,
    zoomBy: (factor) => surface.call(behavior.scaleBy, factor),
    pan(columns, rows) {
      const { k } = zoomTransform(canvas);
      surface.call(behavior.translateBy, (-columns * size.width) / k, (-rows * size.height) / k);
    },
    focusBy,
    focused: () => tensors[focused],
    setTheme(next) {
      theme = next;
      ink = undefined;
      requestFrame();
    },
    destroy() {
      cancelAnimationFrame(frame);
      observer.disconnect();
      unsubscribe();
      images.destroy();
      surface.on('.zoom', null).on('pointermove pointerdown', null).on('pointerleave', null).on('click', null);
    },
  };
}
