import type { OpenedModel } from '../model/openModel';
import { channelOrder } from '../pruning/channelOrder';
import { keptShare, prunedTensor } from '../pruning/prunedTensor';
import type { PruningGoal } from '../pruning/pruningGoal';
import type { ReportedWhatIf } from '../sparsity/report';
import { trivialBecause } from '../sparsity/trivial';

/** Prunes and compresses the tensors of a model for a report. A pattern is for tensors that can break it. */
export function whatIfReading(
  model: Pick<OpenedModel, 'realValuesOf' | 'gzipBytesOf'>,
  goal: PruningGoal,
): ReportedWhatIf {
  return {
    async energyOf(tensor, signal) {
      if ('pattern' in goal && trivialBecause(tensor, goal.pattern)) return undefined;
      const values = await model.realValuesOf(tensor, signal);
      // The size of the blocks does not matter here.
      const { energy } = await prunedTensor(values, goal, 4, signal);
      const order = 'pattern' in goal ? await channelOrder(values, goal.pattern, signal) : undefined;
      return { ...goal, total: energy.total, kept: keptShare(energy), ...(order && { reordered: order.kept }) };
    },
    // Of other encodings, the bytes in the file are not in one place.
    gzipBytesOf: async (tensor, signal) =>
      tensor.encoding === 'dense' ? model.gzipBytesOf(tensor, signal) : undefined,
  };
}
