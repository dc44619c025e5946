import type { DataRange } from '../tflite/tensorData';
import { fieldNamed } from './schemaTables';

/** A table of a flatbuffer, independent of its place in a file. */
export type TableNode = {
  readonly kind: 'table';
  /** Name in the schema. */
  readonly table: string;
  /** By position. Absent fields have their default. */
  readonly fields: Map<number, FieldValue>;
};

/** Bytes of a scalar, or an object. */
export type FieldValue = Uint8Array | TableNode | TablesNode | DataNode;

/** A list of tables. */
export type TablesNode = { readonly kind: 'tables'; readonly items: TableNode[] };

/** A text, or a list of scalars. */
export type DataNode = {
  readonly kind: 'data';
  /** A text ends with a zero that its length leaves out. */
  readonly isText: boolean;
  readonly itemBytes: number;
  /** Of the first item. */
  readonly align: number;
  content: Content;
};

/** Bytes: of the original file, in memory, or computed while they are written. */
export type Content =
  | { readonly range: DataRange }
  | { readonly bytes: Uint8Array }
  | {
      readonly byteLength: number;
      chunks(signal?: AbortSignal): AsyncIterable<Uint8Array>;
    };

export function contentLength(content: Content): number {
  if ('range' in content) return content.range.end - content.range.start;
  return 'bytes' in content ? content.bytes.length : content.byteLength;
}

export function newTable(table: string, values: Readonly<Record<string, FieldValue>>): TableNode {
  const entries = Object.entries(values).map(([name, value]) => [fieldNamed(table, name).position, value] as const);
  return { kind: 'table', table, fields: new Map(entries) };
}

/** A list of scalars with the alignment of its field. */
export function newData(table: string, field: string, content: Content): DataNode {
  const found = fieldNamed(table, field);
  if (found.kind === 'text') return { kind: 'data', isText: true, itemBytes: 1, align: 4, content };
  if (found.kind !== 'data') throw new Error(`${table}.${field} is not a list of scalars`);
  return { kind: 'data', isText: false, itemBytes: found.bytes, align: found.align, content };
}

export function setField(node: TableNode, name: string, value: FieldValue | undefined): void {
  const { position } = fieldNamed(node.table, name);
  if (value === undefined) node.fields.delete(position);
  else node.fields.set(position, value);
}

export function fieldValue(node: TableNode, name: string): FieldValue | undefined {
  return node.fields.get(fieldNamed(node.table, name).position);
}

/** The tables of a list; none if it is absent. */
export function tablesIn(node: TableNode, name: string): readonly TableNode[] {
  return listIn(node, name)?.items ?? [];
}

/** Adds a table at the end of a list. @returns its index */
export function appendTable(node: TableNode, name: string, table: TableNode): number {
  const list = listIn(node, name);
  if (list) return list.items.push(table) - 1;
  setField(node, name, { kind: 'tables', items: [table] });
  return 0;
}

function listIn(node: TableNode, name: string): TablesNode | undefined {
  const value = fieldValue(node, name);
  return value && 'items' in value ? value : undefined;
}

/** A scalar of up to 4 bytes as an unsigned number, or its default. */
export function numberIn(node: TableNode, name: string, byDefault = 0): number {
  const value = fieldValue(node, name);
  if (!(value instanceof Uint8Array)) return byDefault;
  return value.reduceRight((sum, byte) => sum * 256 + byte, 0);
}

/** A 64-bit scalar; 0 if it is absent. */
export function longIn(node: TableNode, name: string): bigint {
  const value = fieldValue(node, name);
  if (!(value instanceof Uint8Array)) return 0n;
  return value.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
}

/** Bytes of an unsigned number, lowest first. */
export function scalar(value: number | bigint, bytes: 1 | 2 | 4 | 8): Uint8Array {
  const number = BigInt(value);
  return Uint8Array.from({ length: bytes }, (_, i) => Number((number >> BigInt(8 * i)) & 0xffn));
}

/** Content of 32-bit integers. */
export function int32s(values: readonly number[]): Content {
  return { bytes: new Uint8Array(Int32Array.from(values).buffer) };
}

export function text(value: string): Content {
  return { bytes: new TextEncoder().encode(value) };
}
