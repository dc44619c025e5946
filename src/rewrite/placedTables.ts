import { ModelError } from '../modelError';
import { type Content, contentLength, type DataNode, type FieldValue, type TableNode, type TablesNode } from './nodes';
import { maxSmallContent } from './smallContents';

/** The start of a file: identifier, tables and short lists. Long lists follow, see `later`. */
export type PlacedTables = {
  readonly length: number;
  /** Lists that follow, and the position of each offset to one. */
  readonly later: readonly { readonly node: DataNode; readonly at: number }[];
  setWord(at: number, value: number): void;
  /** Sets a 64-bit field of a table wherever the table is. */
  setLong(node: TableNode, position: number, value: bigint): void;
  bytes(): Uint8Array;
};

// Tables of real models take a few MB. A damaged model can refer to the same tables many times.
const maxTables = 2 ** 28;
const identifier = 'TFL3';

/**
 * Places tables before the objects that they refer to, because offsets are positive. An object that several tables refer to is written for
 * each, except for long lists. Equal lists of fields (vtables) are written once.
 * @throws ModelError `too-large`
 */
export function placedTables(root: TableNode): PlacedTables {
  const file = growingFile();
  const later: { node: DataNode; at: number }[] = [];
  const longs = new Map<TableNode, { position: number; at: number }[]>();
  const vtables = new Map<string, number>();

  function place(value: Exclude<FieldValue, Uint8Array>): number {
    if (value.kind === 'data') return placeData(value);
    return value.kind === 'tables' ? placeTables(value) : placeTable(value);
  }

  function placeReference(at: number, value: Exclude<FieldValue, Uint8Array>): void {
    const isLong = value.kind === 'data' && !isShort(value.content);
    if (isLong) later.push({ node: value, at });
    else file.setWord(at, place(value) - at);
  }

  function placeData({ content, itemBytes, align, isText }: DataNode): number {
    if (!('bytes' in content)) throw new Error('a short list was not read');
    const start = file.reserve(4 + content.bytes.length + (isText ? 1 : 0), Math.max(4, align), 4);
    file.setWord(start, content.bytes.length / itemBytes);
    file.set(start + 4, content.bytes);
    return start;
  }

  function placeTables({ items }: TablesNode): number {
    const start = file.reserve(4 + 4 * items.length, 4);
    file.setWord(start, items.length);
    for (const [i, item] of items.entries()) placeReference(start + 4 + 4 * i, item);
    return start;
  }

  function placeTable(node: TableNode): number {
    const { offsets, length } = fieldOffsets(node);
    const vtable = placeVtable(node, offsets, length);
    const hasLong = [...node.fields.values()].some((value) => value instanceof Uint8Array && value.length === 8);
    // The first field is behind 4 bytes.
    const start = file.reserve(length, hasLong ? 8 : 4, 4);
    file.setWord(start, start - vtable);
    for (const [position, value] of node.fields) {
      if (!(value instanceof Uint8Array)) continue;
      const at = start + offsets.get(position)!;
      file.set(at, value);
      if (value.length === 8) longs.set(node, [...(longs.get(node) ?? []), { position, at }]);
    }
    for (const [position, value] of [...node.fields].sort(([a], [b]) => a - b)) {
      if (!(value instanceof Uint8Array)) placeReference(start + offsets.get(position)!, value);
    }
    return start;
  }

  function placeVtable({ fields }: TableNode, offsets: ReadonlyMap<number, number>, length: number): number {
    const slots = Math.max(-1, ...fields.keys()) + 1;
    const numbers = [4 + 2 * slots, length, ...Array.from({ length: slots }, (_, slot) => offsets.get(slot) ?? 0)];
    const key = numbers.join();
    const known = vtables.get(key);
    if (known !== undefined) return known;
    const start = file.reserve(2 * numbers.length, 2);
    file.set(start, new Uint8Array(Uint16Array.from(numbers).buffer));
    vtables.set(key, start);
    return start;
  }

  file.reserve(8, 1);
  file.set(4, new TextEncoder().encode(identifier));
  file.setWord(0, placeTable(root));
  return {
    length: file.length(),
    later,
    setWord: file.setWord,
    setLong(node, position, value) {
      for (const long of longs.get(node) ?? []) {
        if (long.position === position) file.set(long.at, new Uint8Array(BigUint64Array.of(value).buffer));
      }
    },
    bytes: file.bytes,
  };
}

function isShort(content: Content): boolean {
  return 'bytes' in content && contentLength(content) <= maxSmallContent;
}

/** Offset of each field from the start of its table: large fields first, so that all are aligned. */
function fieldOffsets({ fields }: TableNode): { offsets: ReadonlyMap<number, number>; length: number } {
  const sizeOf = (value: FieldValue) => (value instanceof Uint8Array ? value.length : 4);
  let length = 4;
  const offsets = new Map<number, number>();
  for (const [position, value] of [...fields].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a))) {
    offsets.set(position, length);
    length += sizeOf(value);
  }
  return { offsets, length };
}

function growingFile() {
  let bytes = new Uint8Array(2 ** 16);
  let length = 0;

  /** @param offset from the reserved start to what is aligned */
  function reserve(size: number, align: number, offset = 0): number {
    const start = Math.ceil((length + offset) / align) * align - offset;
    length = start + size;
    if (length > maxTables) {
      throw new ModelError(
        'too-large',
        `the tables of the new model take more than ${maxTables / 2 ** 20} MiB; expected a few MiB`,
      );
    }
    if (length > bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * bytes.length));
      larger.set(bytes);
      bytes = larger;
    }
    return start;
  }

  return {
    reserve,
    length: () => length,
    set: (at: number, values: Uint8Array) => bytes.set(values, at),
    setWord: (at: number, value: number) => bytes.set(new Uint8Array(Uint32Array.of(value).buffer), at),
    bytes: () => bytes.subarray(0, length),
  };
}
