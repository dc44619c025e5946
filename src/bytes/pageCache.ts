import { type ByteSource, checkRange } from './byteSource';

/** Also what an address is first asked for, so that these bytes are the first page. */
export const pageSize = 32 * 1024;
const maxPages = 64;

/**
 * The same source with its last small reads kept, for someone who moves over a map and asks for one weight after the other. Reads of more
 * than a page go straight through.
 */
export function withPageCache(source: ByteSource): ByteSource {
  // Insertion order is age: a page that is used again moves to the end.
  const pages = new Map<number, Promise<Uint8Array>>();

  function pageAt(index: number): Promise<Uint8Array> {
    const known = pages.get(index);
    pages.delete(index);
    // Not cancelled with the reader that asked first: others may wait for the same page.
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
