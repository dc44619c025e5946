import { type ByteSource, checkRange } from './byteSource';

/** In bytes. The first request to a URL reads the same range, so that it fills the first page. */
export const pageSize = 32 * 1024;
const maxPages = 64;

/**
 * Caches the pages of small reads, which occur when weights are inspected one after the other. Reads of more than a page are not cached.
 */
export function withPageCache(source: ByteSource): ByteSource {
  // In order of last use: a page that is used again moves to the end.
  const pages = new Map<number, Promise<Uint8Array>>();

  function pageAt(index: number): Promise<Uint8Array> {
    const known = pages.get(index);
    pages.delete(index);
    // Without the signal of the first reader, because others can wait for the same page.
    const page = known ?? source.slice(index * pageSize, Math.min((index + 1) * pageSize, source.byteLength));
    pages.set(index, page);
    page.catch(() => pages.delete(index));
    if (pages.size > maxPages) pages.delete(pages.keys().next().value!);
    return page;
  }

  return {
    name: source.name,
    byteLength: source.byteLength,
    bytesPerRequest: source.bytesPerRequest,
    async slice(start, end, signal) {
      checkRange(start, end, source.byteLength);
      const first = Math.floor(start / pageSize);
      const last = Math.floor((end - 1) / pageSize);
      if (end - start > pageSize || end <= start) return source.slice(start, end, signal);
      const bytes = new Uint8Array(end - start);
      for (let index = first; index <= last; index++) {
        const page = await pageAt(index);
        const from = Math.max(start, index * pageSize);
        const to = Math.min(end, index * pageSize + page.length);
        bytes.set(page.subarray(from - index * pageSize, to - index * pageSize), from - start);
      }
      return bytes;
    },
  };
}
