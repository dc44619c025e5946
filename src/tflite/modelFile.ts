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

/** An open .tflite file with its records. */
export type ModelFile = {
  readonly source: ByteSource;
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
  source: ByteSource,
  signal?: AbortSignal,
  externalFile?: ExternalFile,
): Promise<ModelFile> {
  const head = await source.slice(0, Math.min(kindBytes, source.byteLength), signal);
  if (fileKind(head) !== 'tflite') throw notTFLite(head, source.byteLength);
  const metadata = metadataOf(source);
  const model = await parseModel(metadata, signal);
  const lookupTables = await readLookupTables(source, metadata, model, signal);
  return { source, metadata, model, lookupTables, externalFile };
}
