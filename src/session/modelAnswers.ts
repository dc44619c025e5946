import { allBytes } from '../bytes/allBytes';
import { ModelError } from '../modelError';
import type { AnswerState } from './answerState';
import { maskAnswers } from './maskAnswers';
import { pairAnswers } from './pairAnswers';
import { pruningAnswers } from './pruningAnswers';
import { reportAnswers } from './reportAnswers';
import type { RewriteQuestions, rewriteAnswers } from './rewriteAnswers';
import type { ModelId, ModelQuestions } from './session';

/** Loads the code that rewrites models, with the first question about it. */
export type LoadRewriting = () => Promise<{ readonly rewriteAnswers: typeof rewriteAnswers }>;

/**
 * Answers to the questions about an open model, computed in this thread. Weights leave it only as values of a window or of one weight.
 * @param loadRewriting absent in threads that rewrite no models
 */
export function modelAnswers(id: ModelId, state: AnswerState, loadRewriting?: LoadRewriting): ModelQuestions {
  const { models } = state;

  async function rewriting(): Promise<RewriteQuestions> {
    if (!loadRewriting)
      throw new ModelError('not-found', 'this page rewrites no models. Open the model in Prunescope.');
    return (await loadRewriting()).rewriteAnswers(id, models);
  }

  return {
    ...maskAnswers(id, state),
    ...reportAnswers(id, state),
    ...pairAnswers(id, state),
    ...pruningAnswers(id, state),
    storedContents: async (signal) => models.modelOf(id).storedContents(signal),
    checkComplete: async (signal) => models.modelOf(id).checkComplete(signal),
    modelBytes: (signal, onProgress) => allBytes(models.filesOf(id).source, signal, onProgress),
    sha256Of: (signal, onProgress) => models.hashOf(id, signal, onProgress),
    gzipBytesOf: async (tensor, signal, onProgress) => models.modelOf(id).gzipBytesOf(tensor, signal, onProgress),
    quantizationOf: async (tensor, signal) => models.modelOf(id).quantizationOf(tensor, signal),
    magnitudesOf: async (tensor, view, signal, onProgress) =>
      models.modelOf(id).magnitudesOf(tensor, view, signal, onProgress),
    magnitudeHistogramOf: async (tensor, signal, onProgress) =>
      models.modelOf(id).magnitudeHistogramOf(tensor, signal, onProgress),
    windowValuesOf: async (tensor, view, window, signal) =>
      models.modelOf(id).windowValuesOf(tensor, view, window, signal),
    valueAt: async (tensor, row, column, signal) => models.modelOf(id).valueAt(tensor, row, column, signal),
    restrictionsOf: async (...args) => (await rewriting()).restrictionsOf(...args),
    rewritingOf: async (...args) => (await rewriting()).rewritingOf(...args),
    rewrittenFile: async (...args) => (await rewriting()).rewrittenFile(...args),
    writeRewritten: async (...args) => (await rewriting()).writeRewritten(...args),
  };
}
