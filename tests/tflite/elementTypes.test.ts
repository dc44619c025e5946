import { describe, expect, it } from 'vitest';
import {
  type ElementType,
  elementFormat,
  elementTypeOf,
  storedBits,
  storedBytes,
  storedValue,
} from '../../src/tflite/elementTypes';

/** The values of elements, from little-endian bytes. */
function values(type: ElementType, bytes: number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => storedValue(Uint8Array.from(bytes), type, index));
}

describe('value of an element', () => {
  it('reads FLOAT32 and FLOAT64', () => {
    expect(values('FLOAT32', [0, 0, 0x80, 0x3f, 0, 0, 0, 0x80, 1, 0, 0, 0], 3)).toEqual([1, -0, 2 ** -149]);
    expect(values('FLOAT64', [0, 0, 0, 0, 0, 0, 0xf8, 0xbf, 1, 0, 0, 0, 0, 0, 0, 0], 2)).toEqual([-1.5, 2 ** -1074]);
  });

  it.each([
    ['one', 0x3c00, 1],
    ['minus two', 0xc000, -2],
    ['the largest', 0x7bff, 65504],
    ['the smallest normal', 0x0400, 2 ** -14],
    ['the largest denormal', 0x03ff, (1023 / 1024) * 2 ** -14],
    ['the smallest denormal', 0x0001, 2 ** -24],
    ['minus zero', 0x8000, -0],
    ['minus infinity', 0xfc00, Number.NEGATIVE_INFINITY],
    ['no number', 0x7e00, Number.NaN],
  ])('reads FLOAT16: %s', (_, bits, value) => {
    expect(values('FLOAT16', [bits & 255, bits >> 8], 1)).toEqual([value]);
  });

  it('reads BFLOAT16 as the upper half of a FLOAT32', () => {
    expect(values('BFLOAT16', [0x80, 0x3f, 0x49, 0xc0, 1, 0], 3)).toEqual([1, -3.140625, 2 ** -133]);
  });

  it.each([
    ['one', 0x38, 1],
    ['the largest', 0x7e, 448],
    ['the smallest normal', 0x08, 2 ** -6],
    ['the smallest denormal', 0x01, 2 ** -9],
    ['minus one and a half', 0xbc, -1.5],
    ['no number', 0x7f, Number.NaN],
    ['no number, with a sign', 0xff, Number.NaN],
  ])('reads FLOAT8_E4M3FN, without infinity: %s', (_, bits, value) => {
    expect(values('FLOAT8_E4M3FN', [bits], 1)).toEqual([value]);
  });

  it.each([
    ['one', 0x3c, 1],
    ['the largest', 0x7b, 57344],
    ['the smallest denormal', 0x01, 2 ** -16],
    ['infinity', 0x7c, Number.POSITIVE_INFINITY],
    ['no number', 0x7d, Number.NaN],
  ])('reads FLOAT8_E5M2, with infinity: %s', (_, bits, value) => {
    expect(values('FLOAT8_E5M2', [bits], 1)).toEqual([value]);
  });

  it('reads signed and unsigned little-endian integers', () => {
    expect(values('INT8', [0x7f, 0x80, 0xff], 3)).toEqual([127, -128, -1]);
    expect(values('UINT8', [0x7f, 0x80, 0xff], 3)).toEqual([127, 128, 255]);
    expect(values('INT16', [0x34, 0x12, 0xff, 0xff], 2)).toEqual([0x1234, -1]);
    expect(values('INT32', [0x78, 0x56, 0x34, 0x12, 0, 0, 0, 0x80], 2)).toEqual([0x12345678, -(2 ** 31)]);
  });

  it('reads integers of 64 bits, rounded beyond 2^53', () => {
    const bytes = [...new Uint8Array(BigInt64Array.of(-1n, 2n ** 53n + 1n, -(2n ** 63n)).buffer)];
    expect(values('INT64', bytes, 3)).toEqual([-1, 2 ** 53, -(2 ** 63)]);
    expect(values('UINT64', bytes, 3)).toEqual([2 ** 64, 2 ** 53, 2 ** 63]);
  });

  it('reads the low nibble first, and INT4 as signed', () => {
    expect(values('INT4', [0x12, 0xf8], 4)).toEqual([2, 1, -8, -1]);
    expect(values('UINT4', [0x12, 0xf8], 4)).toEqual([2, 1, 8, 15]);
  });

  it('reads the lowest two bits first, -2 to 1', () => {
    expect(values('INT2', [0x12], 4)).toEqual([-2, 0, 1, 0]);
    expect(values('INT2', [0b11_10_01_00], 4)).toEqual([0, 1, -2, -1]);
  });
});

describe('bytes of a tensor', () => {
  it('are rounded up if elements share a byte', () => {
    const of = (type: ElementType, count: number) => storedBytes(elementFormat(type)!, count);
    expect([of('INT4', 3), of('INT2', 5), of('INT8', 3), of('FLOAT16', 3), of('FLOAT64', 3)]).toEqual([2, 2, 3, 6, 24]);
  });

  it('are read as unsigned bits', () => {
    expect(storedBits(Uint8Array.of(0xff, 0xff, 0xff, 0xff), elementFormat('INT32')!, 0)).toBe(2 ** 32 - 1);
  });
});

describe('element type', () => {
  it('has the code of the schema', () => {
    const names = [0, 1, 2, 3, 7, 9, 10, 17, 18, 19, 20, 21, 22].map(elementTypeOf);
    expect(names).toEqual([
      ...['FLOAT32', 'FLOAT16', 'INT32', 'UINT8', 'INT16', 'INT8', 'FLOAT64', 'INT4', 'BFLOAT16', 'INT2', 'UINT4'],
      ...['FLOAT8_E4M3FN', 'FLOAT8_E5M2'],
    ]);
    expect(elementTypeOf(99)).toBeUndefined();
    expect(elementTypeOf(-1)).toBeUndefined();
  });

  it('of no weights has no format', () => {
    expect(elementFormat('STRING')).toBeUndefined();
    expect(storedValue(Uint8Array.of(1), 'STRING', 0)).toBeNaN();
  });
});
