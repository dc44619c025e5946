import { describe, expect, it } from 'vitest';
import { blocksPerRow, parsePattern, patternDescription, patternText } from '../../src/sparsity/pattern';
import { verdictOf, verdictText } from '../../src/sparsity/verdict';

describe('a pattern', () => {
  it.each([
    ['2,4', { zeros: 2, of: 4 }],
    ['1,4', { zeros: 1, of: 4 }],
    ['1,2', { zeros: 1, of: 2 }],
    ['63,64', { zeros: 63, of: 64 }],
    [' 4, 8 ', { zeros: 4, of: 8 }],
    ['block:1x4', { block: { rows: 1, columns: 4 } }],
    ['block:64x64', { block: { rows: 64, columns: 64 } }],
  ])('is read from %j', (text, pattern) => {
    expect(parsePattern(text)).toEqual(pattern);
  });

  it.each([
    '4,4',
    '5,4',
    '0,3',
    '2,65',
    '1,1',
    '0,0',
    '-1,4',
    '2',
    '2,',
    ',4',
    '2,4,8',
    '2:4',
    '2.5,4',
    'two,four',
    '',
    '1e1,64',
    'block:1x1',
    'block:0x4',
    'block:1x65',
    'block:1',
    'block:1x4,2',
  ])('is not read from %j', (text) => {
    expect(parsePattern(text)).toBeUndefined();
  });

  it('is written as it is read, and in words', () => {
    expect(patternText({ zeros: 2, of: 4 })).toBe('2,4');
    expect(patternText({ block: { rows: 4, columns: 1 } })).toBe('block:4x1');
    expect(patternDescription({ block: { rows: 4, columns: 1 } })).toBe('blocks of 4 × 1 zero as a whole');
    expect(patternDescription({ zeros: 2, of: 4 })).toBe('at least 2 zeros in every 4');
    expect(patternDescription({ zeros: 1, of: 4 })).toBe('at least 1 zero in every 4');
  });

  it('cuts a row into blocks, the last one of which may be short', () => {
    expect([0, 1, 4, 5].map((columns) => blocksPerRow(columns, { zeros: 2, of: 4 }))).toEqual([0, 1, 1, 2]);
  });
});

describe('the verdict', () => {
  const twoOfFour = { zeros: 2, of: 4 };
  const judged = { blocks: 802_816, conformingBlocks: 802_816, columnCount: 3136 };

  it('is that all blocks conform, with their number', () => {
    expect(verdictOf(judged)).toBe('conforms');
    expect(verdictText(judged, twoOfFour)).toBe('at least 2 zeros in every 4: all 802,816 blocks');
  });

  it('is how many blocks violate the pattern', () => {
    const violating = { ...judged, conformingBlocks: 802_804 };
    expect(verdictOf(violating)).toBe('violates');
    expect(verdictText(violating, twoOfFour)).toBe('at least 2 zeros in every 4: 12 of 802,816 blocks violate it');
  });

  it('is "trivial" for rows that are too short, even where the last dimension is not the input channels', () => {
    const trivial = { ...judged, columnCount: 1, trivialBecause: 'short-rows' } as const;
    expect(verdictOf(trivial)).toBe('trivial');
    expect(verdictText(trivial, twoOfFour)).toMatch(/^trivial: rows of 1 weight are too short/);
    expect(verdictText({ ...trivial, columnCount: 2 }, twoOfFour)).toMatch(/rows of 2 weights are too short/);
  });

  it('is "not applicable" where the last dimension is not the input channels, conforming or not', () => {
    const other = { ...judged, conformingBlocks: 0, trivialBecause: 'not-input-channels' } as const;
    expect(verdictOf(other)).toBe('not-applicable');
    expect(verdictText(other, twoOfFour)).toMatch(/^not applicable: /);
  });

  it('counts blocks that are zero as a whole, and the share of all zeros in them', () => {
    const pattern = { block: { rows: 1, columns: 4 } };
    const counted = { blocks: 10, conformingBlocks: 10, columnCount: 8, zeroBlocks: 3, shareOfZeros: 0.75 };
    expect(verdictOf(counted)).toBe('counted');
    expect(verdictText(counted, pattern)).toBe('blocks of 1 × 4 zero as a whole: 3 of 10, with 75.00 % of all zeros');
  });

  it('is that all blocks conform when there are none', () => {
    expect(verdictOf({ blocks: 0, conformingBlocks: 0 })).toBe('conforms');
  });
});
