import type { ByteSource } from '../bytes/byteSource';
import { ModelError, throwIfCancelled } from '../modelError';
import { type Content, contentLength, type DataNode, type TableNode } from './nodes';
import { type PlacedTables, placedTables } from './placedTables';
import { readSmallContents } from './smallContents';

/** Data outside of the flatbuffer, and the fields with its offset from the start of the file and its size. */
export type OutsideData = {
  content: Content;
  readonly users: { readonly node: TableNode; readonly offsetField: number; readonly sizeField: number }[];
};

/** A file that has not been written yet. */
export type NewFile = {
  readonly byteLength: number;
  chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
};

// Offsets of flatbuffers are below 2 GB in all readers.
const maxFlatbuffer = 2 ** 31 - 1;
const outsideAlign = 16;

/** What follows the tables: content at its place, with the length before it and the end of a text after it. */
type Piece = { readonly start: number; readonly before: Uint8Array; readonly content: Content; readonly after: number };

/**
 * Lays out a file: all tables and short lists first, then long lists, data outside of the flatbuffer, and what followed them.
 * @param source of contents that are ranges
 * @param trailing what follows without gaps, by its start
 * @throws ModelError `too-large`, `cancelled`, and those of the source
 */
export async function writeNodes(
  source: ByteSource,
  root: TableNode,
  outside: readonly OutsideData[],
  trailing: (start: number) => readonly Content[],
  signal?: AbortSignal,
): Promise<NewFile> {
  await readSmallContents(source, root, signal);
  const tables = placedTables(root);
  const pieces: Piece[] = [];
  let end = tables.length;
  const places = new Map<DataNode, number>();
  for (const { node } of tables.later) {
    if (places.has(node)) continue;
    const { content, itemBytes, isText, align } = node;
    const start = alignedTo(end + 4, align) - 4;
    const length = contentLength(content);
    pieces.push({ start, before: word(length / itemBytes), content, after: isText ? 1 : 0 });
    places.set(node, start);
    end = start + 4 + length + (isText ? 1 : 0);
  }
  if (end > maxFlatbuffer) throw tooLarge(end);
  for (const { node, at } of tables.later) tables.setWord(at, places.get(node)! - at);
  for (const data of outside) {
    const start = alignedTo(end, outsideAlign);
    pieces.push({ start, before: word(0).subarray(4), content: data.content, after: 0 });
    end = start + contentLength(data.content);
    setOutside(tables, data, start);
  }
  for (const content of trailing(end)) {
    pieces.push({ start: end, before: word(0).subarray(4), content, after: 0 });
    end += contentLength(content);
  }
  return { byteLength: end, chunks: (cancel) => written(source, tables.bytes(), pieces, cancel) };
}

function setOutside(tables: PlacedTables, { users, content }: OutsideData, start: number): void {
  for (const { node, offsetField, sizeField } of users) {
    tables.setLong(node, offsetField, BigInt(start));
    tables.setLong(node, sizeField, BigInt(contentLength(content)));
  }
}

function tooLarge(length: number): ModelError {
  return new ModelError(
    'too-large',
    `the records of the new model take ${length} bytes; expected less than 2 GiB, because the model has its weights inside of them`,
  );
}

function alignedTo(position: number, align: number): number {
  return Math.ceil(position / align) * align;
}

function word(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

async function* written(
  source: ByteSource,
  tables: Uint8Array,
  pieces: readonly Piece[],
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  yield tables;
  let at = tables.length;
  for (const { start, before, content, after } of pieces) {
    const gap = new Uint8Array(start - at + before.length);
    gap.set(before, start - at);
    if (gap.length > 0) yield gap;
    let length = 0;
    for await (const chunk of chunksOf(source, content, signal)) {
      length += chunk.length;
      yield chunk;
    }
    if (length !== contentLength(content)) throw new Error(`${length} bytes instead of ${contentLength(content)}`);
    if (after > 0) yield new Uint8Array(after);
    at = start + before.length + length + after;
  }
}

const chunkBytes = 4 * 2 ** 20;

async function* chunksOf(source: ByteSource, content: Content, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  if ('bytes' in content) yield content.bytes;
  else if ('chunks' in content) yield* content.chunks(signal);
  else {
    const { start, end } = content.range;
    for (let at = start; at < end; at += chunkBytes) {
      throwIfCancelled(signal);
      yield await source.slice(at, Math.min(at + chunkBytes, end), signal);
    }
  }
}
