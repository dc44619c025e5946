import { drawnWindow } from '../../heatmap/axisTiles';
import type { Theme } from '../../heatmap/palette';
import {
  boundedWindow,
  closestScale,
  fittedPlacement,
  isComplete,
  type Place,
  type Placement,
  preciseWindow,
  requestedPlacement,
} from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import type { Actions } from '../../state/actions';
import type { AppState, AppStore } from '../../state/store';
import type { TensorMap } from '../../views/tensorMap';
import { type InteractiveCanvas, interactiveCanvas } from './interactiveCanvas';
import { writeMapAttributes } from './mapAttributes';
import { type MapElements, type MapView, mapPainter } from './mapPainter';
import { completeWindowOf, knownWeightAt, placeInView, weightOfPlace } from './mapPlaces';
import { minimap } from './minimap';
import type { PanZoom, ViewControls } from './panZoom';
import { sizeAboveClosedSheet } from './sheetSize';
import { shownMap } from './shownMap';
import type { Point } from './underPointer';
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
 * @param onChosen gets the middle of the chosen weight, CSS pixels of the canvas, while the pointer is not on the map
 */
export function mapController(
  elements: MapElements,
  store: AppStore,
  actions: Actions,
  onHover: (place: Place | undefined) => void,
  isGuest = false,
  onChosen: (point: Point | undefined) => void = () => {},
): MapController {
  const { canvas, overlay } = elements;
  const shown = shownMap();
  let theme: Theme = 'light';
  let tiled: { readonly of: Placement; readonly placement: Placement } | undefined;
  let rest: ReturnType<typeof setTimeout> | undefined;
  let chosen: Point | undefined;

  const violations = violationSteps(actions);
  const surface: InteractiveCanvas<Place> = interactiveCanvas<Place>(canvas, overlay, {
    draw,
    content: () => shown.tensorMap && drawnWindow(completeWindowOf(shown.tensorMap), shown.tensorMap.view.tiles),
    accepts: (event) => isZoomGesture(event) && (!isGuest || isForGuest(event, canvas)),
    onPersonMove,
    onResize,
    find: ({ x, y }) => shown.tensorMap && knownWeightAt(shown.tensorMap, placementOf(shown.tensorMap), x, y),
    isSame: (a, b) => a?.row === b?.row && a?.column === b?.column,
    onHover,
    staysAfterTouch: true,
    onClick: pickHovered,
    onDoubleClick: fit,
  });
  const { view, frame, hovered } = surface;
  const overview = minimap(elements.minimap, view.centerOn);
  const painter = mapPainter(elements, overview, store, viewNow, frame.request);

  // A map that is ready at this moment is then painted at once.
  view.resize();
  const unsubscribe = store.subscribe(update);
  update(store.getState());

  function fit(): void {
    if (shown.tensorMap) actions.requestWindow(undefined);
  }

  function pickHovered(): void {
    if (!shown.tensorMap || !hovered.current) return;
    violations.clear();
    actions.pick(weightOfPlace(shown.tensorMap, hovered.current));
  }

  function onPersonMove(): void {
    violations.reset();
    clearTimeout(rest);
    rest = setTimeout(() => {
      if (shown.tensorMap) moveToView(shown.tensorMap);
    }, restTime);
  }

  /** Stores the window in view. The view is placed as a link to that window places it, so that both show the same pixels. */
  function moveToView(tensorMap: TensorMap): void {
    const window = preciseWindow(placementOf(tensorMap), view.size, completeWindowOf(tensorMap), tensorMap.view);
    actions.moveTo(isComplete(window, tensorMap.view) ? undefined : window);
    placeRequested();
  }

  function update(state: AppState): void {
    const { isOtherMap, isOtherView } = shown.follow(state);
    if (isOtherMap) violations.clear();
    if (isOtherView) {
      // A move that has not reached the store yet is obsolete.
      clearTimeout(rest);
      placeRequested();
    }
    // A map that has just arrived is painted before anything else that follows from it.
    if (isOtherView && view.size.width > 0) frame.drawNow();
    else frame.request();
  }

  function onResize(): void {
    // The height of a guest follows what it shows.
    if (!isGuest && view.size.width > 0) actions.measureMap(sizeAboveClosedSheet(overlay, view.size));
    placeRequested();
  }

  /** Shows the requested window, or the complete matrix. */
  function placeRequested(): void {
    if (shown.tensorMap && view.size.width > 0) placeWindow(view, shown.tensorMap, store.getState().window);
  }

  function draw(): void {
    const state = store.getState();
    writeMapAttributes(canvas, state, shown.tensorMap);
    hovered.update();
    painter.paint(state);
    reportChosen(state);
  }

  function reportChosen({ picked }: AppState): void {
    const place = picked && !hovered.current && shown.tensorMap ? placeInView(shown.tensorMap, picked) : undefined;
    const next = place && middleOf(place, view.placement);
    if (next?.x === chosen?.x && next?.y === chosen?.y) return;
    chosen = next;
    onChosen(next);
  }

  function viewNow(): MapView | undefined {
    const { size } = view;
    const { tensorMap } = shown;
    return tensorMap && size.width > 0
      ? {
          ...{ shown: tensorMap, placement: placementOf(tensorMap), size, theme },
          ...{ hovered: hovered.current, violation: violations.shown },
        }
      : undefined;
  }

  /** The placement with the tiles of the map. The same object until one of both changes: the painter compares it. */
  function placementOf({ view: { tiles } }: TensorMap): Placement {
    if (!tiles) return view.placement;
    if (tiled?.of !== view.placement || tiled.placement.tiles !== tiles) {
      tiled = { of: view.placement, placement: { ...view.placement, tiles } };
    }
    return tiled.placement;
  }

  return {
    fit,
    zoomBy: view.zoomBy,
    pan: view.pan,
    goToViolation: (step) => shown.tensorMap && violations.go(step, shown.tensorMap),
    setTheme(next) {
      theme = next;
      frame.request();
    },
    redraw: view.resize,
    destroy() {
      clearTimeout(rest);
      unsubscribe();
      surface.destroy();
      painter.stop();
      overview.destroy();
    },
  };
}

function middleOf({ row, column }: Place, { scale, x, y }: Placement): Point {
  return { x: x + (column + 0.5) * scale, y: y + (row + 0.5) * scale };
}

/** Fits a window, or all that is known, into the view, and limits zooming. */
function placeWindow(view: PanZoom, shown: TensorMap, window: MatrixWindow | undefined): void {
  const complete = completeWindowOf(shown);
  view.limitScale(fittedPlacement(drawnWindow(complete, shown.view.tiles), view.size).scale, closestScale);
  const requested = window ? boundedWindow(window, shown.view) : complete;
  view.place(requestedPlacement(requested, view.size, complete, shown.view));
}
