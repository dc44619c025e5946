import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskOnCpu } from '../../src/kernels/mask.cpu';
import type { ElementType } from '../../src/tflite/elementTypes';
import { maskText, maskTextOf, storedRows } from '../support/matrices';

/** Whether each of the bit patterns is zero. */
function maskOfBits(type: ElementType, words: Uint16Array | Uint32Array | BigUint64Array | Uint8Array): string {
  const rows = {
    rowCount: 1,
    columnCount: words.length,
    firstElement: 0,
    type,
    zeroPoints: { values: [0], stride: 1 },
  };
  return maskText(maskOnCpu(rows, new Uint8Array(words.buffer)))[0];
}

describe('the mask of floats', () => {
  it('has zeros for 0 and -0', async () => {
    const values = [
      [0, -0, 1, -1],
      [0.5, 0, 0, 2],
    ];
    for (const type of ['FLOAT64', 'FLOAT32', 'FLOAT16', 'BFLOAT16'] as const) {
      expect(await maskTextOf(...storedRows(values, type))).toEqual(['..##', '#..#']);
    }
  });

  it('has non-zeros for NaN, infinities and denormals', async () => {
    // 0, -0, smallest denormal, smallest negative denormal, largest denormal, infinity, NaN, negative NaN
    const float32 = Uint32Array.of(0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x7f800000, 0x7fc00000, 0xffc00000);
    expect(maskOfBits('FLOAT32', float32)).toBe('..######');
    const float16 = Uint16Array.of(0, 0x8000, 1, 0x8001, 0x03ff, 0x7c00, 0x7e00, 0xfe00);
    expect(maskOfBits('FLOAT16', float16)).toBe('..######');
    expect(maskOfBits('BFLOAT16', float16)).toBe('..######');
    const float8 = Uint8Array.of(0, 0x80, 1, 0x81, 0x03, 0x7c, 0x7f, 0xff);
    expect(maskOfBits('FLOAT8_E4M3FN', float8)).toBe('..######');
    expect(maskOfBits('FLOAT8_E5M2', float8)).toBe('..######');
  });

  it('compares all 64 bits of FLOAT64 but the sign', () => {
    const bits = BigUint64Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit));
    expect(maskOfBits('FLOAT64', bits)).toBe(`${'#'.repeat(63)}.`);
  });

  it('compares all 32 bits of FLOAT32 but the sign', () => {
    const bits = Uint32Array.from({ length: 32 }, (_, bit) => 1 << bit);
    expect(maskOfBits('FLOAT32', bits)).toBe(`${'#'.repeat(31)}.`);
  });
});

describe('the mask of integers', () => {
  it('has zeros where the stored value is the zero point', async () => {
    expect(await maskTextOf(...storedRows([[0, 7, -7, 7]], 'INT8', { values: [7], stride: 1 }))).toEqual(['#.#.']);
    expect(await maskTextOf(...storedRows([[0, 200, 7, 200]], 'UINT8', { values: [200], stride: 1 }))).toEqual([
      '#.#.',
    ]);
  });

  it('uses the zero point of each row', async () => {
    const values = [
      [0, 5],
      [7, 7],
    ];
    expect(await maskTextOf(...storedRows(values, 'INT8', { values: [0, 7], stride: 2 }))).toEqual(['.#', '..']);
  });

  it('uses the zero point of each column', async () => {
    const values = [
      [0, 5],
      [5, 5],
    ];
    expect(await maskTextOf(...storedRows(values, 'INT8', { values: [0, 5], stride: 1 }))).toEqual(['..', '#.']);
  });

  it('starts with the zero point of the first row of the range', () => {
    const zeroPoints = { values: [0, 7, 9], stride: 2 };
    const rows = { rowCount: 2, columnCount: 2, firstElement: 2, type: 'INT8', zeroPoints } as const;
    expect(maskText(maskOnCpu(rows, Uint8Array.of(7, 0, 9, 7)))).toEqual(['.#', '.#']);
  });
});

