import type { ElementType } from '../../src/tflite/elementTypes';

/** A matrix to check. */
export type Case = {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly type: ElementType;
  readonly bits: number;
};

export const cases: readonly Case[] = [
  { rowCount: 1024, columnCount: 3136, type: 'FLOAT32', bits: 32 },
  { rowCount: 8192, columnCount: 8192, type: 'INT8', bits: 8 },
  { rowCount: 8192, columnCount: 8192, type: 'INT4', bits: 4 },
  { rowCount: 8192, columnCount: 8192, type: 'INT2', bits: 2 },
];

export function caseName({ rowCount, columnCount, type }: Case): string {
  return `check ${rowCount}x${columnCount} ${type}`;
}

/** Stored weights of which every second of each four is zero, at places that a branch predictor cannot learn; the same in every run. */
export function prunedBytes({ rowCount, columnCount, bits }: Case): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((rowCount * columnCount * bits) / 8);
  let seed = 1;
  // Numerical Recipes' linear congruential generator.
  const next = () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed;
  };
  for (let i = 0; i < bytes.length; i++) bytes[i] = (next() >>> 24) | ({ 2: 0x55, 4: 0x11 }[bits] ?? 1);
  for (let weight = 0; weight < rowCount * columnCount; weight += 4) {
    const drawn = next();
    const first = (drawn >>> 30) & 3;
    for (const zero of [first, (first + 1 + ((drawn >>> 28) & 1)) & 3]) clear(bytes, weight + zero, bits);
  }
  return bytes;
}

function clear(bytes: Uint8Array, weight: number, bits: number): void {
  if (bits >= 8) bytes.fill(0, (weight * bits) / 8, ((weight + 1) * bits) / 8);
  else bytes[(weight * bits) >> 3] &= ~((2 ** bits - 1) << ((weight * bits) & 7));
}
