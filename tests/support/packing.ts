import type { TensorType } from '../../src/tflite/schema/tflite_generated';

export type ElementTypeName = keyof typeof TensorType;

/**
 * Packs numbers as the bytes of a tensor of an element type, little-endian.
 * INT4 and UINT4 have two elements per byte, INT2 four, the first in the lowest bits. Unused bits are 0.
 */
export function packed(values: ArrayLike<number>, type: ElementTypeName): Uint8Array {
  switch (type) {
    case 'FLOAT32':
      return bytesOf(Float32Array.from(values));
    case 'FLOAT64':
      return bytesOf(Float64Array.from(values));
    case 'FLOAT16':
      return bytesOf(Uint16Array.from(values, float16Bits));
    case 'BFLOAT16':
      return bytesOf(Uint16Array.from(values, bfloat16Bits));
    case 'INT8':
      return bytesOf(Int8Array.from(values));
    case 'UINT8':
    case 'BOOL':
      return Uint8Array.from(values);
    case 'INT16':
      return bytesOf(Int16Array.from(values));
    case 'UINT16':
      return bytesOf(Uint16Array.from(values));
    case 'INT32':
      return bytesOf(Int32Array.from(values));
    case 'UINT32':
      return bytesOf(Uint32Array.from(values));
    case 'INT64':
    case 'UINT64':
      return bytesOf(BigInt64Array.from(Array.from(values, BigInt)));
    case 'INT4':
    case 'UINT4':
      return subBytes(values, 4);
    case 'INT2':
      return subBytes(values, 2);
    default:
      throw new Error(`no packing of ${type}: give bytes`);
  }
}

/** The 16 bits of the half-precision float nearest to a number, ties to even. */
export function float16Bits(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  let exponent = -14;
  while (magnitude >= 2 ** (exponent + 1)) exponent++;
  // Below 2 ** -14 there is no leading 1, and the exponent field stays 0. A mantissa rounded up to 1024 carries into the exponent.
  const steps = roundedToEven((magnitude / 2 ** exponent) * 1024);
  return sign | ((exponent + 14) * 1024 + steps);
}

function bfloat16Bits(value: number): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer)[0]!;
  return Number.isNaN(value) ? 0x7fc0 : (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

function roundedToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function subBytes(values: ArrayLike<number>, bits: 2 | 4): Uint8Array {
  const perByte = 8 / bits;
  const bytes = new Uint8Array(Math.ceil(values.length / perByte));
  for (let index = 0; index < values.length; index++) {
    const low = values[index]! & (2 ** bits - 1);
    bytes[Math.floor(index / perByte)]! |= low << ((index % perByte) * bits);
  }
  return bytes;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
