import { ModelError } from '../../modelError';
import { type ElementFormat, type ElementType, elementFormat } from '../elementTypes';
import { type Channels, integerAt, simplest } from './channels';
import type { StoredRows } from './storedMatrix';

/**
 * A test for zero on the bits of an element, so that kernels depend only on the element size. An element is zero if `(bits & care) == zero`. For
 * floats of 64 bits, `bits` is the OR of the lower word, and the upper word without its sign. For integers of 64 bits, both words are compared.
 */
export type ZeroTest = {
  readonly bits: ElementFormat['bits'];
  readonly care: number;
  /** One value per channel, as for zero points. For zero points outside the range of the type, a value that no element matches. */
  readonly zeros: Uint32Array<ArrayBuffer>;
  /** Only for integers of 64 bits: the upper words of `zeros`. `care` applies to them too. */
  readonly highZeros?: Uint32Array<ArrayBuffer>;
  readonly stride: number;
};

const never = 0xffffffff;

/** @param rows with zero points without a grid, see channelsOfElements */
export function zeroTestOf(rows: Pick<StoredRows, 'type' | 'zeroPoints'>): ZeroTest {
  const format = elementFormat(rows.type);
  if (!format) throw new Error(`${rows.type} has no zero test`);
  const { bits, kind } = format;
  if (kind === 'float') {
    // All bits except the sign matter: -0 is zero, NaN and subnormal numbers are not.
    return { bits, care: bits === 64 ? 0xffffffff : 2 ** (bits - 1) - 1, zeros: new Uint32Array(1), stride: 1 };
  }
  const zeroPoints = simplest(rows.zeroPoints);
  const { values, stride } = zeroPoints;
  if (bits === 64) return longZeroTest(zeroPoints, rows.type, kind);
  const care = 2 ** bits - 1;
  const zeros = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const isPossible = inRange(values[i], format);
    // All 32-bit values are valid elements, so no value is left for "never".
    if (!isPossible && bits === 32) return neverZero(rows.type, values.length, { bits, zeros: Uint32Array.of(1) });
    zeros[i] = isPossible ? values[i] & care : never;
  }
  return { bits, care, zeros, stride };
}

function longZeroTest(zeroPoints: Channels, type: ElementType, kind: 'signed' | 'unsigned'): ZeroTest {
  const { values, stride } = zeroPoints;
  const zeros = new Uint32Array(values.length);
  const highZeros = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = integerAt(zeroPoints, i);
    const isPossible = value !== undefined && (kind === 'signed' ? BigInt.asIntN : BigInt.asUintN)(64, value) === value;
    if (!isPossible) {
      return neverZero(type, values.length, { bits: 64, zeros: Uint32Array.of(1), highZeros: new Uint32Array(1) });
    }
    zeros[i] = Number(value & 0xffffffffn);
    highZeros[i] = Number((value >> 32n) & 0xffffffffn);
  }
  return { bits: 64, care: 0xffffffff, zeros, highZeros, stride };
}

function inRange(zeroPoint: number, { bits, kind }: ElementFormat): boolean {
  const lowest = kind === 'signed' ? -(2 ** (bits - 1)) : 0;
  return Number.isInteger(zeroPoint) && zeroPoint >= lowest && zeroPoint < lowest + 2 ** bits;
}

/** With care = 0 and zero = 1, no element matches. This is possible only for a single zero point. */
function neverZero(type: ElementType, count: number, test: Pick<ZeroTest, 'bits' | 'zeros' | 'highZeros'>): ZeroTest {
  if (count > 1) {
    throw new ModelError(
      'unsupported-type',
      `some zero points are outside the range of ${type}; expected all of them inside`,
    );
  }
  return { ...test, care: 0, stride: 1 };
}
