import { laterPart } from '../shell/laterPart';

/** What draws the map: not needed to drop a file. */
export const { fetchPart: fetchMapParts, usePart: useMapParts } = laterPart(async () => {
  const [{ Heatmap }, { Legend }] = await Promise.all([import('./Heatmap'), import('./Legend')]);
  return { Heatmap, Legend };
});

/** It shares its colors with the map, which comes first. */
export const { fetchPart: fetchThumbnailPainting } = laterPart(() => import('../tensors/thumbnailPainting'));

export const { fetchPart: fetchAtlas, usePart: useAtlas } = laterPart(() => import('../atlas/Atlas'));
