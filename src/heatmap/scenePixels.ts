import { paintCells } from './cells';
import { paintComparison } from './comparisonPainting';
import { paintMagnitudes } from './magnitudePainting';
import { paintPicture } from './picturePainting';
import { type PixelRegion, paintDensities } from './raster';
import type { Scene } from './scene';
import type { PixelSize, Placement } from './viewport';

/** Paints the weights of a scene by its coloring. @param placement on `pixels`, which can have another scale than the scene */
export function paintScene(
  pixels: Uint32Array,
  size: PixelSize,
  {
    pyramid,
    picture,
    cells,
    magnitudes,
    comparison,
  }: Pick<Scene, 'pyramid' | 'picture' | 'cells' | 'magnitudes' | 'comparison'>,
  placement: Placement,
  steps: Uint32Array,
  region: PixelRegion,
): void {
  if (picture) paintPicture(pixels, size, picture, placement, steps, region);
  else if (comparison) paintComparison(pixels, size, comparison, placement, region);
  else if (magnitudes) paintMagnitudes(pixels, size, magnitudes, placement, region);
  else if (cells) paintCells(pixels, size, pyramid.mask, cells, placement, steps, region);
  else paintDensities(pixels, size, pyramid, placement, steps, region);
}
