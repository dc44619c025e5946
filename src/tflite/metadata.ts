import { ByteBuffer } from 'flatbuffers';
import type { ByteSource } from '../bytes/byteSource';
import { ModelError, throwIfCancelled } from '../modelError';

const pageSize = 4096;
// The converter writes the root and the buffer list first, and subgraphs, tensors and names last, with all weights between them.
const readAtFront = 16 * 1024;
const readAtEnd = 256 * 1024;
// Pages this close together are fetched as one range, if the source does not say how close is close.
const joinedGap = 8 * pageSize;
const maxJoined = 8 * 2 ** 20;
const maxRounds = 32;
// A real model's metadata is a few hundred kilobytes; a file that makes us read this much refers to the same bytes over and over.
const maxBytesRead = 128 * 2 ** 20;

/** Thrown by reads of a page that is not there yet; the reader goes on with the next record and all misses are fetched together. */
const missingPage = Symbol('missing page');

/**
 * A flatbuffers ByteBuffer over the pages of a file that were read so far. Every read is checked against the end of the file, since
 * flatbuffers itself takes what lies beyond for zeros. Use element accessors only: the generated `...Array()` views need one array.
 * @internal
 */
export class PagedByteBuffer extends ByteBuffer {
  readonly missing = new Set<number>();
  private readonly pages = new Map<number, Uint8Array>();
  private bytesRead = 0;

  constructor(readonly byteLength: number) {
    super(new Uint8Array(0));
  }

  /** Keeps the pages of a range that are asked for. @param start a multiple of the page size */
  addPages(start: number, bytes: Uint8Array, isWanted = (_page: number) => true): void {
    for (let offset = 0; offset < bytes.length; offset += pageSize) {
      const page = (start + offset) / pageSize;
      // Copied, so that the weights between them are let go.
      if (isWanted(page)) this.pages.set(page, bytes.slice(offset, offset + pageSize));
    }
  }

  hasPage(page: number): boolean {
    return this.pages.has(page);
  }

  startRound(): void {
    this.missing.clear();
    this.bytesRead = 0;
  }

  override capacity(): number {
    return this.byteLength;
  }

  override readUint8(offset: number): number {
    return this.pageOf(offset, 1)[offset % pageSize];
  }

  override readUint16(offset: number): number {
    const page = this.pageOf(offset, 2);
    const at = offset % pageSize;
    if (at + 2 <= pageSize) return page[at] | (page[at + 1] << 8);
    return page[at] | (this.readUint8(offset + 1) << 8);
  }

  override readInt32(offset: number): number {
    const page = this.pageOf(offset, 4);
    const at = offset % pageSize;
    if (at + 4 <= pageSize) return page[at] | (page[at + 1] << 8) | (page[at + 2] << 16) | (page[at + 3] << 24);
    return this.readUint16(offset) | (this.readUint16(offset + 2) << 16);
  }

  // biome-ignore lint/suspicious/noExplicitAny: flatbuffers declares the result as string | Uint8Array in two overloads
  override __string(offset: number): any {
    const start = offset + this.readInt32(offset);
    const length = this.readInt32(start);
    this.checkRange(start + 4, length);
    this.needPages(start + 4, length);
    const bytes = new Uint8Array(length);
    for (let i = 0; i < length; i++) bytes[i] = this.readUint8(start + 4 + i);
    // Broken UTF-8 becomes U+FFFD; a mark at the start is part of the name.
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  }

  /** Checks that a vector's items lie in the file before anything is allocated for them. */
  override __vector_len(offset: number): number {
    const start = offset + this.readInt32(offset);
    const length = this.readInt32(start);
    this.checkRange(start + 4, length);
    return length;
  }

  /** @throws ModelError `truncated` when [start, start + length) is not in the file. */
  checkRange(start: number, length: number): void {
    if (length < 0 || start < 0 || start + length > this.byteLength) {
      throw new ModelError(
        'truncated',
        `the model refers to ${length} bytes at ${start}, but the file ends at byte ${this.byteLength}: it is cut short or damaged. Fetch it again.`,
      );
    }
  }

  /** Misses all pages of a range at once; byte by byte, each page would cost a round. */
  private needPages(start: number, length: number): void {
    const before = this.missing.size;
    for (let page = Math.floor(start / pageSize); page * pageSize < start + length; page++) {
      if (!this.pages.has(page)) this.missing.add(page);
    }
    if (this.missing.size > before) throw missingPage;
  }

  private pageOf(offset: number, size: number): Uint8Array {
    this.checkRange(offset, size);
    this.bytesRead += size;
    if (this.bytesRead > maxBytesRead) {
      throw new ModelError(
        'too-large',
        'the metadata refers to itself so often that it would not fit in memory: the file is damaged',
      );
    }
    const index = Math.floor(offset / pageSize);
    const page = this.pages.get(index);
    if (page) return page;
    this.missing.add(index);
    throw missingPage;
  }
}

/** The records of a file, as far as they were read. */
export type Metadata = {
  readonly byteLength: number;
  /**
   * What `parse` makes of the file. `parse` may run several times, each time with more of the file at hand, so it must be pure.
   * @throws ModelError, see PagedByteBuffer.
   * @internal
   */
  read<T>(parse: (buffer: PagedByteBuffer) => T, signal?: AbortSignal): Promise<T>;
};

/** Reads metadata lazily: the front and the end of the file first, then whatever `parse` missed, in joined ranges. */
export function metadataOf(source: ByteSource): Metadata {
  const buffer = new PagedByteBuffer(source.byteLength);
  const lastPage = Math.ceil(source.byteLength / pageSize);

  async function fetchPages(
    startPage: number,
    endPage: number,
    signal?: AbortSignal,
    isWanted?: (page: number) => boolean,
  ): Promise<void> {
    const start = startPage * pageSize;
    const bytes = await source.slice(start, Math.min(endPage * pageSize, source.byteLength), signal);
    buffer.addPages(start, bytes, isWanted);
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
        const ranges = joinedRanges([...missing], (source.bytesPerRequest ?? joinedGap) / pageSize);
        await Promise.all(ranges.map(([start, end]) => fetchPages(start, end, signal, (page) => missing.has(page))));
      }
      throw new ModelError(
        'too-large',
        `the metadata is scattered over more than ${maxRounds} places that point at each other: the file is damaged`,
      );
    },
  };
}

/**
 * Runs `read` for every index and gives the results. A missing page does not stop it: the misses of all items are collected first, so
 * that they are fetched together.
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
