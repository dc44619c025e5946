import type { ByteSource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import type { ExternalBuffer, Model, Tensor } from './model';
import type { ModelFile } from './modelFile';
import { type DataRange, dataRanges } from './tensorData';

/** Where a constant's bytes lie: in the model's own file or in another one. */
export type StoredData = { readonly source: ByteSource; readonly range: DataRange };

/**
 * `undefined` for a tensor without data, that is one computed at run time.
 * @throws ModelError `external-missing` when another file is needed and not there; `bad-offset`, `truncated`, `unsupported-type`, and
 * those of dataRanges.
 */
export async function storedData(
  file: ModelFile,
  tensor: Tensor,
  signal?: AbortSignal,
): Promise<StoredData | undefined> {
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
      `its weights lie in another file, ${fileName}, which is not here; expected it beside the model`,
    );
  }
  // Both are 64 bits wide: compared with the file's size before they become numbers.
  if (offset + length > BigInt(source.byteLength)) {
    throw new ModelError(
      'truncated',
      `its weights lie at ${offset} of ${fileName} and take ${length} bytes, but that file ends at byte ${source.byteLength}`,
    );
  }
  return { source, range: { start: Number(offset), end: Number(offset + length) } };
}

/** The external buffer of a tensor, by its id. */
function externalBufferOf(model: Model, tensor: Tensor): ExternalBuffer & { readonly fileName: string } {
  const found = model.externalBuffers.filter(({ id }) => id === tensor.externalBuffer);
  if (found.length !== 1) {
    const count = found.length === 0 ? 'is not in' : `stands ${found.length} times in`;
    throw new ModelError(
      'bad-offset',
      `its external buffer ${tensor.externalBuffer} ${count} the model's list of ${model.externalBuffers.length}; expected it once`,
    );
  }
  const [external] = found;
  if (!unpacked.has(external.packing)) {
    throw new ModelError(
      'unsupported-type',
      `its external buffer is packed as "${external.packing}"; expected weights that are not packed`,
    );
  }
  return { ...external, fileName: externalFileName(external) };
}

const unpacked: ReadonlySet<string> = new Set(['', 'none', 'unpacked']);

/** The name comes from the model, which anybody may have written: no other file than one beside the model is ever asked for. */
function externalFileName({ fileName, group }: ExternalBuffer): string {
  if (fileName === undefined) {
    throw new ModelError(
      'bad-offset',
      `its weights lie in a file of group ${group}, which the model does not have: the file is damaged`,
    );
  }
  // No folders, no drives, none of the names that stand for folders, nothing unprintable.
  if (/^\.{0,2}$|[/\\:\p{Cc}]/u.test(fileName)) {
    throw new ModelError(
      'external-missing',
      `its weights lie in another file, "${fileName}"; expected the plain name of a file beside the model`,
    );
  }
  return fileName;
}

/** The files that tensors lie in, as far as the model names them well. */
export function externalFileNames(model: Model, tensors: readonly Tensor[]): string[] {
  const ids = new Set(tensors.map(({ externalBuffer }) => externalBuffer));
  const names = model.externalBuffers.flatMap((external) => {
    if (external.id === 0 || !ids.has(external.id)) return [];
    try {
      return [externalFileName(external)];
    } catch {
      return [];
    }
  });
  return [...new Set(names)];
}
