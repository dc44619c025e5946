import { type ByteSource, checkRange } from './byteSource';
import { type SharedWork, sharedWork } from './sharedWork';

/** In bytes. The first request to a URL reads the same range, so that it fills the first page. */
export const pageSize = 32 * 1024;
const maxPages = 64;

/**
 * Caches the pages of small reads, which occur when weights are inspected one after the other. Reads of more than a page are not cached.
 */
export function withPageCache(source: ByteSource): ByteSource {
  // In order of last use: a page that is used again moves to the end.
  const pages = new Map<number, Uint8Array | SharedWork<Uint8Array>>();

  function keep(index: number, page: Uint8Array | SharedWork<Uint8Array>): void {
    pages.delete(index);
    pages.set(index, page);
    if (pages.size > maxPages) pages.delete(pages.keys().next().value!);
  }

  async function pageAt(index: number, signal?: AbortSignal): Promise<Uint8Array> {
    const known = pages.get(index);
    if (known instanceof Uint8Array) {
      keep(index, known);
      return known;
    }
    // Others can wait for the same page, so it is not canceled with the first of them.
    const page =
      known && !known.isCanceled()
        ? known
        : sharedWork((all) => source.slice(index * pageSize, Math.min((index + 1) * pageSize, source.byteLength), all));
    keep(index, page);
    try {
      const bytes = await page.resultFor(signal);
      if (pages.get(index) === page) keep(index, bytes);
      return bytes;
    } catch (thrown) {
      if (pages.get(index) === page && !signal?.aborted) pages.delete(index);
      throw thrown;
    }
  }

  return {
    name: source.name,
    byteLength: source.byteLength,
    bytesPerRequest: source.bytesPerRequest,
    ...(source.chunks && { chunks: source.chunks }),
    async slice(start, end, signal) {
      checkRange(start, end, source.byteLength);
      const first = Math.floor(start / pageSize);
      const last = Math.floor((end - 1) / pageSize);
      if (end - start > pageSize || end <= start) return source.slice(start, end, signal);
      const bytes = new Uint8Array(end - start);
      for (let index = first; index <= last; index++) {
        const page = await pageAt(index, signal);
        const from = Math.max(start, index * pageSize);
        const to = Math.min(end, index * pageSize + page.length);
        bytes.set(page.subarray(from - index * pageSize, to - index * pageSize), from - start);
      }
      return bytes;
    },
  };
}
