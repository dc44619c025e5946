import { type D3ZoomEvent, select, type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity, zoomTransform } from 'd3';
import { windowAround } from '../../heatmap/neighborhood';
import type { Theme } from '../../heatmap/palette';
import {
  clippedWindow,
  closestScale,
  fittedPlacement,
  type Place,
  type Placement,
  viewportOf,
  weightAt,
} from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import { blockSizeOf } from '../../sparsity/pattern';
import type { BlockPlace } from '../../sparsity/violations';
import type { Actions } from '../../state/actions';
import type { AppState, AppStore } from '../../state/store';
import { isSameMatrix, type TensorMap, violationInMap } from '../../views/tensorMap';
import { type MapView, mapPainter } from './mapPainter';
import { isKnown, weightOfPlace, wholeOf } from './mapPlaces';
import { minimap } from './minimap';
import { fillWithCanvas, keptOver } from './panZoom';
import { isForGuest, isZoomGesture, wheelDelta } from './wheel';

/** The elements that the map is drawn on. */
export type MapElements = {
  readonly canvas: HTMLCanvasElement;
  readonly overlay: SVGSVGElement;
  readonly margins: HTMLCanvasElement;
  readonly minimap: HTMLCanvasElement;
};

/** A violating block, and its number among all of them. */
export type Violation = BlockPlace & { readonly number: number };

export type MapController = {
  fit(): void;
  zoomBy(factor: number): void;
  /** Moves by a share of what is in view. */
  pan(columns: number, rows: number): void;
  /** Goes to the next (1) or previous (-1) violating block; undefined when there is none. */
  goToViolation(step: 1 | -1): Violation | undefined;
  setTheme(theme: Theme): void;
  /** Measures and draws at once: a printer does not wait for the next frame. */
  redraw(): void;
  destroy(): void;
};

/**
 * Draws the map of the selected tensor, once per animation frame and only when something changed, straight from the store: panning renders
 * no React component.
 * @param onHover the weight under the pointer, if any
 * @param isGuest in somebody else's page, which is scrolled by wheel and finger over the map too, until the map has the focus
 */
