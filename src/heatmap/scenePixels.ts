import { paintCells } from './cells';
import { paintComparison } from './comparisonPainting';
import { paintHatch } from './hatchPainting';
import { paintMagnitudes } from './magnitudePainting';
import type { Palette } from './palette';
import { paintPicture } from './picturePainting';
import { type PixelRegion, paintDensities } from './raster';
import type { Scene } from './scene';
import type { PixelSize, Placement } from './viewport';
import { paintTint } from './violationTint';

/** Paints the weights of a scene by its coloring, the tint of violations over them, and the hatch of a prediction over both. @param placement on `pixels`, which can have another scale than the scene */
export function paintScene(
  pixels: Uint32Array,
  size: PixelSize,
  {
    pyramid,
    picture,
    cells,
    magnitudes,
    comparison,
    tint,
    hatch,
  }: Pick<Scene, 'pyramid' | 'picture' | 'cells' | 'magnitudes' | 'comparison' | 'tint' | 'hatch'>,
  placement: Placement,
  { steps, violation, hatch: hatchColors }: Pick<Palette, 'steps' | 'violation' | 'hatch'>,
  region: PixelRegion,
): void {
  if (picture) paintPicture(pixels, size, picture, placement, steps, region);
  else if (comparison) paintComparison(pixels, size, comparison, placement, region);
  else if (magnitudes) paintMagnitudes(pixels, size, magnitudes, placement, region);
  else if (cells) paintCells(pixels, size, pyramid.mask, cells, placement, steps, region);
  else paintDensities(pixels, size, pyramid, placement, steps, region);
  if (tint) paintTint(pixels, size, tint, placement, violation, region);
  if (hatch) paintHatch(pixels, size, hatch, placement, hatchColors, region);
}
