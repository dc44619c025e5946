import type { ByteSource } from '../bytes/byteSource';
import { fileSource } from '../bytes/fileSource';
import { type Read, relayedSource } from '../bytes/relayedSource';
import { type Progress, urlSource } from '../bytes/urlSource';
import { ModelError } from '../modelError';
import type { ModelOrigin } from '../state/analyst';
import type { ExternalFile } from '../tflite/externalData';
import { type Outcome, valueIn } from './jobs';

/** A model's origin as it travels between threads: functions do not. */
export type PlainOrigin = ModelOrigin extends infer Origin
  ? Origin extends { kind: 'host' }
    ? Omit<Origin, 'read'>
    : Origin
  : never;

export function plainOrigin(origin: ModelOrigin): PlainOrigin {
  if (origin.kind !== 'host') return origin;
  const { read: _stays, ...plain } = origin;
  return plain;
}

/** Reads bytes on the other side. */
export type RelayedRead = (...range: Parameters<Read>) => Promise<Outcome<Awaited<ReturnType<Read>>>>;

/** The bytes of a model. @param read of one that is read by the page around ours */
export function sourceOf(
  origin: PlainOrigin,
  signal: AbortSignal,
  onProgress: Progress,
  read: RelayedRead | undefined,
): ByteSource | Promise<ByteSource> {
  if (origin.kind === 'review') throw new Error('a review file has no bytes of its model');
  if (origin.kind === 'host') {
    return relayedSource(origin.name, origin.byteLength, async (start, end) => valueIn(await read!(start, end)));
  }
  return origin.kind === 'file' ? fileSource(origin.file) : urlSource(origin.address, signal, onProgress);
}

/** Other files that weights lie in: among those that came with the model, else beside its address. */
export function companionsOf({ companions = [], ...origin }: PlainOrigin): ExternalFile {
  return async (fileName, signal) => {
    const companion = companions.find(({ name }) => name === fileName);
    if (companion) return fileSource(companion);
    if (origin.kind !== 'address') return undefined;
    try {
      return await urlSource(new URL(encodeURIComponent(fileName), origin.address).href, signal);
    } catch (thrown) {
      if (thrown instanceof ModelError && thrown.code === 'not-found') return undefined;
      throw thrown;
    }
  };
}
