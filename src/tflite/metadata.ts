import type { ByteSource } from '../bytes/byteSource';
import { ModelError, throwIfCancelled } from '../modelError';
import { maxBytesRead, missingPage, PagedByteBuffer, pageSize } from './pagedBuffer';

// The converter writes the root and the buffer list first, then the weights, then subgraphs, tensors and names.
const readAtFront = 16 * 1024;
const readAtEnd = 256 * 1024;
// Pages at most this far apart are read as one range, unless the source has a bytesPerRequest.
const joinedGap = 8 * pageSize;
const maxJoined = 8 * 2 ** 20;
const maxRounds = 32;
// Pages can have a single record each.
const maxBytesLoaded = 4 * maxBytesRead;

function tooManyPages(): ModelError {
  return new ModelError(
    'too-large',
    `the records are spread over more than ${maxBytesLoaded / 2 ** 20} MiB; expected less in a TensorFlow Lite model`,
  );
}

/** Access to the records of a file. */
export type Metadata = {
  readonly byteLength: number;
  /**
   * The result of `parse`. `parse` must be pure, because it can run several times, each time with more loaded pages.
   * @throws ModelError `truncated`, `bad-offset`, `too-large`, `cancelled`, and those of the source
   * @internal
   */
  read<T>(parse: (buffer: PagedByteBuffer) => T, signal?: AbortSignal): Promise<T>;
};

/** Reads metadata lazily: first the start and the end of the file, then the pages that `parse` missed, in joined ranges. */
export function metadataOf(source: ByteSource): Metadata {
  const buffer = new PagedByteBuffer(source.byteLength);
  const lastPage = Math.ceil(source.byteLength / pageSize);

  async function fetchPages(
    startPage: number,
    endPage: number,
    signal?: AbortSignal,
    isNeeded?: (page: number) => boolean,
  ): Promise<void> {
    const start = startPage * pageSize;
    const bytes = await source.slice(start, Math.min(endPage * pageSize, source.byteLength), signal);
    buffer.addPages(start, bytes, isNeeded);
  }

  async function fetchFirst(signal?: AbortSignal): Promise<void> {
    const frontEnd = Math.min(lastPage, readAtFront / pageSize);
    const endStart = Math.max(0, lastPage - readAtEnd / pageSize);
    if (endStart <= frontEnd) return fetchPages(0, lastPage, signal);
    await Promise.all([fetchPages(0, frontEnd, signal), fetchPages(endStart, lastPage, signal)]);
  }

  return {
    byteLength: source.byteLength,
    async read(parse, signal) {
      if (!buffer.hasPage(0)) await fetchFirst(signal);
      for (let round = 0; round < maxRounds; round++) {
        throwIfCancelled(signal);
        buffer.startRound();
        try {
          return parse(buffer);
        } catch (thrown) {
          if (thrown !== missingPage) throw thrown;
        }
        const missing = new Set(buffer.missing);
        if (buffer.loadedBytes + missing.size * pageSize > maxBytesLoaded) throw tooManyPages();
        const ranges = joinedRanges([...missing], (source.bytesPerRequest ?? joinedGap) / pageSize);
        await Promise.all(ranges.map(([start, end]) => fetchPages(start, end, signal, (page) => missing.has(page))));
      }
      throw new ModelError(
        'too-large',
        `the metadata needs more than ${maxRounds} rounds of reading: the file is damaged`,
      );
    },
  };
}

/**
 * Calls `read` for each index, and returns the results. A missing page does not stop the loop, so that the missing pages of all items are read
 * together.
 */
export function readEach<T>(count: number, read: (index: number) => T): T[] {
  const results: T[] = [];
  let missed = false;
  for (let index = 0; index < count; index++) {
    try {
      results.push(read(index));
    } catch (thrown) {
      if (thrown !== missingPage) throw thrown;
      missed = true;
    }
  }
  if (missed) throw missingPage;
  return results;
}

function joinedRanges(pages: number[], gap: number): [number, number][] {
  pages.sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    if (last && page - last[1] <= gap && page - last[0] < maxJoined / pageSize) last[1] = page + 1;
    else ranges.push([page, page + 1]);
  }
  return ranges;
}
