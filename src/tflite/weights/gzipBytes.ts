import { gzipSize } from '../../bytes/deflate';
import { throwIfCancelled } from '../../modelError';
import { readData } from '../tensorData';
import type { StoredMatrix } from './storedMatrix';

// Small enough to cancel in between.
const bytesAtOnce = 2 ** 20;

/**
 * Size of the stored weights of a tensor after gzip, in bytes. Of a stored-sparse tensor, these are its values without indices. Of a tensor in
 * another encoding, they are the decoded weights.
 * @param onProgress share, 0 to 1
 * @throws ModelError `cancelled`, and those of the source
 */
export async function gzipBytesOf(
  { data: { source, range } }: StoredMatrix,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<number> {
  const length = range.end - range.start;
  async function* parts() {
    for (let start = 0; start < length; start += bytesAtOnce) {
      throwIfCancelled(signal);
      onProgress?.(start / length);
      yield readData(source, range, start, Math.min(length, start + bytesAtOnce), signal);
    }
  }
  return gzipSize(parts());
}
