import { sha256OfBytes } from '../bytes/sha256';
import { reviewOf } from '../exports/reviewFile';
import type { Pattern } from '../sparsity/pattern';
import { type ReportInput, reportOn } from '../sparsity/report';
import type { AnswerState } from './answerState';
import type { ModelId, ModelQuestions, ShareProgress } from './session';

/** Answers about all tensors of a model, with the SHA-256 of its file. */
export function reportAnswers(id: ModelId, { models, engines }: Pick<AnswerState, 'models' | 'engines'>) {
  /** Hashes the file, then reads all tensors. Each is half of the progress. */
  async function madeOfAll<T>(
    make: (input: ReportInput) => Promise<T>,
    pattern: Pattern,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<T> {
    await engines.ready();
    const model = models.modelOf(id);
    const modelSha256 = await models.hashOf(id, signal, (share) => onProgress(share / 2));
    const { length } = (await model.storedContents(signal)).tensors;
    const onTensor = (done: number) => onProgress(0.5 + (0.5 * done) / length);
    return make({ model, modelSha256, pattern, sha256: sha256OfBytes, signal, onTensor });
  }

  return {
    reportOn: (pattern, signal, onProgress) => madeOfAll(reportOn, pattern, signal, onProgress),
    reviewOf: (pattern, signal, onProgress) => madeOfAll(reviewOf, pattern, signal, onProgress),
  } satisfies Partial<ModelQuestions>;
}
