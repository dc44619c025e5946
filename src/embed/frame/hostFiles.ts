import type { RelayedPart, RelayedRead } from '../../bytes/relayedSource';
import { ModelError } from '../../modelError';
import type { FromFrame, ToFrame } from '../messages';

/** Reads of files that the host reads for an embedded page. */
export function hostFiles(post: (message: FromFrame) => void) {
  const reading = new Map<number, { resolve(part: RelayedPart): void; reject(reason: ModelError): void }>();
  let last = 0;
  return {
    /** @param of id of the `open` with the file */
    readOf:
      (of: number): RelayedRead =>
      (start, end, companion) =>
        new Promise((resolve, reject) => {
          const id = ++last;
          reading.set(id, { resolve, reject });
          post({ prunescope: 1, type: 'read', id, of, start, end, companion });
        }),
    answer({ id, outcome }: Extract<ToFrame, { type: 'bytes' }>): void {
      const read = reading.get(id);
      reading.delete(id);
      if ('value' in outcome) {
        read?.resolve({ bytes: new Uint8Array(outcome.value), byteLength: outcome.byteLength });
        return;
      }
      const { code, message } = outcome.error;
      const isOfNetwork = code === 'network';
      read?.reject(new ModelError(code === 'not-found' ? 'not-found' : 'network', message, isOfNetwork));
    },
  };
}
