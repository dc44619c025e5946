import type { ByteSource } from './bytes/byteSource';
import { fileSource } from './bytes/fileSource';
import { urlSource } from './bytes/urlSource';
import { ModelError } from './modelError';
import type { ModelOrigin } from './state/analyst';
import type { ExternalFile } from './tflite/externalData';

/** The bytes of a model. */
export function sourceOf(
  origin: ModelOrigin,
  signal: AbortSignal,
  onProgress: (loaded: number, total: number | undefined) => void,
): ByteSource | Promise<ByteSource> {
  if (origin.kind === 'review') throw new Error('a review file has no bytes of its model');
  return origin.kind === 'file' ? fileSource(origin.file) : urlSource(origin.address, signal, onProgress);
}

/** Other files that weights lie in: among those that came with the model, else beside its address. */
export function companionsOf({ companions = [], ...origin }: ModelOrigin): ExternalFile {
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
