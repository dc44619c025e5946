import { type ByteSource, checkRange } from '../bytes/byteSource';
import { throwIfCancelled } from '../modelError';
import { type ExternalFile, type ModelSource, openModelFile } from '../tflite/modelFile';
import type { Encoding } from '../tflite/weights/weightTensor';
import { badPlan, type Plan, type PlannedEncoding } from './plan';

/** What a rewriting does to a tensor. Sizes are in bytes. */
export type RewrittenTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  readonly zerosBefore: number;
  readonly zerosAfter: number;
  readonly elements: number;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly encodingBefore: Encoding;
  readonly encodingAfter: Encoding | PlannedEncoding;
};

/** A new model file that has not been written yet. */
export type Rewriting = {
  readonly byteLength: number;
  /** The tensors that change. */
  readonly tensors: readonly RewrittenTensor[];
  /** Sentences to show before the file is written. */
  readonly notes: readonly string[];
  /**
   * The new file, in order, in chunks of at most a few MB.
   * @throws ModelError `cancelled`, and those of the source
   */
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
};

export type RewriteOptions = {
  /** Opens files with external weights, see openModelFile. */
  readonly externalFile?: ExternalFile | undefined;
  /** SHA-256 of the model in hex, to compare it with that of the plan. */
  readonly sha256?: string | undefined;
  /** Share of the work before writing, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
};

const chunkBytes = 4 * 2 ** 20;

/**
 * Prepares a new file from a model and a plan.
 * @throws ModelError `bad-plan` if the plan is for another model or cannot be applied, `cancelled`, and those of reading
 */
export async function rewriteModel(
  source: ModelSource,
  plan: Plan,
  options: RewriteOptions = {},
  signal?: AbortSignal,
): Promise<Rewriting> {
  checkModel(source, plan, options.sha256 ?? source.sha256);
  await openModelFile(source, signal, options.externalFile);
  return { byteLength: source.byteLength, tensors: [], notes: [], chunks: (cancel) => copied(source, cancel) };
}

/** @throws ModelError `bad-plan` if the plan was made for another model */
function checkModel(source: ByteSource, { model }: Plan, sha256: string | undefined): void {
  if (!model) return;
  if (model.bytes !== source.byteLength || (model.sha256 && sha256 && model.sha256 !== sha256)) {
    const found = model.bytes === source.byteLength ? 'other bytes' : `${source.byteLength} bytes`;
    throw badPlan(
      `the plan is for another model, ${model.name} of ${model.bytes} bytes; this one has ${found}. Make a plan for this model.`,
    );
  }
}

async function* copied(source: ByteSource, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  checkRange(0, source.byteLength, source.byteLength);
  for (let start = 0; start < source.byteLength; start += chunkBytes) {
    throwIfCancelled(signal);
    yield await source.slice(start, Math.min(start + chunkBytes, source.byteLength), signal);
  }
}
