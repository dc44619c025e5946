import { ModelError, throwIfCancelled } from '../modelError';
import { type Arrival, type ArrivingSource, checkRange } from './byteSource';
import { taskBreaks } from './taskBreaks';

/** The same source, whose ranges can also be read in parts. */
export function withParts(source: ArrivingSource): ArrivingSource {
  return { ...source, chunks: (...range) => arrivingParts(source, ...range) };
}

/**
 * The bytes [start, end) in parts, as they arrive. After a read that began anew, the parts go on where they were. The read is canceled when no
 * more parts are taken.
 * @returns all bytes of the range, in one buffer with the parts
 * @throws ModelError as `slice`, and `changed` if a read that began anew brought other bytes
 */
export async function* arrivingParts(
  source: ArrivingSource,
  start: number,
  end: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, Uint8Array> {
  throwIfCancelled(signal);
  checkRange(start, end, source.byteLength);
  const reading = new AbortController();
  const cancel = () => reading.abort();
  signal?.addEventListener('abort', cancel);
  const { read, moreThan } = followed((onArrival) => source.slice(start, end, reading.signal, onArrival));
  const otherTasks = taskBreaks();
  let given: Uint8Array = new Uint8Array(0);
  try {
    while (given.length < end - start) {
      const bytes = await moreThan(given.length);
      throwIfCancelled(signal);
      checkSame(source, given, bytes);
      const part = bytes.subarray(given.length);
      given = bytes;
      yield part;
      await otherTasks();
    }
    const bytes = await read;
    checkSame(source, given, bytes);
    return bytes;
  } finally {
    signal?.removeEventListener('abort', cancel);
    cancel();
  }
}

/** Starts a read and follows what has arrived of it. */
function followed(start: (onArrival: Arrival) => Promise<Uint8Array>) {
  let arrived: Uint8Array = new Uint8Array(0);
  let isOver = false;
  let wake = (): void => {};
  const read = start((bytes) => {
    arrived = bytes;
    wake();
  });
  const end = () => {
    isOver = true;
    wake();
  };
  read.then(end, end);
  return {
    /** All bytes. */
    read,
    /** The bytes that have arrived, once they are more than this number. */
    async moreThan(count: number): Promise<Uint8Array> {
      while (!isOver && arrived.length <= count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return isOver ? read : arrived;
    },
  };
}

/** A read that begins anew has another buffer. @throws ModelError `changed` unless the bytes start with those that were given before */
function checkSame({ name }: ArrivingSource, given: Uint8Array, bytes: Uint8Array): void {
  if (bytes.buffer === given.buffer) return;
  for (let i = 0; i < given.length; i++) {
    if (given[i] !== bytes[i]) {
      throw new ModelError('changed', `${name} changed while it was being read. Open it again.`, true);
    }
  }
}