export function mapController(
  { canvas, overlay, margins, minimap: minimapCanvas }: MapElements,
  store: AppStore,
  actions: Actions,
  onHover: (place: Place | undefined) => void,
  isGuest = false,
): MapController {
  const surface = select(canvas);
  const overview = minimap(minimapCanvas, (across, down) => {
    if (!shown) return;
    behavior.translateTo(surface, across * shown.view.columnCount, down * shown.view.rowCount);
    personMoved();
  });
  const painter = mapPainter({ canvas, overlay, margins, minimap: minimapCanvas }, overview, store, requestFrame);
  let theme: Theme = 'light';
  let placement: Placement = { scale: 1, x: 0, y: 0 };
  let size = { width: 0, height: 0 };
  let shown: TensorMap | undefined;
  let shownAsk = -1;
  let pointer: { readonly x: number; readonly y: number } | undefined;
  let hovered: Place | undefined;
  let violation = -1;
  let frame = 0;
  let moved: ReturnType<typeof setTimeout> | undefined;

  const behavior: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>()
    .constrain(keptInView)
    .wheelDelta(wheelDelta)
    .filter((event) => isZoomGesture(event) && (!isGuest || isForGuest(event, canvas)))
    .on('zoom', (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      const { k, x, y } = event.transform;
      placement = { scale: k, x, y };
      if (event.sourceEvent) personMoved();
      requestFrame();
    });
  surface.call(behavior).on('dblclick.zoom', null).on('dblclick', fit);
  surface
    .on('pointermove pointerdown', (event: PointerEvent) => point({ x: event.offsetX, y: event.offsetY }))
    // A finger leaves when it is lifted; what it tapped is still what the person looks at.
    .on('click', () => hovered && shown && actions.pick(weightOfPlace(shown, hovered)))
    .on('pointerleave', (event: PointerEvent) => event.pointerType !== 'touch' && point(undefined));

  function keptInView(transform: ZoomTransform): ZoomTransform {
    return shown ? keptOver(transform, size, shown.view) : transform;
  }

  function personMoved(): void {
    violation = -1;
    // The store learns where the view is when it has come to rest for a moment; the map itself does not wait.
    clearTimeout(moved);
    moved = setTimeout(() => {
      if (shown) actions.moveTo(viewportOf(placement, size, shown.view));
    }, 100);
  }

  function placeAt(window: MatrixWindow): void {
    if (!shown || size.width === 0) return;
    const whole = fittedPlacement(wholeOf(shown), size).scale;
    // Of a window alone no pixel may show more than it holds.
    behavior.scaleExtent([shown.known ? whole : Math.min(whole, 1) / 2, closestScale]);
    const { x, y, scale } = fittedPlacement(clippedWindow(window, shown.view), size);
    surface.call(behavior.transform, zoomIdentity.translate(x, y).scale(scale));
  }

  function fit(): void {
    if (shown) actions.askFor(undefined);
  }

  function update(state: AppState): void {
    if (state.map.phase !== 'ready') {
      shown = undefined;
      violation = -1;
    } else if (state.map.tensorMap !== shown || state.windowRequests !== shownAsk) {
      if (state.map.tensorMap !== shown) violation = -1;
      const stays = isSameMatrix(state.map.tensorMap, shown) && state.windowRequests === shownAsk;
      shown = state.map.tensorMap;
      shownAsk = state.windowRequests;
      if (!stays) {
        // Where the person was moving to does not matter any more.
        clearTimeout(moved);
        placeAt(state.window ?? wholeOf(shown));
      }
    }
    requestFrame();
  }

  function point(at: typeof pointer): void {
    pointer = at;
    requestFrame();
  }

  /** The weight under the pointer changes when either of them moves. */
  function updateHovered(): void {
    const under = shown && pointer && weightAt(placement, shown.view, pointer.x, pointer.y);
    const place = under && isKnown(shown!, under) ? under : undefined;
    if (place?.row === hovered?.row && place?.column === hovered?.column) return;
    hovered = place;
    onHover(place);
  }

  function requestFrame(): void {
    frame ||= requestAnimationFrame(draw);
  }

  function draw(): void {
    frame = 0;
    const state = store.getState();
    describe(state);
    updateHovered();
    const view = viewNow();
    if (!view) {
      painter.clear();
      return;
    }
    painter.paint(state, view, viewNow);
    canvas.dataset.state = 'ready';
  }

  function viewNow(): MapView | undefined {
    return shown && size.width > 0 ? { shown, placement, size, theme, hovered } : undefined;
  }

  /** What tests, scripts and screen readers see of the map. */
  function describe(state: AppState): void {
    const { dataset } = canvas;
    dataset.tensor = state.selected ?? '';
    // It is `ready` when it is drawn, not when the picture is there.
    if (state.map.phase !== 'ready') dataset.state = state.map.phase === 'empty' ? '' : state.map.phase;
    if (!shown) {
      delete dataset.rows;
      delete dataset.columns;
      return;
    }
    if (shown.known) dataset.source = 'snapshot';
    else delete dataset.source;
    const inView = state.window ? clippedWindow(state.window, shown.view) : wholeOf(shown);
    dataset.rows = `${inView.rowStart}:${inView.rowEnd}`;
    dataset.columns = `${inView.columnStart}:${inView.columnEnd}`;
  }

  function resize(): void {
    size = fillWithCanvas(overlay, canvas);
    behavior.extent([
      [0, 0],
      [size.width, size.height],
    ]);
    if (shown) placeAt(store.getState().window ?? wholeOf(shown));
    draw();
  }

  const observer = new ResizeObserver(resize);
  observer.observe(overlay);
  const unsubscribe = store.subscribe(update);
  update(store.getState());

  return {
    fit,
    zoomBy(factor) {
      surface.call(behavior.scaleBy, factor);
      personMoved();
    },
    pan(columns, rows) {
      const { k } = zoomTransform(canvas);
      surface.call(behavior.translateBy, (-columns * size.width) / k, (-rows * size.height) / k);
      personMoved();
    },
    goToViolation(step) {
      const count = shown?.violationCount ?? 0;
      if (!shown || count === 0) return undefined;
      violation = (violation < 0 ? (step > 0 ? 0 : count - 1) : violation + step + count) % count;
      const place = violationInMap(shown, violation)!;
      actions.askFor(windowAround(place, shown));
      actions.pick({ row: place.row, column: place.block * blockSizeOf(shown.summary.pattern).columns });
      return { ...place, number: violation };
    },
    setTheme(next) {
      theme = next;
      requestFrame();
    },
    redraw: resize,
    destroy() {
      cancelAnimationFrame(frame);
      clearTimeout(moved);
      observer.disconnect();
      unsubscribe();
      painter.stop();
      overview.destroy();
      surface
        .on('.zoom', null)
        .on('dblclick', null)
        .on('pointermove pointerdown', null)
        .on('pointerleave', null)
        .on('click', null);
    },
  };
}
