import type { ByteSource } from '../bytes/byteSource';
import { fileKind, kindBytes, notTFLite } from './fileKind';
import { type LookupTables, readLookupTables } from './lookupTables';
import { type Metadata, metadataOf } from './metadata';
import type { Model } from './model';
import { parseModel } from './parseModel';

/**
 * Opens a file beside the model, or returns `undefined` if there is none.
 * @param fileName a base name without folders, checked by externalFileName in externalData.ts
 */
export type ExternalFile = (fileName: string, signal?: AbortSignal) => Promise<ByteSource | undefined>;

/** The bytes of a model. Members of a .litertlm bundle have more. */
export type ModelSource = ByteSource & {
  /** What the bundle uses the model for, such as `prefill_decode`. Untrusted text. */
  readonly modelType?: string | undefined;
  /**
   * The bytes of the external file weightsFileName, which is in the bundle.
   * @throws ModelError `external-missing`
   */
  weightsSection?(): ByteSource;
};

/** Name of the external file of a model in a .litertlm bundle. Source: llm_litert_compiled_model_executor.cc of LiteRT-LM. */
export const weightsFileName = 'tflite_weights';

/** An open .tflite file with its records. */
export type ModelFile = {
  readonly source: ModelSource;
  readonly metadata: Metadata;
  readonly model: Model;
  readonly lookupTables: LookupTables;
  /** Required to read external weights. */
  readonly externalFile?: ExternalFile | undefined;
};

/**
 * Opens a model and parses its records.
 * @throws ModelError `not-tflite`, and those of parseModel and of the source
 */
export async function openModelFile(
  source: ModelSource,
  signal?: AbortSignal,
  externalFile?: ExternalFile,
): Promise<ModelFile> {
  const head = await source.slice(0, Math.min(kindBytes, source.byteLength), signal);
  if (fileKind(head) !== 'tflite') throw notTFLite(head, source.byteLength);
  const metadata = metadataOf(source);
  const model = await parseModel(metadata, signal);
  const lookupTables = await readLookupTables(source, metadata, model, signal);
  return { source, metadata, model, lookupTables, externalFile: withBundle(source, externalFile) };
}

/** Finds weights in the bundle of the model first. */
function withBundle(source: ModelSource, beside: ExternalFile | undefined): ExternalFile | undefined {
  if (!source.weightsSection) return beside;
  return async (fileName, signal) =>
    fileName === weightsFileName ? source.weightsSection!() : beside?.(fileName, signal);
}
