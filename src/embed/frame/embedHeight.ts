import { shownWindow } from '../../heatmap/viewport';
import type { AppStore } from '../../state/store';

// Maps of long tensors would be taller than a screen, those of a single row a line: CSS pixels.
const leastMap = 160;
const maxMap = 560;

/**
 * Says how high the page would like to be, whenever that changes: all that is around the map, and the map as high as its window is at full width.
 * For as long as the page is there, which is as long as its frame.
 */
export function watchWantedHeight(store: AppStore, say: (height: number) => void): void {
  function look(): void {
    const { map, window: asked } = store.getState();
    const surface = document.querySelector<HTMLElement>('.map-surface');
    const overlay = surface?.querySelector('svg');
    if (!surface || !overlay || map.phase !== 'ready') return;
    const { rowStart, rowEnd, columnStart, columnEnd } = shownWindow(map.tensorMap.view, asked);
    const whole = (overlay.clientWidth * (rowEnd - rowStart)) / Math.max(1, columnEnd - columnStart);
    const around = surface.clientHeight - overlay.clientHeight;
    const others = [...surface.parentElement!.children].filter((child) => child !== surface);
    const panel = getComputedStyle(surface.parentElement!);
    const gaps = Number.parseFloat(panel.rowGap) * (others.length - 1);
    const edges = Number.parseFloat(panel.paddingTop) + Number.parseFloat(panel.paddingBottom);
    const rest = others.reduce((sum, child) => sum + child.clientHeight, gaps + edges);
    say(Math.ceil(rest + around + Math.min(maxMap, Math.max(leastMap, whole))));
  }

  new ResizeObserver(look).observe(document.documentElement);
  store.subscribe(({ map, windowRequests }, before) => {
    if (map.phase !== before.map.phase || windowRequests !== before.windowRequests) requestAnimationFrame(look);
  });
}
