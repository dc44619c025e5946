import { lazy } from '../shell/lazy';

/** Draws the map. Loaded while the page waits for a file. */
export const mapParts = lazy(async () => {
  const [{ Heatmap }, { Legend }] = await Promise.all([import('./Heatmap'), import('./Legend')]);
  return { Heatmap, Legend };
});

/** Shares the palette with the map, which is loaded first. */
export const thumbnailPainting = lazy(() => import('../tensors/thumbnailPainting'));

export const atlasParts = lazy(() => import('../atlas/Atlas'));
