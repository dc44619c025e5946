import { describe, expect, it } from 'vitest';
import { blocksPerRow, parsePattern, patternDescription, patternName, patternText } from '../../src/sparsity/pattern';
import { verdictOf, verdictText } from '../../src/sparsity/verdict';

describe('pattern', () => {
  it.each([
    ['2,4', { zeros: 2, of: 4 }],
    ['1,4', { zeros: 1, of: 4 }],
    ['1,2', { zeros: 1, of: 2 }],
    ['63,64', { zeros: 63, of: 64 }],
    [' 4, 8 ', { zeros: 4, of: 8 }],
    ['block:1x4', { block: { rows: 1, columns: 4 } }],
    ['block:64x64', { block: { rows: 64, columns: 64 } }],
  ])('parses %j', (text, pattern) => {
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
  ])('rejects %j', (text) => {
    expect(parsePattern(text)).toBeUndefined();
  });

  it('has a notation, a name and a description', () => {
    expect(patternText({ zeros: 2, of: 4 })).toBe('2,4');
    expect(patternText({ block: { rows: 4, columns: 1 } })).toBe('block:4x1');
    expect(patternName({ zeros: 2, of: 4 })).toBe('2 of 4');
    expect(patternName({ block: { rows: 4, columns: 1 } })).toBe('4 × 1 blocks');
    expect(patternDescription({ block: { rows: 4, columns: 1 } })).toBe('all-zero 4 × 1 blocks');
    expect(patternDescription({ zeros: 2, of: 4 })).toBe('at least 2 zeros in every 4');
    expect(patternDescription({ zeros: 1, of: 4 })).toBe('at least 1 zero in every 4');
  });

  it('cuts a row into blocks, and the last one can be short', () => {
    expect([0, 1, 4, 5].map((columns) => blocksPerRow(columns, { zeros: 2, of: 4 }))).toEqual([0, 1, 1, 2]);
  });
});

describe('verdict', () => {
  const twoOfFour = { zeros: 2, of: 4 };
  const operators = [{ index: 0, code: 'FULLY_CONNECTED' }];
  const judged = { blocks: 802_816, conformingBlocks: 802_816, columnCount: 3136, operators };

  it('gives the number of blocks if all conform', () => {
    expect(verdictOf(judged)).toBe('conforms');
    expect(verdictText(judged, twoOfFour)).toBe('2 of 4 holds in all 802,816 blocks');
    expect(verdictText({ ...judged, blocks: 1, conformingBlocks: 1 }, twoOfFour)).toBe(
      '2 of 4 holds in the only block',
    );
    expect(verdictText({ ...judged, blocks: 0, conformingBlocks: 0 }, twoOfFour)).toMatch(/there are no blocks$/);
  });

  it('gives the number of violating blocks', () => {
    const violating = { ...judged, conformingBlocks: 802_804 };
    expect(verdictOf(violating)).toBe('violates');
    expect(verdictText(violating, twoOfFour)).toBe('12 of 802,816 blocks break 2 of 4');
    expect(verdictText({ ...judged, conformingBlocks: 802_815 }, twoOfFour)).toBe('1 of 802,816 blocks breaks 2 of 4');
  });

  it('is "trivial" if rows are too short, even if the last dimension is not the input channels', () => {
    const trivial = { ...judged, columnCount: 1, trivialBecause: 'short-rows' } as const;
    expect(verdictOf(trivial)).toBe('trivial');
    expect(verdictText(trivial, twoOfFour)).toMatch(/^Trivial: rows of 1 weight are too short/);
    expect(verdictText({ ...trivial, columnCount: 2 }, twoOfFour)).toMatch(/rows of 2 weights are too short/);
  });

  it('is "not applicable" if the last dimension is not the input channels, conforming or not', () => {
    const other = { ...judged, conformingBlocks: 0, trivialBecause: 'not-input-channels' } as const;
    expect(verdictOf(other)).toBe('not-applicable');
    expect(verdictText(other, twoOfFour)).toBe('Not applicable: the last dimension is not the input channels');
    const depthwise = { ...other, operators: [{ index: 0, code: 'DEPTHWISE_CONV_2D' }] };
    expect(verdictText(depthwise, twoOfFour)).toBe('Not applicable: depthwise');
  });

  it('of a block pattern counts all-zero blocks and gives their share of all zeros', () => {
    const pattern = { block: { rows: 1, columns: 4 } };
    const counted = { ...judged, blocks: 10, conformingBlocks: 10, zeroBlocks: 3, shareOfZeros: 0.75 };
    expect(verdictOf(counted)).toBe('counted');
    expect(verdictText({ ...counted, columnCount: 1 }, pattern)).toBe(
      'Not checked: rows of 1 weight are shorter than a block of 1 × 4',
    );
    expect(verdictText(counted, pattern)).toBe('3 of 10 blocks of 1 × 4 are all-zero, with 75.00 % of all zeros');
  });

  it('conforms if there are no blocks', () => {
    expect(verdictOf({ blocks: 0, conformingBlocks: 0 })).toBe('conforms');
  });
});
