import { ByteBuffer } from 'flatbuffers';
import { ModelError } from '../modelError';

export const pageSize = 4096;
// Metadata of real models takes a few hundred kilobytes. Damaged files can refer to the same bytes again and again.
export const maxBytesRead = 128 * 2 ** 20;
// The longest names of published models have some thousand bytes. The rest of a longer text is not read.
const maxTextBytes = 256 * 1024;

// Invalid UTF-8 becomes U+FFFD. A byte order mark is part of the name.
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Thrown when a page is not loaded. readEach continues with the next record, so that all missing pages are read together. */
export const missingPage = Symbol('missing page');

/**
 * A flatbuffers ByteBuffer over the loaded pages of a file. Each read is checked against the end of the file, because flatbuffers returns zeros
 * past the end. Use element accessors only: the generated `...Array()` accessors need contiguous memory.
 * @internal
 */
export class PagedByteBuffer extends ByteBuffer {
  readonly missing = new Set<number>();
  private readonly pages = new Map<number, Uint8Array>();
  private bytesRead = 0;

  constructor(readonly byteLength: number) {
    super(new Uint8Array(0));
  }

  /** Bytes of the pages that are loaded. */
  get loadedBytes(): number {
    return this.pages.size * pageSize;
  }

  /** Adds the pages of a range. @param start a multiple of the page size @param isNeeded default: all are */
  addPages(start: number, bytes: Uint8Array, isNeeded?: (page: number) => boolean): void {
    for (let offset = 0; offset < bytes.length; offset += pageSize) {
      const page = (start + offset) / pageSize;
      const end = offset + pageSize;
      // Copied if some are not needed, so that the weights between the pages can be freed.
      if (!isNeeded) this.pages.set(page, bytes.subarray(offset, end));
      else if (isNeeded(page)) this.pages.set(page, bytes.slice(offset, end));
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

  /**
   * Offset of a field from the start of its table; 0 if the field is absent. Checks the vtable, because an invalid one looks like a table
   * without fields. A vtable starts with its size, which is even and includes two sizes of 2 bytes each.
   */
  override __offset(table: number, slot: number): number {
    const vtable = table - this.readInt32(table);
    if (vtable < 0) throw badTable(table, `its fields are at ${vtable}, before the start of the file`);
    const size = this.readUint16(vtable);
    if (size < 4 || size % 2 !== 0) {
      throw badTable(table, `its list of fields has ${size} bytes; expected an even number of at least 4`);
    }
    this.checkRange(vtable, size);
    return slot < size ? this.readUint16(vtable + slot) : 0;
  }

  // biome-ignore lint/suspicious/noExplicitAny: flatbuffers declares the result as string | Uint8Array in two overloads
  override __string(offset: number): any {
    const start = offset + this.readInt32(offset);
    const length = this.readInt32(start) >>> 0;
    this.checkRange(start + 4, length, `a text of ${length} bytes`);
    const read = Math.min(length, maxTextBytes);
    this.needPages(start + 4, read);
    const bytes = this.bytesOf(start + 4, read);
    // As a stream, the end can be inside a character.
    return read === length ? utf8.decode(bytes) : `${new TextDecoder().decode(bytes, { stream: true })}…`;
  }

  /** The bytes of a range whose pages are loaded, without a copy if they are in one page. */
  private bytesOf(start: number, length: number): Uint8Array {
    const first = start % pageSize;
    if (length > 0 && first + length <= pageSize) return this.pageOf(start, length).subarray(first, first + length);
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const at = (start + done) % pageSize;
      const count = Math.min(length - done, pageSize - at);
      bytes.set(this.pageOf(start + done, count).subarray(at, at + count), done);
      done += count;
    }
    return bytes;
  }

  /** Checks that a vector is inside the file, before its elements are allocated. */
  override __vector_len(offset: number): number {
    const start = offset + this.readInt32(offset);
    const length = this.readInt32(start) >>> 0;
    // Elements have at least one byte.
    this.checkRange(start + 4, length, `a list of ${length} items`);
    return length;
  }

  /** @param what is at the range, for the message @throws ModelError `truncated` if [start, start + length) is not inside the file */
  checkRange(start: number, length: number, what = `${length} bytes`): void {
    if (start >= 0 && start + length <= this.byteLength) return;
    const found =
      start < 0
        ? `${what} before the start of the file: it is damaged`
        : `${what} at ${start}, but the file ends at byte ${this.byteLength}: it is truncated or damaged`;
    throw new ModelError('truncated', `the model refers to ${found}. Download it again.`);
  }

  /** Marks all missing pages of a range at once. Byte by byte, each page would need a round. */
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
        `the records take more than ${maxBytesRead / 2 ** 20} MiB, or refer to the same bytes many times; expected less in a TensorFlow Lite model`,
      );
    }
    const index = Math.floor(offset / pageSize);
    const page = this.pages.get(index);
    if (page) return page;
    this.missing.add(index);
    throw missingPage;
  }
}

function badTable(table: number, found: string): ModelError {
  return new ModelError(
    'bad-offset',
    `the record at byte ${table} is invalid (${found}): the file is damaged. Download it again.`,
  );
}
