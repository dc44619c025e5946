import type { DensityPyramid } from '../sparsity/pyramid';
import { statusOf } from '../sparsity/status';
import type { Structure } from '../sparsity/structure';
import { summaryCounts } from '../sparsity/summary';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { overviewOf } from '../views/overview';
import type { Counts } from './questionData';

type CountedAnalysis = Omit<TimedAnalysis, 'storage'> & Partial<Pick<TimedAnalysis, 'storage'>>;

/**
 * The figures of an analysis for the table.
 * @param structure undefined if it is not known yet, or not that of the mask
 * @param pyramid of the mask in a view
 */
export function countsOf(
  tensor: WeightTensor,
  analysis: CountedAnalysis,
  structure: Structure | undefined,
  pyramid?: DensityPyramid,
): Counts {
  const { mask, summary, engine, milliseconds, storage } = analysis;
  const counts = summaryCounts(summary);
  return {
    ...counts,
    ...{ engine, milliseconds, overview: overviewOf(mask, summary, pyramid?.mask === mask ? pyramid : undefined) },
    ...(storage && { storedBytes: storage.bytes }),
    ...(structure && { status: statusOf(tensor, summary.pattern, { counts, structure }), structure }),
  };
}
