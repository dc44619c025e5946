import { readEach } from '../tflite/metadata';
import type { ModelFile } from '../tflite/modelFile';
import type { PagedByteBuffer } from '../tflite/pagedBuffer';
import type { DataNode, FieldValue, TableNode, TablesNode } from './nodes';
import { badPlan } from './plan';
import { fieldsOf, type SchemaField } from './schemaTables';

/** A model as nodes. Nothing of its tables is lost. */
export type ModelNodes = {
  readonly root: TableNode;
  /** End of the tables and lists in the file. */
  readonly end: number;
};

/**
 * Reads all tables of a model, and where its lists of scalars are. Objects that several tables refer to stay shared.
 * @throws ModelError `bad-plan` if a table has a field that the schema does not know, and that would be lost; `truncated`, `bad-offset`,
 * `too-large`, and those of the source
 */
export function readNodes({ metadata }: ModelFile, signal?: AbortSignal): Promise<ModelNodes> {
  return metadata.read((buffer) => {
    const reader = readerOf(buffer);
    const root = reader.tableAt(buffer.readInt32(0) >>> 0, 'Model');
    return { root, end: reader.end() };
  }, signal);
}

function readerOf(buffer: PagedByteBuffer) {
  const known = new Map<string, FieldValue>();
  let end = 8;

  function extend(start: number, length: number): void {
    buffer.checkRange(start, length);
    end = Math.max(end, start + length);
  }

  function shared<T extends FieldValue>(kind: string, position: number, read: () => T): T {
    const key = `${kind}@${position}`;
    const found = known.get(key) as T | undefined;
    if (found) return found;
    const node = read();
    known.set(key, node);
    return node;
  }

  function tableAt(position: number, table: string): TableNode {
    return shared(table, position, () => {
      const vtable = position - buffer.readInt32(position);
      // Checks the vtable.
      buffer.__offset(position, 4);
      const vtableLength = buffer.readUint16(vtable);
      extend(vtable, vtableLength);
      extend(position, Math.max(4, buffer.readUint16(vtable + 2)));
      const count = (vtableLength - 4) / 2;
      const fields = fieldsOf(table);
      checkKnown(buffer, position, count, table, fields.length);
      const present = fields
        .slice(0, count)
        .filter(({ position: slot }) => buffer.__offset(position, 4 + 2 * slot) > 0);
      const values = readEach(present.length, (i) => {
        const field = present[i];
        const at = position + buffer.__offset(position, 4 + 2 * field.position);
        return [field.position, valueAt(at, field, position, table)] as const;
      });
      return { kind: 'table', table, fields: new Map(values) };
    });
  }

  function valueAt(at: number, field: SchemaField, position: number, table: string): FieldValue {
    if (field.kind === 'scalar') {
      extend(at, field.bytes);
      return Uint8Array.from({ length: field.bytes }, (_, i) => buffer.readUint8(at + i));
    }
    const target = at + (buffer.readInt32(at) >>> 0);
    switch (field.kind) {
      case 'text':
        return dataAt(target, { isText: true, itemBytes: 1, align: 4 });
      case 'data':
        return dataAt(target, { isText: false, itemBytes: field.bytes, align: field.align });
      case 'table':
        return tableAt(target, field.table);
      case 'tables':
        return tablesAt(target, field.table);
      case 'union':
        return tableAt(target, memberOf(buffer, field, position, table));
    }
  }

  function tablesAt(position: number, table: string): TablesNode {
    return shared(`[${table}]`, position, () => {
      const count = buffer.readInt32(position) >>> 0;
      extend(position, 4 + 4 * count);
      const items = readEach(count, (i) => {
        const at = position + 4 + 4 * i;
        return tableAt(at + (buffer.readInt32(at) >>> 0), table);
      });
      return { kind: 'tables', items };
    });
  }

  function dataAt(position: number, form: Pick<DataNode, 'isText' | 'itemBytes' | 'align'>): DataNode {
    return shared(`${form.isText} ${form.itemBytes} ${form.align}`, position, () => {
      const length = (buffer.readInt32(position) >>> 0) * form.itemBytes;
      extend(position + 4, length + (form.isText ? 1 : 0));
      return { kind: 'data', ...form, content: { range: { start: position + 4, end: position + 4 + length } } };
    });
  }

  return { tableAt, end: () => end };
}

/** @throws ModelError `bad-plan` if a field is present that the schema does not have */
function checkKnown(buffer: PagedByteBuffer, position: number, count: number, table: string, known: number): void {
  for (let slot = known; slot < count; slot++) {
    if (buffer.__offset(position, 4 + 2 * slot) === 0) continue;
    throw badPlan(
      `a table ${table} of the model has field ${slot}, and Prunescope knows ${known} fields of it: storing weights in another way would lose the field. Pruning dense weights without an encoding keeps it.`,
    );
  }
}

function memberOf(
  buffer: PagedByteBuffer,
  field: SchemaField & { kind: 'union' },
  position: number,
  table: string,
): string {
  const typeAt = buffer.__offset(position, 4 + 2 * (field.position - 1));
  const type = typeAt === 0 ? 0 : buffer.readUint8(position + typeAt);
  const member = field.tables[type - 1];
  if (member) return member;
  throw badPlan(
    `a table ${table} of the model has type ${type} of ${field.name}, and Prunescope knows the types 1 to ${field.tables.length}: storing weights in another way would lose it. Pruning dense weights without an encoding keeps it.`,
  );
}
