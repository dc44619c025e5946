import type { ModelOrigin } from './analyst';

/** What a model is called before it is open. */
export function nameOf(origin: ModelOrigin): string {
  if (origin.kind === 'review' || origin.kind === 'host') return origin.name;
  return origin.kind === 'file' ? origin.file.name : (origin.address.split('/').at(-1) ?? origin.address);
}
