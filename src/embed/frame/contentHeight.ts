import { drawnWindow } from '../../heatmap/axisTiles';
import { shownWindow } from '../../heatmap/viewport';
import type { AppStore } from '../../state/store';

// Limits of the height of a map, CSS pixels. Maps of long tensors would be taller than a screen.
const minMapHeight = 160;
const maxMapHeight = 560;

/**
 * Calls with the height of the content when it changes, CSS pixels: everything around the map, and the map at the height that its window has at
 * full width. It is not removed: the page lives as long as its frame.
 */
export function watchContentHeight(store: AppStore, onHeight: (height: number) => void): void {
  function look(): void {
    const { map, window } = store.getState();
    const surface = document.querySelector<HTMLElement>('.map-surface');
    const overlay = surface?.querySelector('svg');
    if (!surface || !overlay || map.phase !== 'ready') return;
    const { rowStart, rowEnd, columnStart, columnEnd } = drawnWindow(
      shownWindow(map.tensorMap.view, window),
      map.tensorMap.view.tiles,
    );
    const mapHeight = (overlay.clientWidth * (rowEnd - rowStart)) / Math.max(1, columnEnd - columnStart);
    const around = surface.clientHeight - overlay.clientHeight;
    const others = [...surface.parentElement!.children].filter((child) => child !== surface);
    const panel = getComputedStyle(surface.parentElement!);
    const gaps = Number.parseFloat(panel.rowGap) * (others.length - 1);
    const edges = Number.parseFloat(panel.paddingTop) + Number.parseFloat(panel.paddingBottom);
    const rest = others.reduce((sum, child) => sum + child.clientHeight, gaps + edges);
    onHeight(Math.ceil(rest + around + Math.min(maxMapHeight, Math.max(minMapHeight, mapHeight))));
  }

  new ResizeObserver(look).observe(document.documentElement);
  store.subscribe(({ map, windowRequests }, before) => {
    if (map.phase !== before.map.phase || windowRequests !== before.windowRequests) requestAnimationFrame(look);
  });
}
