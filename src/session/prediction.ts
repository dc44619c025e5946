import type { PrunedTensor } from '../pruning/prunedTensor';
import { prunedWeights } from '../pruning/prunedWeights';
import type { Engine } from '../sparsity/engine';
import type { Mask } from '../sparsity/mask';
import { summaryOfMask } from '../sparsity/maskSummary';
import type { Pattern } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import { type SummaryCounts, summaryCounts } from '../sparsity/summary';
import type { MatrixView } from '../views/matrixView';
import { maskInView } from '../views/viewedMask';

/** What pruning would do to a tensor. Never what the file holds. Plain data. */
export type Prediction = Omit<PrunedTensor, 'mask'> & {
  /** Of the mask that the tensor would get. */
  readonly counts: SummaryCounts;
  /** The non-zero weights that pruning would set to zero, [view.rowCount, view.columnCount]. */
  readonly removed: DensityPyramid;
};

/** @param stored mask of the tensor as the file holds it @throws ModelError `cancelled` */
export async function predictionOf(
  { mask, ...figures }: PrunedTensor,
  stored: Mask,
  view: MatrixView,
  pattern: Pattern,
  engine: Engine,
  signal: AbortSignal,
): Promise<Prediction> {
  const summary = await summaryOfMask(engine, mask, pattern, signal);
  const removed = maskInView(await prunedWeights(stored, mask, signal), view);
  return {
    ...figures,
    counts: summaryCounts(summary),
    removed: await engine.pyramidOf(removed, signal),
  };
}
