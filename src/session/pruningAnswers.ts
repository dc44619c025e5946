import { channelOrder } from '../pruning/channelOrder';
import { prunedTensor } from '../pruning/prunedTensor';
import { blockSizeOf } from '../sparsity/pattern';
import type { AnswerState } from './answerState';
import { predictionOf } from './prediction';
import type { ModelId, ModelQuestions } from './session';

/** Answers about what pruning would do to a tensor. */
export function pruningAnswers(id: ModelId, { models, engines, analyses }: Omit<AnswerState, 'begun'>) {
  return {
    async prunedOf(tensor, goal, view, pattern, signal, onProgress) {
      const stored = await analyses.exactMask(id, tensor, signal);
      const { columns } = blockSizeOf(pattern);
      const values = await models.modelOf(id).realValuesOf(tensor, signal);
      const pruned = await prunedTensor(values, goal, columns, signal, onProgress);
      return predictionOf(pruned, stored, view, pattern, engines.engineFor(stored.words.byteLength), signal);
    },
    async prunedEnergyOf(tensor, goal, signal) {
      const values = await models.modelOf(id).realValuesOf(tensor, signal);
      // The size of the blocks does not matter here.
      return (await prunedTensor(values, goal, 4, signal)).energy;
    },
    channelOrderOf: async (tensor, pattern, signal, onProgress) =>
      channelOrder(await models.modelOf(id).realValuesOf(tensor, signal), pattern, signal, onProgress),
  } satisfies Partial<ModelQuestions>;
}
