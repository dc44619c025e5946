type Cell = { readonly bytes: number[] } | { readonly to: Table | Vector };
type Table = { readonly fields: readonly (readonly [number, Cell])[]; readonly vtable: VTable };
type Vector =
  | { readonly items: readonly Table[] }
  | { readonly text: string }
  | { readonly numbers: readonly number[] };
type VTable = { readonly fieldNumbers: readonly number[] };

/**
 * Writes flatbuffer tables with control over their positions and shared vtables, which generated code lacks. All fields have 4 bytes.
 * Vtables are first in the file. Tables with the same fields share one.
 */
export class TableWriter {
  private readonly vtables: VTable[] = [];

  u32(value: number): Cell {
    return { bytes: [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24] };
  }

  offset(to: Table | Vector): Cell {
    return { to };
  }

  table(fields: readonly (readonly [number, Cell])[]): Table {
    const fieldNumbers = fields.map(([number]) => number);
    const known = this.vtables.find((vtable) => vtable.fieldNumbers.join() === fieldNumbers.join());
    const vtable = known ?? { fieldNumbers };
    if (!known) this.vtables.push(vtable);
    return { fields, vtable };
  }

  vector(items: readonly Table[]): Vector {
    return { items };
  }

  text(text: string): Vector {
    return { text };
  }

  numbers(numbers: readonly number[]): Vector {
    return { numbers };
  }

  get vtableCount(): number {
    return this.vtables.length;
  }

  /** The file whose Model table has these fields. */
  model(fields: readonly (readonly [number, Cell])[]): Uint8Array {
    const root = this.table(fields);
    const bytes = [...this.u32Bytes(0), ...Array.from('TFL3', (letter) => letter.charCodeAt(0))];
    const places = new Map<VTable, number>();
    for (const vtable of this.vtables) {
      places.set(vtable, bytes.length);
      const slots = Math.max(-1, ...vtable.fieldNumbers) + 1;
      const offsets = Array.from({ length: slots }, (_, number) => 4 * (vtable.fieldNumbers.indexOf(number) + 1));
      for (const value of [4 + 2 * slots, 4 + 4 * vtable.fieldNumbers.length, ...offsets]) {
        bytes.push(value & 255, value >> 8);
      }
      while (bytes.length % 4 !== 0) bytes.push(0);
    }
    put(bytes, 0, this.place(bytes, root, places));
    return Uint8Array.from(bytes);
  }

  /** Writes an object and returns its position. Objects that it refers to follow it, because offsets are positive. */
  private place(bytes: number[], object: Table | Vector, vtables: ReadonlyMap<VTable, number>): number {
    while (bytes.length % 4 !== 0) bytes.push(0);
    const start = bytes.length;
    if ('text' in object) {
      bytes.push(...this.u32Bytes(object.text.length), ...Array.from(object.text, (letter) => letter.charCodeAt(0)), 0);
      return start;
    }
    if ('numbers' in object) {
      bytes.push(...[object.numbers.length, ...object.numbers].flatMap((value) => this.u32Bytes(value)));
      return start;
    }
    const cells: Cell[] =
      'items' in object ? object.items.map((to) => ({ to })) : object.fields.map(([, cell]) => cell);
    bytes.push(...this.u32Bytes('items' in object ? cells.length : start - vtables.get(object.vtable)!));
    bytes.push(...cells.flatMap((cell) => ('bytes' in cell ? cell.bytes : [0, 0, 0, 0])));
    cells.forEach((cell, i) => {
      const at = start + 4 + 4 * i;
      if ('to' in cell) put(bytes, at, this.place(bytes, cell.to, vtables) - at);
    });
    return start;
  }

  private u32Bytes(value: number): number[] {
    return [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, (value >>> 24) & 255];
  }
}

function put(bytes: number[], at: number, value: number): void {
  for (let i = 0; i < 4; i++) bytes[at + i] = (value >>> (8 * i)) & 255;
}
