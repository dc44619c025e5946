import { ByteBuffer } from 'flatbuffers';

/** What the bytes at a place are, in the flatbuffers format. `content` is bytes that records refer to, such as weights. */
export type PlaceKind =
  | 'vtable offset'
  | 'vtable size'
  | 'vtable slot'
  | 'offset'
  | 'length'
  | 'number'
  | 'text'
  | 'content';

/** Bytes of a file that readers use, and the records that they belong to. Tables with the same fields share a vtable. */
export type Place = {
  readonly at: number;
  readonly size: number;
  kind: PlaceKind;
  readonly owners: Set<string>;
};

/** Records which bytes generated accessors read, and for what. */
export class RecordingByteBuffer extends ByteBuffer {
  readonly places = new Map<number, Place>();
  /** The record that is being read. */
  owner = '';

  record(at: number, size: number, kind: PlaceKind): void {
    if (at < 0 || at + size > this.capacity()) return;
    const known = this.places.get(at);
    if (!known) {
      this.places.set(at, { at, size, kind, owners: new Set([this.owner]) });
      return;
    }
    known.owners.add(this.owner);
    // Offsets are read as numbers, too.
    if (known.kind === 'number') known.kind = kind;
  }

  override readInt8(at: number): number {
    this.record(at, 1, 'number');
    return super.readInt8(at);
  }

  override readUint8(at: number): number {
    this.record(at, 1, 'number');
    return super.readUint8(at);
  }

  override readInt16(at: number): number {
    this.record(at, 2, 'number');
    return super.readInt16(at);
  }

  override readUint16(at: number): number {
    this.record(at, 2, 'number');
    return super.readUint16(at);
  }

  override readInt32(at: number): number {
    this.record(at, 4, 'number');
    return super.readInt32(at);
  }

  override readUint32(at: number): number {
    this.record(at, 4, 'number');
    return super.readUint32(at);
  }

  override readInt64(at: number): bigint {
    this.record(at, 8, 'number');
    return super.readInt64(at);
  }

  override readUint64(at: number): bigint {
    this.record(at, 8, 'number');
    return super.readUint64(at);
  }

  override readFloat32(at: number): number {
    this.record(at, 4, 'number');
    return super.readFloat32(at);
  }

  override __offset(table: number, slot: number): number {
    this.record(table, 4, 'vtable offset');
    const vtable = table - super.readInt32(table);
    this.record(vtable, 2, 'vtable size');
    if (slot < super.readUint16(vtable)) this.record(vtable + slot, 2, 'vtable slot');
    return super.__offset(table, slot);
  }

  override __indirect(at: number): number {
    this.record(at, 4, 'offset');
    return super.__indirect(at);
  }

  override __vector(at: number): number {
    this.record(at, 4, 'offset');
    return super.__vector(at);
  }

  override __vector_len(at: number): number {
    this.record(at, 4, 'offset');
    this.record(at + super.readInt32(at), 4, 'length');
    return super.__vector_len(at);
  }

  // biome-ignore lint/suspicious/noExplicitAny: as declared by flatbuffers
  override __union(table: any, at: number): any {
    this.record(at, 4, 'offset');
    return super.__union(table, at);
  }

  // biome-ignore lint/suspicious/noExplicitAny: flatbuffers declares the result as string | Uint8Array in two overloads
  override __string(at: number, encoding?: any): any {
    this.record(at, 4, 'offset');
    const start = at + super.readInt32(at);
    this.record(start, 4, 'length');
    if (super.readInt32(start) > 0) this.record(start + 4, 1, 'text');
    return super.__string(at, encoding);
  }
}