describe('the mask of integers of 64 bits', () => {
  const maskOfLongs = (type: 'INT64' | 'UINT64', values: readonly bigint[], zeroPoints: readonly bigint[]) => {
    const rows = {
      ...{ rowCount: 1, columnCount: values.length, firstElement: 0, type },
      zeroPoints: { values: zeroPoints.map(Number), exact: zeroPoints, stride: 1 },
    };
    return maskText(maskOnCpu(rows, new Uint8Array(BigInt64Array.from(values).buffer)))[0];
  };

  it('compares all bits', () => {
    const bits = Array.from({ length: 64 }, (_, bit) => 1n << BigInt(bit));
    expect(maskOfLongs('UINT64', [0n, ...bits], [0n])).toBe(`.${'#'.repeat(64)}`);
    const far = 2n ** 53n + 1n;
    expect(maskOfLongs('INT64', [far, ...bits.map((bit) => far ^ bit)], [far])).toBe(`.${'#'.repeat(64)}`);
  });

  it('differs for zero points that are equal as numbers', () => {
    const zeroPoints = [2n ** 53n, 2n ** 53n + 1n];
    expect(maskOfLongs('INT64', zeroPoints, zeroPoints)).toBe('..');
    expect(maskOfLongs('INT64', [...zeroPoints].reverse(), zeroPoints)).toBe('##');
  });

  it('has no zeros for a zero point outside the range', () => {
    expect(maskOfLongs('INT64', [0n, -1n, 2n ** 63n - 1n], [2n ** 63n])).toBe('###');
    expect(maskOfLongs('UINT64', [0n, -1n, 2n ** 63n - 1n], [-1n])).toBe('###');
  });
});

describe('the mask of packed integers', () => {
  it('continues within a byte from row to row', async () => {
    const values = [
      [0, 1, 0],
      [2, 0, 0],
      [0, 0, -1],
    ];
    expect(await maskTextOf(...storedRows(values, 'INT4'))).toEqual(['.#.', '#..', '..#']);
    expect(await maskTextOf(...storedRows(values, 'UINT4'))).toEqual(['.#.', '#..', '..#']);
    expect(await maskTextOf(...storedRows(values, 'INT2'))).toEqual(['.#.', '#..', '..#']);
  });

  it('can start within a byte', () => {
    const rows = { rowCount: 1, columnCount: 3, firstElement: 3, zeroPoints: { values: [0], stride: 1 } } as const;
    expect(maskText(maskOnCpu({ ...rows, type: 'INT4' }, Uint8Array.of(0x0f, 0x10)))).toEqual(['..#']);
    expect(maskText(maskOnCpu({ ...rows, type: 'INT2' }, Uint8Array.of(0b01_11_11_11, 0b11_00)))).toEqual(['#.#']);
  });
});

describe('the mask', () => {
  it('is the same for every alignment of the bytes', async () => {
    const [rows, bytes] = storedRows([[0, 1, 0, 2]], 'FLOAT32');
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    expect(await maskTextOf(rows, shifted.subarray(1))).toEqual(['.#.#']);
  });

  it('has 0 in the bits after the last column, also if all weights are non-zero', async () => {
    for (const width of [1, 31, 32, 33, 63, 64, 65]) {
      const mask = maskOnCpu(...storedRows([new Array(width).fill(1)], 'INT8'));
      const ones = [...mask.words].map((word) => word.toString(2).replaceAll('0', '').length);
      expect(ones.reduce((sum, count) => sum + count)).toBe(width);
    }
  });

  it('equals a plain loop over the weights of any matrix', () => {
    const matrix = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 70 }))
      .chain(([rows, columns]) => {
        const row = fc.array(fc.integer({ min: -8, max: 7 }), { minLength: columns, maxLength: columns });
        return fc.array(row, { minLength: rows, maxLength: rows });
      });
    const types = fc.constantFrom<ElementType>('INT4', 'INT8', 'INT16', 'INT32');
    const property = fc.property(matrix, types, fc.integer({ min: -8, max: 7 }), (values, type, zeroPoint) => {
      const mask = maskOnCpu(...storedRows(values, type, { values: [zeroPoint], stride: 1 }));
      const expected = values.map((row) => row.map((value) => (value === zeroPoint ? '.' : '#')).join(''));
      expect(maskText(mask)).toEqual(expected);
    });
    fc.assert(property, { numRuns: 200 });
  });
});
