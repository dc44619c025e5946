import { nameOf as nameOfUrl } from '../bytes/modelAddress';
import type { LinkState } from '../link/link';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { NotesModel } from './noteState';
import type { AppState, OpenModel } from './store';

/** The model of an open page. */
export function notesModelOf(
  { origin, contents }: Pick<OpenModel, 'origin' | 'contents'>,
  sha256?: string,
): NotesModel {
  return {
    name: contents.name,
    size: contents.byteLength,
    ...('address' in origin && origin.address !== undefined && { address: origin.address }),
    ...(origin.kind === 'file' && { modified: origin.file.lastModified }),
    ...(origin.kind === 'served' && { modified: origin.file.modified }),
    ...(sha256 !== undefined && { sha256 }),
    tensorNames: namesOf(contents.tensors),
  };
}

/** The model that a link is about; undefined for a link without a model. */
export function notesModelOfLink({ model, name, size, sha256 }: LinkState): NotesModel | undefined {
  if (model !== undefined) return { address: model, tensorNames: new Map() };
  if (name === undefined) return undefined;
  return { name, ...(size !== undefined && { size }), ...(sha256 && { sha256 }), tensorNames: new Map() };
}

/** The model of the notes on screen, with what is known by now: SHA-256 and names of tensors. */
export function notesModelNow({ model, hash, notesModel, snapshot }: AppState): NotesModel | undefined {
  if (model) return notesModelOf(model, hash?.phase === 'done' ? hash.sha256 : undefined);
  if (notesModel && snapshot) return { ...notesModel, tensorNames: namesOf([snapshot.tensor]) };
  return notesModel;
}

/**
 * Whether both are the same model, as far as is known. A file whose SHA-256 is not computed yet is not the same as one of which only the SHA-256
 * is known: name and size can be those of another version.
 */
export function isSameModel(one: NotesModel, other: NotesModel): boolean {
  if (one.address !== undefined || other.address !== undefined) {
    return one.address === other.address && (one.name === other.name || !one.name || !other.name);
  }
  if (one.name !== other.name) return false;
  if (one.sha256 !== undefined && other.sha256 !== undefined) return one.sha256 === other.sha256;
  const hasSameSize = one.size === other.size || one.size === undefined || other.size === undefined;
  if (one.modified !== undefined && other.modified !== undefined) return hasSameSize && one.modified === other.modified;
  return hasSameSize && one.sha256 === undefined && other.sha256 === undefined;
}

/** The name to show. */
export function notesModelName({ name, address }: NotesModel): string {
  return name ?? nameOfUrl(address ?? '');
}

function namesOf(tensors: readonly WeightTensor[]): ReadonlyMap<string, string> {
  return new Map(tensors.map((tensor) => [tensorKey(tensor), tensor.name]));
}
