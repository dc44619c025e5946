import { isMagnitudeColoring } from '../../heatmap/coloring';
import { type ColoredComparison, coloredComparison } from '../../heatmap/comparisonPainting';
import { type ColoredMagnitudes, coloredMagnitudes } from '../../heatmap/magnitudeColors';
import type { Theme } from '../../heatmap/palette';
import type { DensityPyramid } from '../../sparsity/pyramid';
import type { AppState } from '../../state/store';
import { isSameMatrix, type TensorMap } from '../../views/tensorMap';

/** The colors of magnitudes; undefined unless the coloring shows magnitudes and they are read. */
export function magnitudesShown(
  { coloring, magnitudes }: Pick<AppState, 'coloring' | 'magnitudes'>,
  tensorMap: TensorMap,
  theme: Theme,
): ColoredMagnitudes | undefined {
  if (magnitudes?.phase !== 'ready' || !isMagnitudeColoring(coloring)) return undefined;
  return isSameMatrix(tensorMap, magnitudes.tensorMap)
    ? coloredMagnitudes(magnitudes.magnitudes, coloring, theme)
    : undefined;
}

/** The colors of the comparison; undefined unless the coloring shows it and it is read. */
export function comparisonShown(
  { coloring, comparison }: Pick<AppState, 'coloring' | 'comparison'>,
  tensorMap: TensorMap,
  theme: Theme,
): ColoredComparison | undefined {
  const shown = comparison?.shown;
  if (!shown || coloring !== 'compare' || !isSameMatrix(tensorMap, shown.tensorMap)) return undefined;
  return coloredComparison(shown.compared, theme);
}

/** The weights that pruning would set to zero; undefined unless that is a what-if, and is predicted for this map. */
export function removedShown({ pruning }: Pick<AppState, 'pruning'>, tensorMap: TensorMap): DensityPyramid | undefined {
  if (pruning?.prediction.phase !== 'ready') return undefined;
  const { tensorMap: predicted, prediction } = pruning.prediction;
  return isSameMatrix(tensorMap, predicted) ? prediction.removed : undefined;
}
