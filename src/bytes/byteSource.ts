import { ModelError } from '../modelError';

/** Where bytes come from: a file, an address, a disk, a part of another source. */
export type ByteSource = {
  /** The base name, for people. */
  readonly name: string;
  readonly byteLength: number;
  /**
   * How many bytes are read in the time that a request by itself takes, where that is known: what lies closer together had better be read
   * in one.
   */
  readonly bytesPerRequest?: number | undefined;
  /**
   * The bytes [start, end), end exclusive.
   * @throws ModelError `truncated` when the range leaves the source, `network` or `changed` when it cannot be read, `cancelled`.
   */
  slice(start: number, end: number, signal?: AbortSignal): Promise<Uint8Array>;
};

/** Bytes that are in memory already. */
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

/** Every source checks what it is asked for: most ways to read give fewer bytes past the end, and say nothing. */
export function checkRange(start: number, end: number, byteLength: number): void {
  // Written so that NaN does not pass.
  if (start >= 0 && start <= end && end <= byteLength) return;
  throw new ModelError(
    'truncated',
    `bytes ${start} to ${end} are needed, but the file ends at byte ${byteLength}: it is cut short or damaged. Fetch it again.`,
  );
}
