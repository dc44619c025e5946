import type { ZerosPattern } from '../../src/sparsity/pattern';
import { elementFormat, storedBytes } from '../../src/tflite/elementTypes';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { seededRandom } from './matrices';

/** Rows for both engines: their layout, and the seed of their weights. */
export type TwinCase = StoredRows & {
  readonly pattern: ZerosPattern;
  readonly seed: number;
  /** The share of zeros, 0 to 1. Default: 0.5. */
  readonly zeroShare?: number;
  /** Damages the result of the GPU, to check that the comparison finds it. */
  readonly plant?: 'mask' | 'row count' | 'violation';
};

/** Stored numbers: zeros, values near zero, and others. */
export function twinBytes({
  rowCount,
  columnCount,
  firstElement,
  type,
  zeroPoints,
  seed,
  zeroShare = 0.5,
}: TwinCase): Uint8Array {
  const { bits, kind } = elementFormat(type)!;
  const random = seededRandom(seed);
  const skipped = bits < 8 ? firstElement % (8 / bits) : 0;
  const bytes = new Uint8Array(storedBytes({ bits, kind }, skipped + rowCount * columnCount));
  // Bits before the first element belong to another row, and must have no effect.
  if (skipped > 0) bytes[0] = 0xff;
  const all = 2n ** BigInt(bits) - 1n;
  const ofChannels = zeroPoints.exact ?? Array.from(zeroPoints.values, BigInt);
  const zeros = kind === 'float' ? [0n, 1n << BigInt(bits - 1)] : Array.from(ofChannels, (value) => value & all);
  const middle = BigInt(bits >> 1);
  const special = bits === 32 ? [0x7f800000n, 0x7fc00000n] : []; // infinity and NaN of FLOAT32
  // Values that differ from a zero in one word only, for types of two words.
  const oneWord = bits === 64 && kind !== 'float' ? zeros.flatMap((zero) => [zero ^ 1n, zero ^ (1n << 63n)]) : [];
  const others = [1n, 2n, all, all >> 1n, 1n << middle, 1n << (middle - 1n), ...special, ...oneWord];
  const pick = (from: readonly bigint[]) => from[Math.floor(random() * from.length)];
  for (let element = 0; element < rowCount * columnCount; element++) {
    const chance = random();
    const rest = chance < zeroShare + (1 - zeroShare) / 2 ? pick(others) : BigInt(Math.floor(random() * 2 ** 32));
    put(bytes, (skipped + element) * bits, bits, (chance < zeroShare ? pick(zeros) : rest) & all);
  }
  return bytes;
}

function put(bytes: Uint8Array, firstBit: number, bits: number, value: bigint): void {
  if (bits < 8) {
    const mask = (2 ** bits - 1) << (firstBit % 8);
    const at = Math.floor(firstBit / 8);
    bytes[at] = (bytes[at] & ~mask) | (Number(value) << (firstBit % 8));
    return;
  }
  for (let byte = 0; byte < bits / 8; byte++) bytes[firstBit / 8 + byte] = Number((value >> BigInt(8 * byte)) & 0xffn);
}
