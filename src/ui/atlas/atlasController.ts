import { type AtlasInk, type AtlasTile, drawAtlas } from '../../heatmap/atlasCanvas';
import { type AtlasSheet, atlasSheet, sheetAboveLegend } from '../../heatmap/atlasSheet';
import { paletteOf, type Theme } from '../../heatmap/palette';
import { completeWindow, fittedPlacement } from '../../heatmap/viewport';
import type { AppStore, TensorResult } from '../../state/store';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { interactiveCanvas } from '../map/interactiveCanvas';
import type { PanZoom, ViewControls } from '../map/panZoom';
import type { Point } from '../map/underPointer';
import { pixelRatio } from '../shell/printing';
import { atlasImages } from './atlasImages';
import { frameOnSurface, isInView, moveIntoView, roomAbove, tensorIndexAt } from './atlasPlaces';
import { atlasInk, atlasTile, type TileContext } from './atlasTile';

export type AtlasController = ViewControls & {
  /** Moves the focus by a number of tensors and brings the tensor into view; undefined if there are no tensors. */
  focusBy(step: number): WeightTensor | undefined;
  focused(): WeightTensor | undefined;
  setTheme(theme: Theme): void;
  destroy(): void;
};

// CSS pixels per weight. A larger scale shows no more detail: overviews have a limited resolution.
const maxScale = 16;

/**
 * Draws all tensors on one sheet, once per animation frame. Only tensors in view are drawn.
 * @param tensors in the order of the layout
 * @param onHover gets the tensor under the pointer
 */
export function atlasController(
  canvas: HTMLCanvasElement,
  store: AppStore,
  tensors: readonly WeightTensor[],
  onHover: (tensor: WeightTensor | undefined) => void,
  onChoose: (tensor: WeightTensor) => void,
): AtlasController {
  const context = canvas.getContext('2d')!;
  let theme: Theme = 'light';
  let ink: AtlasInk | undefined;
  let sheet: AtlasSheet = atlasSheet([], 1);
  let focused = tensors.findIndex((tensor) => tensorKey(tensor) === store.getState().selected);

  const surface = interactiveCanvas(canvas, canvas.parentElement!, {
    draw,
    content: () => completeWindow(sheetSize()),
    onResize: layOut,
    find: tensorAt,
    onHover(tensor) {
      canvas.style.cursor = tensor ? 'pointer' : '';
      // Labels can be shortened.
      canvas.title = tensor?.name ?? '';
      onHover(tensor);
    },
    // A slight movement is still a click.
    clickDistance: 4,
    onClick({ offsetX: x, offsetY: y }) {
      const tensor = tensorAt({ x, y });
      if (tensor) onChoose(tensor);
    },
  });
  const { view, frame, hovered } = surface;
  const images = atlasImages(frame.request);
  const unsubscribe = store.subscribe((state, before) => {
    const { results, pattern, required, goal, worths } = before;
    if (
      state.results !== results ||
      state.pattern !== pattern ||
      state.required !== required ||
      state.goal !== goal ||
      (state.worths !== worths && goal.kind === 'target')
    )
      frame.request();
  });

  function sheetSize() {
    return { rowCount: sheet.height, columnCount: sheet.width };
  }

  function fitSheet(): void {
    const placement = fittedPlacement(completeWindow(sheetSize()), view.size);
    view.limitScale(placement.scale / 2, Math.max(maxScale, placement.scale * 8));
    view.place(placement);
  }

  function layOut(): void {
    sheet = sheetAboveLegend(tensors, view.size);
    fitSheet();
  }

  function tensorAt(point: Point): WeightTensor | undefined {
    return tensors[tensorIndexAt(sheet, point, view.placement)];
  }

  function focusBy(step: number): WeightTensor | undefined {
    if (tensors.length === 0) return undefined;
    focused = (Math.max(focused, step > 0 ? -1 : 0) + step + tensors.length) % tensors.length;
    const { right, down } = moveIntoView(frameOnSurface(sheet, focused, view.placement), view.size);
    if (right !== 0 || down !== 0) view.moveBy(right, down);
    frame.request();
    return tensors[focused];
  }

  function draw(): void {
    if (view.size.width === 0) return;
    hovered.update();
    ink ??= atlasInk(canvas, theme);
    const state = store.getState();
    const { steps } = paletteOf(theme);
    const tileContext: TileContext = { state, images, steps, ink, context, pixelRatio: pixelRatio() };
    drawAtlas(
      context,
      tilesInView(tensors, sheet, view, tileContext, tensors[focused], hovered.current),
      ink,
      pixelRatio(),
    );
    writeAtlasAttributes(canvas, tensors, state.results, images.areMade, tensors[focused]);
  }

  return {
    fit: fitSheet,
    zoomBy: view.zoomBy,
    pan: view.pan,
    focusBy,
    focused: () => tensors[focused],
    setTheme(next) {
      theme = next;
      ink = undefined;
      frame.request();
    },
    destroy() {
      unsubscribe();
      surface.destroy();
      images.destroy();
    },
  };
}

function tilesInView(
  tensors: readonly WeightTensor[],
  sheet: AtlasSheet,
  { placement, size }: PanZoom,
  tileContext: TileContext,
  focused: WeightTensor | undefined,
  hovered: WeightTensor | undefined,
): AtlasTile[] {
  return tensors.flatMap((tensor, i) => {
    const frame = frameOnSurface(sheet, i, placement);
    if (!isInView(frame, size)) return [];
    const tile = atlasTile(tensor, { frame, above: roomAbove(sheet, i, placement) }, tileContext);
    return [{ ...tile, isFocused: tensor === focused, isHovered: tensor === hovered }];
  });
}

/** Writes the data attributes of the atlas, which tests and scripts read. */
function writeAtlasAttributes(
  { dataset }: HTMLElement,
  tensors: readonly WeightTensor[],
  results: ReadonlyMap<string, TensorResult>,
  isReady: boolean,
  focused: WeightTensor | undefined,
): void {
  dataset.state = isReady ? 'ready' : 'loading';
  dataset.tensors = String(tensors.length);
  dataset.read = String(tensors.filter((tensor) => results.get(tensorKey(tensor))?.phase === 'done').length);
  dataset.focused = focused ? tensorKey(focused) : '';
}
