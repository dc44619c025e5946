import { ModelError } from '../../modelError';
import { type ElementFormat, elementFormat } from '../elementTypes';
import { type Channels, single } from './channels';
import type { StoredRows } from './storedMatrix';

/**
 * A test for zero on the bits of an element, so that kernels depend only on the element size. An element is zero if `(bits & care) == zero`. For
 * elements of 64 bits, `bits` is the OR of the lower word, and the upper word without its sign.
 */
export type ZeroTest = {
  readonly bits: ElementFormat['bits'];
  readonly care: number;
  /** One value per channel, as for zero points. For zero points outside the range of the type, a value that no element matches. */
  readonly zeros: Uint32Array<ArrayBuffer>;
  readonly stride: number;
};

const never = 0xffffffff;

export function zeroTestOf(rows: Pick<StoredRows, 'type' | 'zeroPoints'>): ZeroTest {
  const format = elementFormat(rows.type);
  if (!format) throw new Error(`${rows.type} has no zero test`);
  const { bits, kind } = format;
  if (kind === 'float') {
    // All bits except the sign matter: -0 is zero, NaN and subnormal numbers are not.
    return { bits, care: bits === 64 ? 0xffffffff : 2 ** (bits - 1) - 1, zeros: new Uint32Array(1), stride: 1 };
  }
  const care = 2 ** bits - 1;
  const { values, stride } = simplest(rows.zeroPoints);
  if (bits === 32 && !values.every((value) => inRange(value, format))) return neverZero32(values);
  return { bits, care, zeros: Uint32Array.from(values, (value) => zeroPattern(value, format, care)), stride };
}

/** One channel, if all zero points are equal. This is the usual case, and the fastest in all kernels. */
function simplest(zeroPoints: Channels): Channels {
  const { values } = zeroPoints;
  return values.every((value) => value === values[0]) ? single(values[0] ?? 0) : zeroPoints;
}

function zeroPattern(zeroPoint: number, format: ElementFormat, care: number): number {
  return inRange(zeroPoint, format) ? (zeroPoint & care) >>> 0 : never;
}

function inRange(zeroPoint: number, { bits, kind }: ElementFormat): boolean {
  const lowest = kind === 'signed' ? -(2 ** (bits - 1)) : 0;
  return Number.isInteger(zeroPoint) && zeroPoint >= lowest && zeroPoint < lowest + 2 ** bits;
}

/** All 32-bit values are valid elements, so no value can stand for "never". With care = 0 and zero = 1, no element matches. */
function neverZero32(values: readonly number[]): ZeroTest {
  if (values.length > 1) {
    throw new ModelError(
      'unsupported-type',
      'some zero points are outside the range of INT32; expected all of them inside',
    );
  }
  return { bits: 32, care: 0, zeros: Uint32Array.of(1), stride: 1 };
}
