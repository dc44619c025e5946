import { externalFileNames } from '../tflite/externalData';
import type { ExternalFile, ModelSource } from '../tflite/modelFile';
import { prunedInPlace } from './inPlace';
import { openWeights } from './modelWeights';
import { checkPlannedModel, type Plan } from './plan';
import { requestedTensors } from './requestedTensors';
import type { Rewriting } from './rewriting';

export type { Rewriting, RewrittenTensor } from './rewriting';

export type RewriteOptions = {
  /** Opens files with external weights, see openModelFile. */
  readonly externalFile?: ExternalFile | undefined;
  /** SHA-256 of the model in hex, to compare it with that of the plan. */
  readonly sha256?: string | undefined;
  /** Share of the work before writing, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
};

/**
 * Prepares a new file from a model and a plan. Pruning dense weights changes their bytes in the file and nothing else. With encodings, the model is
 * written anew without losing a field.
 * @throws ModelError `bad-plan` if the plan is for another model or cannot be applied, `cancelled`, and those of reading
 */
export async function rewriteModel(
  source: ModelSource,
  plan: Plan,
  options: RewriteOptions = {},
  signal?: AbortSignal,
): Promise<Rewriting> {
  checkPlannedModel(source.byteLength, plan, options.sha256 ?? source.sha256);
  const model = await openWeights(source, options.externalFile, signal);
  const requested = requestedTensors(model, plan);
  const isRebuilt = requested.some(({ encoding }) => encoding !== undefined);
  // Loaded on demand, because pruning does not need it.
  const rewrite = isRebuilt ? (await import('./rebuilt')).rebuilt : prunedInPlace;
  const rewriting = await rewrite(model, plan, requested, options.onProgress, signal);
  const { file } = model;
  const beside = externalFileNames(
    file,
    file.model.subgraphs.flatMap(({ tensors }) => tensors),
  );
  const notes = beside.map(
    (name) => `The model has weights in the file ${name}: put a copy into the folder of the new file.`,
  );
  return { ...rewriting, notes: [...rewriting.notes, ...notes] };
}
