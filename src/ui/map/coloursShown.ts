import { isMagnitudeColouring } from '../../heatmap/colouring';
import { type ColouredComparison, colouredComparison } from '../../heatmap/comparisonPainting';
import { type ColouredMagnitudes, colouredMagnitudes } from '../../heatmap/magnitudeColours';
import type { Theme } from '../../heatmap/palette';
import type { AppState } from '../../state/store';
import { isSameMatrix, type Picture } from '../../views/picture';

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

/** What became of the weights of a picture in another model, in colours, once that is asked for and known. */
export function comparisonShown(
  { colouring, comparison }: Pick<AppState, 'colouring' | 'comparison'>,
  picture: Picture,
  theme: Theme,
): ColouredComparison | undefined {
  const shown = comparison?.shown;
  if (!shown || colouring !== 'compare' || !isSameMatrix(picture, shown.picture)) return undefined;
  return colouredComparison(shown.compared, theme);
}
