import type { ByteSource } from '../bytes/byteSource';
import type { ExternalFile, ModelSource } from '../tflite/modelFile';
import { prunedInPlace } from './inPlace';
import { openWeights } from './modelWeights';
import { badPlan, type Plan } from './plan';
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
  checkModel(source, plan, options.sha256 ?? source.sha256);
  const model = await openWeights(source, options.externalFile, signal);
  const requested = requestedTensors(model, plan);
  const isRebuilt = requested.some(({ encoding }) => encoding !== undefined);
  // Loaded on demand, because pruning does not need it.
  const rewrite = isRebuilt ? (await import('./rebuilt')).rebuilt : prunedInPlace;
  return rewrite(model, plan, requested, options.onProgress, signal);
}

/** @throws ModelError `bad-plan` if the plan was made for another model */
function checkModel(source: ByteSource, { model }: Plan, sha256: string | undefined): void {
  if (!model) return;
  if (model.bytes === source.byteLength && (!model.sha256 || !sha256 || model.sha256 === sha256)) return;
  const found = model.bytes === source.byteLength ? 'other content' : `${source.byteLength} bytes`;
  throw badPlan(
    `the plan is for another model, ${model.name} of ${model.bytes} bytes; this one has ${found}. Make a plan for this model.`,
  );
}
