import { type AtlasInk, type AtlasTile, drawAtlas, drawImages } from '../../heatmap/atlasCanvas';
import { type AtlasSheet, atlasSheet, sheetAboveLegend } from '../../heatmap/atlasSheet';
import { paletteOf, type Theme } from '../../heatmap/palette';
import { completeWindow, fittedPlacement, type PixelSize, type Placement } from '../../heatmap/viewport';
import type { AppState, AppStore, TensorResult } from '../../state/store';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { interactiveCanvas } from '../map/interactiveCanvas';
import type { ViewControls } from '../map/panZoom';
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
 * Draws all tensors on one sheet, once per animation frame. Only tensors in view are drawn, and only images that were made since if nothing else
 * changed: with 15,000 tensors in view, all of them take longer than a frame.
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
  const indices = new Map(tensors.map((tensor, i) => [tensorKey(tensor), i]));
  let focused = indices.get(store.getState().selected ?? '') ?? -1;
  let drawn: Picture | undefined;
  /** Indices of tensors whose images were made since `drawn`. */
  let made: number[] = [];

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
  const images = atlasImages((key) => {
    made.push(indices.get(key)!);
    frame.request();
  });
  const readCount = latestCount(tensors);
  const unsubscribe = store.subscribe((state, before) => {
    if (!looksSame(state, before)) frame.request();
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
    const ratio = pixelRatio();
    const tileContext: TileContext = { state, images, steps, ink, context, pixelRatio: ratio };
    const { placement, size } = view;
    const picture = { state, sheet, ink, ratio, placement, size, focused, hovered: hovered.current };
    // The last frame draws all once more, since images overlap the marks of tensors beside them.
    const isPart = !images.areMade && drawn !== undefined && isSamePicture(drawn, picture);
    const indicesToDraw = isPart ? made : tensors.keys();
    const tiles = tilesInView(indicesToDraw, tensors, picture, tileContext);
    if (isPart) drawImages(context, tiles, ink);
    else drawAtlas(context, tiles, ink, ratio);
    drawn = picture;
    made = [];
    writeAtlasAttributes(canvas, tensors.length, readCount(state.results), images.areMade, tensors[focused]);
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

/** What the drawing shows, apart from images. */
type Picture = {
  readonly state: Shown;
  readonly sheet: AtlasSheet;
  readonly ink: AtlasInk;
  readonly ratio: number;
  readonly placement: Placement;
  readonly size: PixelSize;
  /** Index of a tensor, or -1. */
  readonly focused: number;
  readonly hovered: WeightTensor | undefined;
};

type Shown = Pick<AppState, 'results' | 'pattern' | 'required' | 'goal' | 'worths'>;

function isSamePicture(a: Picture, b: Picture): boolean {
  const { state, placement, size, ...rest } = a;
  return (
    looksSame(state, b.state) &&
    placement.scale === b.placement.scale &&
    placement.x === b.placement.x &&
    placement.y === b.placement.y &&
    size.width === b.size.width &&
    size.height === b.size.height &&
    (Object.keys(rest) as (keyof typeof rest)[]).every((part) => a[part] === b[part])
  );
}

function looksSame(a: Shown, b: Shown): boolean {
  return (
    a.results === b.results &&
    a.pattern === b.pattern &&
    a.required === b.required &&
    a.goal === b.goal &&
    (a.worths === b.worths || b.goal.kind !== 'target')
  );
}

function tilesInView(
  indices: Iterable<number>,
  tensors: readonly WeightTensor[],
  { sheet, placement, size, focused, hovered }: Picture,
  tileContext: TileContext,
): AtlasTile[] {
  const tiles: AtlasTile[] = [];
  for (const i of indices) {
    const frame = frameOnSurface(sheet, i, placement);
    if (!isInView(frame, size)) continue;
    const tensor = tensors[i];
    const tile = atlasTile(tensor, { frame, above: roomAbove(sheet, i, placement) }, tileContext);
    tiles.push({ ...tile, isFocused: i === focused, isHovered: tensor === hovered });
  }
  return tiles;
}

/** @returns the number of tensors that are read, counted once for the same results */
function latestCount(tensors: readonly WeightTensor[]): (results: ReadonlyMap<string, TensorResult>) => number {
  let counted: ReadonlyMap<string, TensorResult> | undefined;
  let count = 0;
  return (results) => {
    if (results !== counted)
      count = tensors.filter((tensor) => results.get(tensorKey(tensor))?.phase === 'done').length;
    counted = results;
    return count;
  };
}

/** Writes the data attributes of the atlas, which tests and scripts read. */
function writeAtlasAttributes(
  { dataset }: HTMLElement,
  count: number,
  read: number,
  isReady: boolean,
  focused: WeightTensor | undefined,
): void {
  dataset.state = isReady ? 'ready' : 'loading';
  dataset.tensors = String(count);
  dataset.read = String(read);
  dataset.focused = focused ? tensorKey(focused) : '';
}
