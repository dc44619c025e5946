import { ModelError } from '../modelError';
import { openWeights } from '../rewrite/modelWeights';
import type { Plan } from '../rewrite/plan';
import { restrictionsOf } from '../rewrite/restrictions';
import { rewriteModel } from '../rewrite/rewriteModel';
import type { Rewriting } from '../rewrite/rewriting';
import { formatBytes } from '../sparsity/byteSize';
import type { OpenModels } from './openModels';
import type { ModelId, ModelQuestions, ShareProgress } from './session';

export type RewriteQuestions = Pick<
  ModelQuestions,
  'restrictionsOf' | 'rewritingOf' | 'rewrittenFile' | 'writeRewritten'
>;

// Browsers hold larger Blobs only with much free disk space, and fail late without it.
const maxBlobBytes = 2 ** 31;

/** Answers about what plans make of a model. */
export function rewriteAnswers(id: ModelId, models: OpenModels): RewriteQuestions {
  async function prepared(plan: Plan, signal: AbortSignal, onProgress: ShareProgress): Promise<Rewriting> {
    const { source, externalFile } = models.filesOf(id);
    const sha256 = plan.model?.sha256 && (await models.hashOf(id, signal, () => {}));
    return rewriteModel(source, plan, { externalFile, sha256, onProgress }, signal);
  }

  /** Passes on the chunks of the new model. Preparing it and writing it are half of the progress each. */
  async function written(
    { byteLength, chunks }: Rewriting,
    write: (chunk: Uint8Array<ArrayBuffer>) => Promise<void> | void,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<void> {
    let done = 0;
    for await (const chunk of chunks(signal)) {
      await write(chunk as Uint8Array<ArrayBuffer>);
      done += chunk.length;
      onProgress(0.5 + (0.5 * done) / byteLength);
    }
  }

  return {
    async restrictionsOf(signal) {
      const { source, externalFile } = models.filesOf(id);
      return restrictionsOf(await openWeights(source, externalFile, signal), signal);
    },
    async rewritingOf(plan, signal, onProgress) {
      const { byteLength, tensors, notes } = await prepared(plan, signal, onProgress);
      return { byteLength, tensors, notes };
    },
    async rewrittenFile(plan, signal, onProgress) {
      const rewriting = await prepared(plan, signal, (share) => onProgress(share / 2));
      if (rewriting.byteLength > maxBlobBytes)
        throw new ModelError(
          'too-large',
          `the new model takes ${formatBytes(rewriting.byteLength)}; this browser can hold at most ${formatBytes(maxBlobBytes)}. Download the plan, and apply it with: prunescope prune --plan`,
        );
      // A Blob of each chunk, so that the browser can move them to its disk.
      const parts: Blob[] = [];
      await written(rewriting, (chunk) => void parts.push(new Blob([chunk])), signal, onProgress);
      return new Blob(parts);
    },
    async writeRewritten(plan, handle, signal, onProgress) {
      const rewriting = await prepared(plan, signal, (share) => onProgress(share / 2));
      const file = await handle.createWritable().catch(notWritten);
      try {
        await written(rewriting, (chunk) => file.write(chunk).catch(notWritten), signal, onProgress);
        await file.close().catch(notWritten);
      } catch (thrown) {
        // Until it is closed, the browser writes to a file of its own.
        await file.abort().catch(() => {});
        throw thrown;
      }
    },
  };
}

function notWritten(cause: unknown): never {
  const name = cause instanceof Error ? cause.name : String(cause);
  if (name === 'QuotaExceededError')
    throw new ModelError('too-large', 'the new model cannot be written: there is no space left. Choose another disk.');
  throw new ModelError('not-found', `the new model cannot be written (${name}). Choose another file.`);
}
