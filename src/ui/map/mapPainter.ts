import { select } from 'd3';
import { canvasPainter } from '../../heatmap/canvas';
import { valueWindow } from '../../heatmap/cellValues';
import { type Palette, paletteOf, type Theme } from '../../heatmap/palette';
import { type SceneOptions, sceneOf } from '../../heatmap/scene';
import type { PixelSize, Place, Placement } from '../../heatmap/viewport';
import { isWithin } from '../../sparsity/matrixWindow';
import { blockSizeOf } from '../../sparsity/pattern';
import { violationMark } from '../../sparsity/violationMark';
import type { BlockPlace } from '../../sparsity/violations';
import { requiresPattern } from '../../state/requirement';
import type { AppState, AppStore } from '../../state/store';
import { blockInView } from '../../views/blocksInView';
import type { TensorMap } from '../../views/tensorMap';
import type { WindowValues } from '../../views/windowValues';
import { pixelRatio } from '../shell/printing';
import { comparisonShown, magnitudesShown, removedShown } from './colorsShown';
import { drawAxes } from './mapAxes';
import { marginPainter } from './mapMargins';
import { drawNotes } from './mapNotes';
import { drawCrosshair } from './mapOverlay';
import { placeInView } from './mapPlaces';
import { mapValues } from './mapValues';
import { drawCurrentViolation } from './mapViolation';
import type { Minimap } from './minimap';

/** The elements that the map is drawn on. */
export type MapElements = {
  readonly canvas: HTMLCanvasElement;
  readonly overlay: SVGSVGElement;
  readonly margins: HTMLCanvasElement;
  readonly minimap: HTMLCanvasElement;
};

/** What is painted, and where. */
export type MapView = {
  readonly shown: TensorMap;
  readonly placement: Placement;
  /** CSS pixels. */
  readonly size: PixelSize;
  readonly theme: Theme;
  /** The weight under the pointer. */
  readonly hovered: Place | undefined;
  /** The violating block that the reader went to. */
  readonly violation: BlockPlace | undefined;
};

/**
 * Paints the map on its elements. Each part is painted only if what it shows has changed.
 * @param viewNow undefined while there is nothing to paint
 * @param requestFrame called when there is more to paint
 */
export function mapPainter(
  { canvas, overlay, margins }: MapElements,
  overview: Minimap,
  store: AppStore,
  viewNow: () => MapView | undefined,
  requestFrame: () => void,
) {
  const context = canvas.getContext('2d')!;
  const paintScene = canvasPainter(context);
  const paintMargins = marginPainter(margins);
  const numbers = mapValues(store, requestFrame);
  // The callout of a violation has values where cells are too small for them.
  const blockNumbers = mapValues(store, requestFrame);
  // What the canvas shows.
  let painted: readonly unknown[] | undefined;
  // The map of the axes, the margins and the overview that are drawn.
  let surrounded: TensorMap | undefined;

  /** The last map stays until the next one is read, but not if that fails: it is of another tensor. */
  function clear({ map }: AppState): void {
    if (map.phase === 'failed') context.clearRect(0, 0, canvas.width, canvas.height);
    select(overlay).selectAll('*').remove();
    margins.width = 0;
    overview.hide();
    painted = undefined;
  }

  function paint(state: AppState): void {
    const view = viewNow();
    if (!view) {
      clear(state);
      return;
    }
    paintView(state, view);
    canvas.dataset.state = 'ready';
  }

  function paintView(state: AppState, view: MapView): void {
    const { shown, placement, size, theme, hovered } = view;
    const figure = state.caption === undefined ? undefined : state.window;
    const mark = violationMark(shown.tensor, shown.summary.pattern, shown.summary, requiresPattern(state));
    const palette = paletteOf(theme, state.coloring, shown.summary.pattern, state.hostColors, mark);
    const magnitudes = magnitudesShown(state, shown, theme);
    const values = numbers.of(shown, valueWindow(shown, placement, size, 1));
    const comparison = comparisonShown(state, shown, theme);
    const removed = removedShown(state, shown);
    const next = [shown, placement, size, palette, figure, magnitudes, comparison, values, removed];
    // The crosshair and the state of the page change more often than the map.
    if (!painted?.every((part, i) => part === next[i])) {
      painted = next;
      paintMap(view, palette, { coloring: state.coloring, magnitudes, comparison, values, mark, removed, figure });
      // The map of another tensor is painted a frame before its axes, margins and overview, because they delay it.
      if (surrounded === shown) paintSurroundings(view, palette);
      else
        requestAnimationFrame(() => {
          const now = viewNow();
          if (now) paintSurroundings(now, palette);
        });
    }
    const picked = state.picked && placeInView(shown, state.picked);
    drawCrosshair(overlay, hovered ?? picked, hovered !== undefined, shown, placement, size);
    drawNotes(overlay, state.notes, shown, placement, size);
    drawCurrentViolation(overlay, view.violation, shown, placement, size, violationValues(view, values), palette);
  }

  /** The values of the current violation: from those of the cells, if they have them. */
  function violationValues({ shown, violation }: MapView, values: WindowValues | undefined): WindowValues | undefined {
    const block = violation && blockInView(shown.view, violation, blockSizeOf(shown.summary.pattern).columns);
    return block && values && isWithin(block, values) ? values : blockNumbers.of(shown, block);
  }

  function paintMap({ shown, placement }: MapView, palette: Palette, options: SceneOptions): void {
    const ratio = pixelRatio();
    const surfaceSize = { width: canvas.width, height: canvas.height };
    const { scale, x, y, tiles } = placement;
    const onSurface = { scale: scale * ratio, x: x * ratio, y: y * ratio, tiles };
    paintScene(sceneOf(shown, onSurface, surfaceSize, ratio, options), palette, ratio);
  }

  function paintSurroundings({ shown, placement, size }: MapView, palette: Palette): void {
    surrounded = shown;
    drawAxes(overlay, shown.view, shown.summary.pattern, placement, size);
    // Margins and overview need the complete matrix.
    if (shown.known) {
      margins.width = 0;
      overview.hide();
      return;
    }
    paintMargins(shown, placement, size, palette.margin);
    overview.draw(shown, placement, size, palette);
  }

  function stop(): void {
    numbers.stop();
    blockNumbers.stop();
  }

  return { paint, stop };
}
