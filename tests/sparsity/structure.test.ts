import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { shareByChance } from '../../src/sparsity/chance';
import { isNonZero, type Mask } from '../../src/sparsity/mask';
import { structureOf, structureText } from '../../src/sparsity/structure';
import { zeroBlocksIn } from '../../src/sparsity/zeroBlocks';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';

const random = seededRandom(11);
const dense = denseMatrix('FULLY_CONNECTED', [64, 96]);
const conv = denseMatrix('CONV_2D', [16, 3, 3, 32]);

const threeColumns = denseMatrix('FULLY_CONNECTED', [400, 3]);
const column = denseMatrix('CONV_2D', [32, 5, 5, 1]);

/** Keeps exactly `kept` of every `of` weights of a row, at random positions. */
function maskOfPattern(rows: number, columns: number, kept: number, of: number): Mask {
  const order = Array.from({ length: (rows * columns) / of }, () => {
    const places = Array.from({ length: of }, (_, i) => ({ i, at: random() })).sort((a, b) => a.at - b.at);
    return new Set(places.slice(0, kept).map(({ i }) => i));
  });
  return maskWhere(rows, columns, (row, column) => order[Math.floor((row * columns + column) / of)].has(column % of));
}

function maskOfBlocks(rows: number, columns: number): Mask {
  const kept = new Map<string, boolean>();
  return maskWhere(64, 96, (row, column) => {
    const key = `${Math.floor(row / rows)} ${Math.floor(column / columns)}`;
    if (!kept.has(key)) kept.set(key, random() < 0.5);
    return kept.get(key)!;
  });
}

const everyThird = (mask: (row: number, column: number) => boolean, tensor = dense) =>
  maskWhere(tensor.rowCount, tensor.columnCount, (row, column) => !mask(row, column));

