import { nameOf as nameOfUrl } from '../bytes/modelAddress';
import type { ModelOrigin } from '../session/session';

/** Bytes. Smaller models are read completely, even from a URL. */
export const smallModel = 16 * 2 ** 20;

/**
 * Whether all tensors of a model are read after its first map: it is local or small.
 * @param under bytes; a smaller model is small
 */
export function isReadFully({ kind }: ModelOrigin, byteLength: number, under: number): boolean {
  return isOfThisComputer({ kind }) || byteLength < under;
}

/** Whether a model is local, so that nothing is downloaded. */
export function isOfThisComputer({ kind }: Pick<ModelOrigin, 'kind'>): boolean {
  return kind !== 'address' && kind !== 'host';
}

/** Whether a model is a file of this computer that the page reads: links identify it by name, size and hash. */
export function isLocalFile({ kind }: Pick<ModelOrigin, 'kind'>): boolean {
  return kind === 'file' || kind === 'served';
}

/** The name of a model before it is open. */
export function nameOf(origin: ModelOrigin): string {
  if (origin.kind === 'review' || origin.kind === 'host') return origin.name;
  if (origin.kind === 'masks') return origin.contents.name;
  return origin.kind === 'address' ? nameOfUrl(origin.address) : origin.file.name;
}
