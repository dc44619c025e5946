import type { ModelOrigin } from '../session/session';

/** Bytes: a smaller model is read whole, wherever it lies. */
export const smallModel = 16 * 2 ** 20;

/**
 * Whether all of a model is read once its first map is there: it lies on this computer, or is small.
 * @param under bytes that are small
 */
export function isReadUnasked({ kind }: ModelOrigin, byteLength: number, under: number): boolean {
  return isOfThisComputer({ kind }) || byteLength < under;
}

/** Whether its bytes are at hand, and need not be fetched. */
export function isOfThisComputer({ kind }: Pick<ModelOrigin, 'kind'>): boolean {
  return kind === 'file' || kind === 'review';
}

/** What a model is called before it is open. */
export function nameOf(origin: ModelOrigin): string {
  if (origin.kind === 'review' || origin.kind === 'host') return origin.name;
  return origin.kind === 'file' ? origin.file.name : (origin.address.split('/').at(-1) ?? origin.address);
}
