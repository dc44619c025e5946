import type { Theme } from '../../heatmap/palette';
import { clippedWindow, closestScale, fittedPlacement, type Place, viewportOf, weightAt } from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import type { Actions } from '../../state/actions';
import type { AppState, AppStore } from '../../state/store';
import { isSameMatrix, type TensorMap } from '../../views/tensorMap';
import { oncePerFrame } from './animationFrame';
import { writeMapAttributes } from './mapAttributes';
import { type MapElements, type MapView, mapPainter } from './mapPainter';
import { completeWindowOf, isKnown, weightOfPlace } from './mapPlaces';
import { minimap } from './minimap';
import { panZoom, type ViewControls } from './panZoom';
import { pointerPosition } from './pointer';
import { type Violation, violationSteps } from './violationSteps';
import { isForGuest, isZoomGesture } from './wheel';

export type MapController = ViewControls & {
  /** Goes to the next (1) or previous (-1) violating block; undefined if there is none. */
  goToViolation(step: 1 | -1): Violation | undefined;
  setTheme(theme: Theme): void;
  /** Measures and draws at once: printing does not wait for the next frame. */
  redraw(): void;
  destroy(): void;
};

// The store learns the window once the view has not moved for this time, ms. The map itself is drawn at once.
const restTime = 100;

/**
 * Draws the map of the selected tensor from the store, once per animation frame and only after a change. Panning renders no React component.
 * @param onHover gets the weight under the pointer
 * @param isGuest in the page of a host: wheel and single fingers scroll that page until the map has the focus
 */
export function mapController(
  elements: MapElements,
  store: AppStore,
  actions: Actions,
  onHover: (place: Place | undefined) => void,
  isGuest = false,
): MapController {
  const { canvas, overlay } = elements;
  const listeners = new AbortController();
  let theme: Theme = 'light';
  let shown: TensorMap | undefined;
  let windowRequests = -1;
  let hovered: Place | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const frame = oncePerFrame(draw);
  const pointer = pointerPosition(canvas, frame.request, true);
  const violations = violationSteps(actions);
  const view = panZoom(canvas, overlay, {
    contentSize: () => shown?.view,
    accepts: (event) => isZoomGesture(event) && (!isGuest || isForGuest(event, canvas)),
    onChange: frame.request,
    onPersonMove,
    onResize() {
      placeRequested();
      frame.drawNow();
    },
  });
  const overview = minimap(elements.minimap, (across, down) => {
    if (shown) view.centerOn(across * shown.view.columnCount, down * shown.view.rowCount);
  });
  const painter = mapPainter(elements, overview, store, frame.request);

  canvas.addEventListener('dblclick', fit, { signal: listeners.signal });
  canvas.addEventListener('click', pickHovered, { signal: listeners.signal });
  const unsubscribe = store.subscribe(update);
  update(store.getState());

  function fit(): void {
    if (shown) actions.askFor(undefined);
  }

  function pickHovered(): void {
    if (shown && hovered) actions.pick(weightOfPlace(shown, hovered));
  }

  function onPersonMove(): void {
    violations.reset();
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (shown) actions.moveTo(viewportOf(view.placement, view.size, shown.view));
    }, restTime);
  }

  /** Follows the store: another map, or another window that was requested. */
  function update(state: AppState): void {
    const before = shown;
    shown = state.map.phase === 'ready' ? state.map.tensorMap : undefined;
    if (shown !== before) violations.reset();
    if (shown) {
      const stays = isSameMatrix(shown, before) && state.windowRequests === windowRequests;
      windowRequests = state.windowRequests;
      if (!stays) {
        // A move that has not reached the store yet is obsolete.
        clearTimeout(rest);
        placeRequested();
      }
    }
    frame.request();
  }

  /** Shows the requested window, or the complete matrix. */
  function placeRequested(): void {
    if (!shown || view.size.width === 0) return;
    const complete = completeWindowOf(shown);
    limitScale(shown, complete);
    view.place(fittedPlacement(clippedWindow(store.getState().window ?? complete, shown.view), view.size));
  }

  function limitScale({ known }: TensorMap, complete: MatrixWindow): void {
    const { scale } = fittedPlacement(complete, view.size);
    // If only a window is known, one pixel never covers more weights than the window has.
    view.limitScale(known ? scale : Math.min(scale, 1) / 2, closestScale);
  }

  /** The weight under the pointer changes when the pointer or the map moves. */
  function updateHovered(): void {
    const { point } = pointer;
    const under = shown && point && weightAt(view.placement, shown.view, point.x, point.y);
    const place = under && isKnown(shown!, under) ? under : undefined;
    if (place?.row === hovered?.row && place?.column === hovered?.column) return;
    hovered = place;
    onHover(place);
  }

  function draw(): void {
    const state = store.getState();
    writeMapAttributes(canvas, state, shown);
    updateHovered();
    const now = viewNow();
    if (!now) {
      painter.clear();
      return;
    }
    painter.paint(state, now, viewNow);
    canvas.dataset.state = 'ready';
  }

  function viewNow(): MapView | undefined {
    const { placement, size } = view;
    return shown && size.width > 0 ? { shown, placement, size, theme, hovered } : undefined;
  }

  return {
    fit,
    zoomBy: view.zoomBy,
    pan: view.pan,
    goToViolation: (step) => shown && violations.go(step, shown),
    setTheme(next) {
      theme = next;
      frame.request();
    },
    redraw: view.resize,
    destroy() {
      frame.cancel();
      clearTimeout(rest);
      unsubscribe();
      listeners.abort();
      pointer.destroy();
      view.destroy();
      painter.stop();
      overview.destroy();
    },
  };
}