describe('structure of a generated tensor', () => {
  const cases: readonly [string, WeightTensor, Mask, kind: string, words: RegExp][] = [
    [
      '2 of 4',
      dense,
      maskOfPattern(64, 96, 2, 4),
      'pattern',
      /^At least 2 zeros in every 4 \(68\.\d+ % expected by chance\)/,
    ],
    ['1 kept of 4', dense, maskOfPattern(64, 96, 1, 4), 'pattern', /^At least 3 zeros in every 4 \(/],
    ['4 of 8', dense, maskOfPattern(64, 96, 4, 8), 'pattern', /^At least 4 zeros in every 8 \(/],
    ['zero rows', dense, everyThird((row) => row % 3 === 0), 'zero-rows', /^22 of 64 rows/],
    ['zero columns', dense, everyThird((_, column) => column % 5 === 0), 'zero-columns', /^20 of 96 columns/],
    [
      'zero channels',
      conv,
      everyThird((_, column) => column % 5 === 0, conv),
      'zero-columns',
      /^7 of 32 input channels/,
    ],
    [
      'zero filters',
      conv,
      everyThird((row) => Math.floor(row / 9) % 4 === 0, conv),
      'zero-filters',
      /^4 of 16 filters/,
    ],
    [
      '2 of 4 in rows of 3',
      threeColumns,
      maskWhere(400, 3, (row, column) => column !== row % 3),
      'pattern',
      /^At least 2 zeros in every 4 \(70\.37 % expected by chance\)$/,
    ],
    ...[
      [2, 16],
      [4, 16],
      [1, 64],
    ].map(([rows, columns]): (typeof cases)[number] => [
      `2 of 4 in ${(rows * columns) / 4} blocks`,
      denseMatrix('FULLY_CONNECTED', [rows, columns]),
      maskOfPattern(rows, columns, 2, 4),
      'few-blocks',
      /^Too few blocks to tell from chance: at least 2 zeros in every 4 \(68\.75 % expected by chance\)/,
    ]),
    ['1 x 4', dense, maskOfBlocks(1, 4), 'zero-blocks', /^All-zero 1 × 4 blocks .* 100\.00 %/],
    ['4 x 1', dense, maskOfBlocks(4, 1), 'zero-blocks', /^All-zero 4 × 1 blocks /],
    ['4 x 4', dense, maskOfBlocks(4, 4), 'zero-blocks', /^All-zero 4 × 4 blocks /],
    ['1 x 16', dense, maskOfBlocks(1, 16), 'zero-blocks', /^All-zero 1 × 16 blocks /],
    ['random 50 %', dense, maskWhere(64, 96, () => random() < 0.5), 'unstructured', /^Unstructured: no pattern found$/],
    ['dense', dense, maskWhere(64, 96, () => random() < 0.995), 'dense', /^Not pruned: almost no zeros/],
    [
      'random 50 % of rows of one weight',
      column,
      maskWhere(800, 1, () => random() < 0.5),
      'unstructured',
      /^Unstructured: no pattern found$/,
    ],
    ['all zero', dense, maskWhere(64, 96, () => false), 'all-zero', /^All weights are zero/],
    ['empty', denseMatrix('FULLY_CONNECTED', [0, 8]), maskWhere(0, 8, () => true), 'empty', /^No weights/],
  ];
  it.each(cases)('%s', async (_, tensor, mask, kind, words) => {
    const structure = await structureOf(tensor, mask);
    expect(structure.kind).toBe(kind);
    expect(structureText(tensor, structure)).toMatch(words);
  });

  it('int8 with zeros from rounding is dense, pruned int8 is not', async () => {
    const laplace = () => (random() < 0.5 ? -1 : 1) * Math.log(1 - random());
    const stored = (scale: number, keeps: (value: number) => boolean) =>
      Array.from({ length: 64 * 96 }, laplace).map((value) => (keeps(value) ? Math.round(value * scale) : 0));
    const structureOfStored = (values: number[]) =>
      structureOf(
        dense,
        maskWhere(64, 96, (row, column) => values[row * 96 + column] !== 0),
        {
          looked: values.length,
          zero: values.filter((value) => value === 0).length,
          one: values.filter((value) => Math.abs(value) === 1).length,
        },
      );
    for (const scale of [0.4, 1, 3]) {
      const rounded = await structureOfStored(stored(scale, () => true));
      expect(rounded).toMatchObject({ kind: 'dense', fromRounding: true });
      expect(structureText(dense, rounded)).toBe('Not pruned: the zeros come from rounding');
    }
    expect(await structureOfStored(stored(20, (value) => Math.abs(value) > 0.7))).toMatchObject({
      kind: 'unstructured',
    });
    expect(await structureOfStored(stored(20, () => random() < 0.5))).toMatchObject({ kind: 'unstructured' });
  });
});

it('finds the same patterns, rows, columns and blocks as brute force in 1,000 random tensors', async () => {
  const seen = { patterns: 0, left: 0, byChance: 0, kinds: new Set<string>() };
  for (let i = 0; i < 1000; i++) {
    const [rows, columns] = [Math.floor(random() * 12), Math.floor(random() * 70)];
    const density = random() ** 2;
    // Every second tensor follows a pattern, with positions that differ between rows.
    const of = 2 ** (1 + Math.floor(random() * 4));
    const kept = i % 2 === 0 ? of : Math.ceil(random() * of);
    const mask = maskWhere(rows, columns, (row, column) => (row + column) % of < kept && random() < density);
    const tensor = denseMatrix('FULLY_CONNECTED', [rows, columns]);
    const { patterns, zeroRows, zeroColumns, zeroBlocks, kind } = await structureOf(tensor, mask);
    const at = (row: number, column: number) => row < rows && column < columns && isNonZero(mask, row, column);
    const lines = (count: number, length: number, is: (line: number, i: number) => boolean) =>
      Array.from({ length: count }, (_, line) => line).filter((line) =>
        Array.from({ length }, (_, i) => i).every((i) => !is(line, i)),
      ).length;
    const worst = (of: number) => {
      let most = 0;
      for (let row = 0; row < rows; row++) {
        for (let start = 0; start < columns; start += of) {
          let count = 0;
          for (let column = start; column < start + of; column++) count += at(row, column) ? 1 : 0;
          most = Math.max(most, count);
        }
      }
      return most;
    };
    // The strictest pattern of each length, without patterns that follow from another one.
    const held = [2, 4, 8, 16]
      .filter((length) => length <= columns + 1)
      .map((length) => ({ of: length, nonzeros: worst(length) }))
      .filter(({ of: length, nonzeros }) => nonzeros > 0 && nonzeros < Math.min(length, columns));
    const strictest = held.filter(
      (one) => !held.some((other) => other !== one && one.nonzeros >= other.nonzeros * Math.max(1, one.of / other.of)),
    );
    const nonzeros = lines(rows * columns, 1, (i) => !at(Math.floor(i / columns), i % columns));
    const expected = strictest.filter(({ of: length, nonzeros: kept }) => {
      const broken = Array.from({ length: Math.ceil(columns / length) }, (_, block) => {
        const weights = Math.min(length, columns - block * length);
        return 1 - shareByChance(nonzeros / (rows * columns), { zeros: length - kept, of: length }, weights);
      }).reduce((sum, share) => sum + share, 0);
      return broken / Math.ceil(columns / length) >= 0.1 || rows * broken >= 10;
    });
    const listed = patterns.map(({ pattern }) => ({ of: pattern.of, nonzeros: pattern.of - pattern.zeros }));
    expect(listed.toSorted((a, b) => a.of - b.of)).toEqual(expected);
    expect([kind, listed.length]).not.toEqual(['pattern', 0]);
    seen.patterns += listed.length;
    seen.left += held.length - strictest.length;
    seen.byChance += strictest.length - expected.length;
    seen.kinds.add(kind);
    expect(zeroRows).toBe(columns === 0 ? rows : lines(rows, columns, at));
    expect(zeroColumns).toBe(lines(columns, rows, (column, row) => at(row, column)));
    const odd = { rows: 1 + Math.floor(random() * 5), columns: 1 + Math.floor(random() * 40) };
    for (const block of [odd, ...zeroBlocks.map((found) => found.block)])
      expect(zeroBlocksIn(mask, block).weights).toBe(inZeroBlocks(block));

    function inZeroBlocks(block: { rows: number; columns: number }): number {
      let weights = 0;
      for (let top = 0; top < rows; top += block.rows) {
        for (let left = 0; left < columns; left += block.columns) {
          let any = false;
          for (let r = top; r < top + block.rows; r++)
            for (let c = left; c < left + block.columns; c++) any ||= at(r, c);
          if (!any)
            weights += (Math.min(rows, top + block.rows) - top) * (Math.min(columns, left + block.columns) - left);
        }
      }
      return weights;
    }
  }
  // The random tensors contain enough patterns for the test to be meaningful.
  expect(seen.patterns).toBeGreaterThan(100);
  expect(seen.left).toBeGreaterThan(20);
  expect(seen.byChance).toBeGreaterThan(20);
  expect(seen.kinds).toContain('pattern');
});

it('is never unstructured where a pattern holds that chance would break', async () => {
  const lengths = [2, 4, 8, 16];
  const kinds = new Set<string>();
  const sizes = { rows: fc.integer({ min: 1, max: 24 }), columns: fc.integer({ min: 1, max: 64 }) };
  const pattern = { of: fc.constantFrom(...lengths), kept: fc.integer({ min: 1, max: 16 }) };
  const one = fc.record({
    ...sizes,
    ...pattern,
    density: fc.double({ min: 0.1, max: 1, noNaN: true }),
    seed: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(one, async ({ rows, columns, of, kept, density, seed }) => {
      const next = seededRandom(seed);
      const mask = maskWhere(rows, columns, (row, at) => (row + at) % of < kept && next() < density);
      const tensor = denseMatrix('FULLY_CONNECTED', [rows, columns]);
      // With rounding, which must not hide the pattern either.
      const structure = await structureOf(tensor, mask, { looked: 100, zero: 50, one: 40 });
      kinds.add(structure.kind);
      expect([structure.kind, structure.patterns.length > 0]).not.toEqual(['unstructured', true]);
      if (!/^(unstructured|dense)/.test(structureText(tensor, structure).toLowerCase())) return;
      const share = summaryOnCpu(mask, { zeros: 1, of: 2 }).nonzeros / (rows * columns);
      for (const of of lengths.filter((length) => length <= columns + 1)) {
        for (let zeros = 1; zeros < of; zeros++) {
          const { blocks, conformingBlocks } = summaryOnCpu(mask, { zeros, of });
          if (blocks === conformingBlocks) expect(shareByChance(share, { zeros, of })).toBeGreaterThan(0.88);
        }
      }
    }),
    { numRuns: 3000, examples: [[{ rows: 4, columns: 16, of: 4, kept: 2, density: 1, seed: 1 }]] },
  );
  expect([...kinds]).toEqual(expect.arrayContaining(['few-blocks', 'pattern', 'dense']));
});

it('the share expected by chance is binomial', () => {
  // Of the 16 combinations of four weights, 11 have at most 2 non-zeros.
  expect(shareByChance(0.5, { zeros: 2, of: 4 })).toBeCloseTo(11 / 16, 12);
  expect(shareByChance(0.25, { zeros: 1, of: 2 })).toBeCloseTo(1 - 0.25 ** 2, 12);
  expect(shareByChance(0, { zeros: 2, of: 4 })).toBe(1);
});
