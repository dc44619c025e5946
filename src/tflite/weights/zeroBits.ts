import { ModelError } from '../../modelError';
import { type ElementFormat, elementFormat } from '../elementTypes';
import { type Channels, single } from './channels';
import type { StoredRows } from './storedMatrix';

/**
 * Being zero, in terms of bits alone, so that a kernel needs to know the width of an element and no types: an element is zero when
 * `(bits & care) == zero`. Of 64 bits, the upper word without its sign and the lower word are joined by OR first.
 */
export type ZeroTest = {
  readonly bits: ElementFormat['bits'];
  readonly care: number;
  /** By channel, as the zero points. A value wider than the element never matches: that zero point is out of its type's range. */
  readonly zeros: Uint32Array<ArrayBuffer>;
  readonly stride: number;
};

const never = 0xffffffff;

export function zeroTestOf(rows: Pick<StoredRows, 'type' | 'zeroPoints'>): ZeroTest {
  const format = elementFormat(rows.type);
  if (!format) throw new Error(`${rows.type} has no zero test`);
  const { bits, kind } = format;
  if (kind === 'float') {
    // The sign does not matter: -0 is zero. Every other bit does: NaN and denormals are not.
    return { bits, care: bits === 64 ? 0xffffffff : 2 ** (bits - 1) - 1, zeros: new Uint32Array(1), stride: 1 };
  }
  const care = 2 ** bits - 1;
  const { values, stride } = simplest(rows.zeroPoints);
  if (bits === 32 && !values.every((value) => inRange(value, format))) return neverZero32(values);
  return { bits, care, zeros: Uint32Array.from(values, (value) => zeroPattern(value, format, care)), stride };
}

/** Channels that all have the same zero point are as one; that is nearly every file, and the fastest path of every kernel. */
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

/** Every pattern of 32 bits is some number's, so "never" cannot be one of them: no bit is looked at, and what is expected is 1. */
function neverZero32(values: readonly number[]): ZeroTest {
  if (values.length > 1) {
    throw new ModelError(
      'unsupported-type',
      'some of its zero points are out of the range of INT32; expected all of them inside it',
    );
  }
  return { bits: 32, care: 0, zeros: Uint32Array.of(1), stride: 1 };
}
