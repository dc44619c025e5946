import type { TensorPair } from '../sparsity/pairing';
import type { Pattern } from '../sparsity/pattern';
import type { AnswerState } from './answerState';
import { countsOfPair, mapOfPair, type ReadingOfPair } from './comparedPair';
import type { ModelId, ModelQuestions } from './session';

/** Answers about pairs of a tensor of a model and one of another model. */
export function pairAnswers(id: ModelId, { engines, analyses }: Pick<AnswerState, 'engines' | 'analyses'>) {
  function pairReading(other: ModelId, pair: TensorPair, pattern: Pattern, signal: AbortSignal): ReadingOfPair {
    return {
      before: () => analyses.owned(id, pair.before, { pattern }, signal),
      after: () => analyses.owned(other, pair.after, { pattern }, signal),
      engineFor: engines.engineFor,
    };
  }

  return {
    comparedCounts: (other, pair, pattern, signal) => countsOfPair(pairReading(other, pair, pattern, signal), signal),
    comparedMap: (other, pair, pattern, view, signal) =>
      mapOfPair(pairReading(other, pair, pattern, signal), view, signal),
  } satisfies Partial<ModelQuestions>;
}
