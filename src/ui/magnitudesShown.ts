import { isMagnitudeColouring } from '../heatmap/colouring';
import { type ColouredMagnitudes, colouredMagnitudes } from '../heatmap/magnitudeColours';
import type { Theme } from '../heatmap/palette';
import { isSameMatrix, type Picture } from '../sparsity/picture';
import type { AppState } from '../state/store';

/** How large the weights of a picture are, in colours, once that is asked for and known. */
export function magnitudesShown(
  { colouring, magnitudes }: Pick<AppState, 'colouring' | 'magnitudes'>,
  picture: Picture,
  theme: Theme,
): ColouredMagnitudes | undefined {
  if (magnitudes?.phase !== 'ready' || !isMagnitudeColouring(colouring)) return undefined;
  return isSameMatrix(picture, magnitudes.picture)
    ? colouredMagnitudes(magnitudes.magnitudes, colouring, theme)
    : undefined;
}
