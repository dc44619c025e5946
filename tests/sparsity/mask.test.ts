import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bitCount,
  bitsBetween,
  emptyMask,
  isNonZero,
  nonZeroCount,
  packedMask,
  reshapedMask,
  unpackedMask,
} from '../../src/sparsity/mask';
import { maskFromText, maskText, maskWhere, seededRandom } from '../support/matrices';

describe('mask', () => {
  it('has one bit per weight, the first column in the lowest bit, rows on words', () => {
    const mask = maskFromText(['#..#', '.#..']);
    expect([...mask.words]).toEqual([0b1001, 0b0010]);
    expect(isNonZero(mask, 0, 3)).toBe(true);
    expect(isNonZero(mask, 1, 3)).toBe(false);
    expect(emptyMask(2, 33)).toMatchObject({ wordsPerRow: 2, words: { length: 4 } });
  });

  it('counts ones of a word and of a range of columns', () => {
    expect([0, 1, -1, 0x80000000, 0x55555555].map(bitCount)).toEqual([0, 1, 32, 1, 16]);
    const { words } = maskFromText([`${'#'.repeat(40)}..#.#`]);
    const between = (start: number, end: number) => bitsBetween(words, 0, start, end);
    expect([between(0, 45), between(0, 32), between(31, 33), between(40, 45), between(5, 5)]).toEqual([
      42, 32, 2, 2, 0,
    ]);
  });
});

describe('packed mask', () => {
  it('has no padding between rows, the first weight in the lowest bit, and zeros at the end', () => {
    expect([...packedMask(maskFromText(['#..', '.##', '#.#']))]).toEqual([0b01_110_001, 0b1]);
    expect([...packedMask(maskFromText(['########', '........', '#.......']))]).toEqual([255, 0, 1]);
    expect([...packedMask(emptyMask(0, 5))]).toEqual([]);
  });

  it('has the weights in order, for rows of any length', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 130 }));
    const property = fc.property(size, fc.integer(), ([rowCount, columnCount], seed) => {
      const random = seededRandom(seed);
      const mask = maskWhere(rowCount, columnCount, () => random() < 0.5);
      const text = maskText(mask).join('');
      const expected = new Uint8Array(Math.ceil(text.length / 8));
      [...text].forEach((mark, bit) => {
        if (mark === '#') expected[Math.floor(bit / 8)] += 2 ** (bit % 8);
      });
      expect(packedMask(mask)).toEqual(expected);
    });
    fc.assert(property, { numRuns: 200 });
  });

  it('can be unpacked, whatever bits follow the last weight', () => {
    const size = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 130 }));
    const property = fc.property(size, fc.integer(), ([rowCount, columnCount], seed) => {
      const random = seededRandom(seed);
      const mask = maskWhere(rowCount, columnCount, () => random() < 0.5);
      const packed = packedMask(mask);
      const used = (rowCount * columnCount) % 8;
      if (used > 0) packed[packed.length - 1]! |= 0xff << used;
      expect(unpackedMask(packed, rowCount, columnCount)).toEqual(mask);
      expect(unpackedMask(Uint8Array.of(...packed, 255, 255), rowCount, columnCount)).toEqual(mask);
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('reshaped mask', () => {
  it('has the same weights in the same order', () => {
    const column = maskFromText(['#', '.', '#', '#', '.', '#']);
    expect(maskText(reshapedMask(column, 2, 3))).toEqual(['#.#', '#.#']);
    expect(maskText(reshapedMask(column, 1, 6))).toEqual(['#.##.#']);
  });

  it('can be reshaped back', () => {
    const random = seededRandom(3);
    const mask = maskWhere(33, 35, () => random() < 0.5);
    const there = reshapedMask(mask, 35, 33);
    expect(nonZeroCount(there)).toBe(nonZeroCount(mask));
    expect(reshapedMask(there, 33, 35)).toEqual(mask);
  });
});
