import { TensorType } from './schema/tflite/tensor-type';

/** Element types, as named in the schema. */
export type ElementType = keyof typeof TensorType;

/** Undefined for a code that is not in the schema. */
export function elementTypeOf(code: number): ElementType | undefined {
  return TensorType[code] as ElementType | undefined;
}

/** How elements are stored, and how zeros are recognized. */
export type ElementFormat = {
  /** Bits per element. Elements of less than 8 bits are packed across the tensor, the first one in the lowest bits. */
  readonly bits: 2 | 4 | 8 | 16 | 32 | 64;
  /** A `float` is zero whatever its sign bit. An integer is zero if it equals its zero point. */
  readonly kind: 'float' | 'signed' | 'unsigned';
};

const formats: Partial<Record<ElementType, ElementFormat>> = {
  FLOAT64: { bits: 64, kind: 'float' },
  FLOAT32: { bits: 32, kind: 'float' },
  FLOAT16: { bits: 16, kind: 'float' },
  BFLOAT16: { bits: 16, kind: 'float' },
  FLOAT8_E4M3FN: { bits: 8, kind: 'float' },
  FLOAT8_E5M2: { bits: 8, kind: 'float' },
  INT64: { bits: 64, kind: 'signed' },
  UINT64: { bits: 64, kind: 'unsigned' },
  INT32: { bits: 32, kind: 'signed' },
  UINT32: { bits: 32, kind: 'unsigned' },
  INT16: { bits: 16, kind: 'signed' },
  UINT16: { bits: 16, kind: 'unsigned' },
  INT8: { bits: 8, kind: 'signed' },
  UINT8: { bits: 8, kind: 'unsigned' },
  // A byte of 0 or 1.
  BOOL: { bits: 8, kind: 'unsigned' },
  INT4: { bits: 4, kind: 'signed' },
  UINT4: { bits: 4, kind: 'unsigned' },
  INT2: { bits: 2, kind: 'signed' },
};

/** Undefined for types that are neither integers nor floating-point numbers, such as STRING. */
export function elementFormat(type: ElementType): ElementFormat | undefined {
  return formats[type];
}

/** Size of `count` elements in bytes. */
export function storedBytes(format: ElementFormat, count: number): number {
  return Math.ceil((count * format.bits) / 8);
}

/** The bits of element `index` as an unsigned number, for types of at most 32 bits. */
export function storedBits(bytes: Uint8Array, format: ElementFormat, index: number): number {
  const { bits } = format;
  if (bits < 8) {
    const firstBit = index * bits;
    return (bytes[firstBit >>> 3] >>> (firstBit & 7)) & ((1 << bits) - 1);
  }
  let value = 0;
  for (let byte = bits / 8 - 1; byte >= 0; byte--) value = value * 256 + bytes[(index * bits) / 8 + byte];
  return value;
}

/**
 * The stored value of element `index`, before scale and zero point. Integers beyond 2^53 are rounded to the nearest number. NaN for types without
 * a format.
 */
export function storedValue(bytes: Uint8Array, type: ElementType, index: number): number {
  const format = formats[type];
  if (!format) return Number.NaN;
  if (format.bits === 64) {
    const view = new DataView(bytes.buffer, bytes.byteOffset + index * 8, 8);
    if (format.kind === 'float') return view.getFloat64(0, true);
    const high = format.kind === 'signed' ? view.getInt32(4, true) : view.getUint32(4, true);
    return high * 2 ** 32 + view.getUint32(0, true);
  }
  const value = storedBits(bytes, format, index);
  switch (type) {
    case 'FLOAT32':
      return float32OfBits(value);
    case 'BFLOAT16':
      return float32OfBits(value * 65536);
    case 'FLOAT16':
      return smallFloat(value, 5, 10);
    case 'FLOAT8_E5M2':
      return smallFloat(value, 5, 2);
    case 'FLOAT8_E4M3FN':
      // There are no infinities, and only S.1111.111 is NaN. Source: Micikevicius et al., "FP8 Formats for Deep Learning" (2022), table 1.
      return (value & 0x7f) === 0x7f ? Number.NaN : smallFloat(value, 4, 3, false);
    default:
      return format.kind === 'signed' ? signedOf(value, format.bits) : value;
  }
}

function signedOf(value: number, bits: number): number {
  const half = 2 ** (bits - 1);
  return value >= half ? value - 2 * half : value;
}

// Two views of the same four bytes, shared by all calls because creating views is slow.
const wordView = new Uint32Array(1);
const floatView = new Float32Array(wordView.buffer);

function float32OfBits(bits: number): number {
  wordView[0] = bits;
  return floatView[0];
}

function smallFloat(bits: number, exponentBits: number, mantissaBits: number, hasInfinity = true): number {
  const sign = bits >>> (exponentBits + mantissaBits) ? -1 : 1;
  const exponent = (bits >>> mantissaBits) & ((1 << exponentBits) - 1);
  const fraction = (bits & ((1 << mantissaBits) - 1)) / 2 ** mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  if (hasInfinity && exponent === 2 ** exponentBits - 1) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent ? (1 + fraction) * 2 ** (exponent - bias) : fraction * 2 ** (1 - bias));
}
