import type { ByteSource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import type { ExternalBuffer, Model, Tensor } from './model';
import { type ModelFile, weightsFileName } from './modelFile';
import { type DataRange, dataRanges } from './tensorData';

/** The data of a constant, in the model file or in an external file. */
export type StoredData = { readonly source: ByteSource; readonly range: DataRange };

/**
 * Finds the data of a tensor. `undefined` for a tensor without data, which is computed at run time.
 * @throws ModelError the `problem` of the tensor; `external-missing` if an external file is missing; `bad-offset`, `truncated`, `unsupported-type`, and those of dataRanges
 */
export async function storedData(
  file: ModelFile,
  tensor: Tensor,
  signal?: AbortSignal,
): Promise<StoredData | undefined> {
  if (tensor.problem) throw tensor.problem;
  if (tensor.externalBuffer !== 0) return externalData(file, externalBufferOf(file.model, tensor), signal);
  const [range] = await dataRanges(file.metadata, file.model, [tensor], signal);
  if (range instanceof ModelError) throw range;
  return range && { source: file.source, range };
}

async function externalData(
  file: ModelFile,
  { fileName, offset, length }: ExternalBuffer & { readonly fileName: string },
  signal?: AbortSignal,
): Promise<StoredData> {
  const source = await file.externalFile?.(fileName, signal);
  if (!source) {
    throw new ModelError(
      'external-missing',
      `the weights are in the external file ${fileName}, which was not found. Put it into the folder of the model, or open both files together.`,
    );
  }
  // Offset and length have 64 bits, so they are checked before the conversion to numbers.
  if (offset + length > BigInt(source.byteLength)) {
    throw new ModelError(
      'truncated',
      `the weights need ${length} bytes at ${offset} of ${source.name}, but it ends at byte ${source.byteLength}: the file is truncated or belongs to another model`,
    );
  }
  return { source, range: { start: Number(offset), end: Number(offset + length) } };
}

/** The external buffer with the id that the tensor refers to. */
function externalBufferOf(model: Model, tensor: Tensor): ExternalBuffer & { readonly fileName: string } {
  const found = model.externalBuffers.filter(({ id }) => id === tensor.externalBuffer);
  if (found.length !== 1) {
    throw new ModelError(
      'bad-offset',
      `external buffer ${tensor.externalBuffer} is listed ${found.length} times; expected once: the file is damaged`,
    );
  }
  const [external] = found;
  if (!unpacked.has(external.packing)) {
    throw new ModelError(
      'unsupported-type',
      `the external buffer has the packing "${external.packing}"; expected none`,
    );
  }
  return { ...external, fileName: externalFileName(external) };
}

const unpacked: ReadonlySet<string> = new Set(['', 'none', 'unpacked']);

/** Checks the name, which is untrusted input, so that only files in the folder of the model are requested. */
function externalFileName({ fileName, group }: ExternalBuffer): string {
  if (fileName === undefined) {
    throw new ModelError(
      'bad-offset',
      `the external buffer refers to group ${group}, which does not exist: the file is damaged`,
    );
  }
  // Rejects folders, drives, `.`, `..`, empty names and control characters.
  if (/^\.{0,2}$|[/\\:\p{Cc}]/u.test(fileName)) {
    throw new ModelError(
      'external-missing',
      `the weights are in the external file "${fileName}"; expected a file name without folders`,
    );
  }
  return fileName;
}

/** Names of the external files of some tensors. Left out: invalid names, and files in the bundle of the model. */
export function externalFileNames({ model, source }: ModelFile, tensors: readonly Tensor[]): string[] {
  const ids = new Set(tensors.map(({ externalBuffer }) => externalBuffer));
  const names = model.externalBuffers.flatMap((external) => {
    if (external.id === 0 || !ids.has(external.id)) return [];
    try {
      return [externalFileName(external)];
    } catch {
      return [];
    }
  });
  return [...new Set(names)].filter((name) => !(source.weightsSection && name === weightsFileName));
}
