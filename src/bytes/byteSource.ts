import { ModelError } from '../modelError';

/** Random access to bytes: of a file, a URL, a disk, memory, or a part of another source. */
export type ByteSource = {
  /** Base name, to show. */
  readonly name: string;
  readonly byteLength: number;
  /**
   * Number of bytes that are read in the time of an additional request, if known. Ranges that are closer together are read at once.
   */
  readonly bytesPerRequest?: number | undefined;
  /** SHA-256 of all bytes in hex, if it was computed while they were loaded. */
  readonly sha256?: string | undefined;
  /**
   * The bytes [start, end), end exclusive.
   * @throws ModelError `truncated` if the range is not inside the source, `network` or `changed` if it cannot be read, `cancelled`
   */
  slice(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
  /**
   * The same bytes in parts, as they arrive. The reader must neither change nor transfer them. Absent if ranges are only read at once. A source can
   * also give all bytes as one part.
   * @throws ModelError as `slice`
   */
  chunks?(start: number, end: number, signal?: AbortSignal): AsyncIterable<Uint8Array>;
};

/** Called while a range is read. @param bytes from the start of the range that have arrived: more with each call, unless the read begins anew */
export type Arrival = (bytes: Uint8Array) => void;

/** A source that tells what has arrived of a range. It tells nothing of bytes that it has already. */
export type ArrivingSource = Omit<ByteSource, 'slice'> & {
  slice(start: number, end: number, signal?: AbortSignal, onArrival?: Arrival): Promise<Uint8Array>;
};

/** A source of bytes in memory. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    byteLength: bytes.length,
    async slice(start, end) {
      checkRange(start, end, bytes.length);
      return bytes.subarray(start, end);
    },
  };
}

/**
 * All sources check ranges, because most APIs return fewer bytes past the end without an error.
 * @throws ModelError `truncated`
 */
export function checkRange(start: number, end: number, byteLength: number): void {
  // The comparisons reject NaN.
  if (start >= 0 && start <= end && end <= byteLength) return;
  throw new ModelError(
    'truncated',
    `bytes ${start} to ${end} are needed, but the file ends at byte ${byteLength}: it is truncated or damaged. Download it again.`,
  );
}
