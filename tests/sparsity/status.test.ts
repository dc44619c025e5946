import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { isNonZero, type Mask } from '../../src/sparsity/mask';
import { type Pattern, twoOfFour } from '../../src/sparsity/pattern';
import { statusOf, type TensorStatus } from '../../src/sparsity/status';
import { statusName, statusText } from '../../src/sparsity/statusText';
import { structureOf } from '../../src/sparsity/structure';
import { enginePattern, summaryBy } from '../../src/sparsity/summary';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { buildModel, type ModelDescription } from '../support/buildModel';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';
import { reportOfBytes } from '../support/openBytes';

const random = seededRandom(16);

async function statusOfMask(
  tensor: WeightTensor,
  mask: Mask,
  pattern: Pattern,
  small?: Parameters<typeof structureOf>[2],
) {
  const counts = summaryBy(pattern, { mask, summary: summaryOnCpu(mask, enginePattern(pattern)) });
  const structure = await structureOf(tensor, mask, small);
  return { tensor, status: statusOf(tensor, pattern, { counts, structure }), counts, structure };
}

const layer = (rows: number, columns: number) => denseMatrix('FULLY_CONNECTED', [rows, columns]);

/** The share of blocks that would break a pattern by chance: the sum over all masks of a block. */
function brokenByChance(columns: number, density: number, { zeros, of }: { zeros: number; of: number }): number {
  let broken = 0;
  let blocks = 0;
  for (let start = 0; start < columns; start += of) {
    const length = Math.min(of, columns - start);
    blocks++;
    for (let bits = 0; bits < 2 ** length; bits++) {
      const nonzeros = bits.toString(2).replaceAll('0', '').length;
      if (nonzeros > of - zeros) broken += density ** nonzeros * (1 - density) ** (length - nonzeros);
    }
  }
  return broken / blocks;
}

/** The first statuses of the table, from single weights; undefined for the statuses that need a structure. */
function slowStatus(
  tensor: WeightTensor,
  mask: Mask,
  pattern: { zeros: number; of: number },
): TensorStatus | undefined {
  const { rowCount, columnCount } = tensor;
  const { zeros, of } = pattern;
  if (columnCount <= of - zeros) return 'too-short';
  if (!tensor.inputChannelsLast) return 'not-applicable';
  let [violating, blocks, nonzeros] = [0, 0, 0];
  for (let row = 0; row < rowCount; row++) {
    for (let start = 0; start < columnCount; start += of) {
      let kept = 0;
      for (let column = start; column < Math.min(columnCount, start + of); column++) {
        if (isNonZero(mask, row, column)) kept++;
      }
      blocks++;
      nonzeros += kept;
      if (kept > of - zeros) violating++;
    }
  }
  if (violating === 0) return 'conforms';
  const elements = rowCount * columnCount;
  const expected = brokenByChance(columnCount, nonzeros / elements, pattern);
  if (violating <= blocks / 20 && violating <= (expected * blocks) / 10) return 'nearly';
  return (elements - nonzeros) * 100 < elements ? 'dense' : undefined;
}

it('is that of a slow function in 1,000 random tensors', async () => {
  const seen = new Map<TensorStatus, number>();
  for (let i = 0; i < 1000; i++) {
    const of = 2 + Math.floor(random() * 7);
    const pattern = { zeros: 1 + Math.floor(random() * (of - 1)), of };
    const [rows, columns] = [Math.floor(random() * 60), Math.floor(random() * 40)];
    // Tensors that follow the pattern but for a few blocks, tensors with few zeros, and tensors without a pattern.
    const kept = random() < 0.6 ? of - pattern.zeros : of;
    const mistakes = random() ** 4 / 10;
    const density = random() < 0.3 ? 1 - random() / 50 : 1 - random() / 2;
    const mask = maskWhere(rows, columns, (row, column) =>
      ((row + column) % of) - (column % of) >= 0 && column % of < kept
        ? random() < density
        : column % of < kept || random() < mistakes,
    );
    const tensor = { ...layer(rows, columns), inputChannelsLast: random() < 0.9 };
    const { status, structure } = await statusOfMask(tensor, mask, pattern);
    const isStructured = /^(pattern|zero-)/.test(structure.kind);
    const expected = slowStatus(tensor, mask, pattern) ?? (isStructured ? 'structured' : 'unstructured');
    expect({ i, rows, columns, pattern, status }).toEqual({ i, rows, columns, pattern, status: expected });
    seen.set(status, (seen.get(status) ?? 0) + 1);
  }
  for (const status of ['too-short', 'not-applicable', 'conforms', 'nearly', 'dense', 'structured', 'unstructured']) {
    expect([status, seen.get(status as TensorStatus) ?? 0]).toEqual([status, expect.toSatisfy((count) => count >= 10)]);
  }
});

describe('the first that fits', () => {
  const half = () => random() < 0.5;
  const few = (row: number, column: number) => row + column > 0;
  const ofFour = (row: number, column: number) => column % 4 === row % 4 || column % 4 === (row + 1) % 4;
  const oneOfFour = (row: number, column: number) => column % 4 !== row % 4;
  const rounding = { looked: 100, zero: 20, one: 30 };
  const blocks: Pattern = { block: { rows: 1, columns: 4 } };
  const inBlocks = (row: number, column: number) => ((row * 7 + (column >> 2)) * 37) % 5 > 1;
  const cases: readonly [string, WeightTensor, Mask, Pattern, TensorStatus, text: RegExp][] = [
    [
      'rows of 2',
      layer(9, 2),
      maskWhere(9, 2, () => true),
      twoOfFour,
      'too-short',
      /^Too short: rows of 2 weights cannot break 2 of 4$/,
    ],
    ['no columns', layer(3, 0), maskWhere(3, 0, () => true), twoOfFour, 'too-short', /rows of 0 weights/],
    ['no rows', layer(0, 8), maskWhere(0, 8, () => true), twoOfFour, 'conforms', /^2 of 4 holds: there are no blocks$/],
    ['all zero', layer(4, 8), maskWhere(4, 8, () => false), twoOfFour, 'conforms', /^2 of 4 holds in all 8 blocks$/],
    ['2 of 4', layer(32, 64), maskWhere(32, 64, ofFour), twoOfFour, 'conforms', /^2 of 4 holds in all 512 blocks$/],
    [
      '2 of 4 but for a block',
      layer(32, 64),
      maskWhere(32, 64, (row, column) => ofFour(row, column) || (row === 3 && column < 4)),
      twoOfFour,
      'nearly',
      /^Nearly 2 of 4: 1 of 512 blocks breaks it \(0\.20 %; 31\.\d\d % expected by chance\)$/,
    ],
    ['one zero', layer(32, 64), maskWhere(32, 64, few), twoOfFour, 'dense', /^Not pruned: 0\.05 % zeros$/],
    ['1 of 4', layer(32, 64), maskWhere(32, 64, oneOfFour), twoOfFour, 'structured', /^At least 1 zero in every 4 \(/],
    ['zero rows', layer(32, 64), maskWhere(32, 64, (row) => row % 3 > 0), twoOfFour, 'structured', /^11 of 32 rows/],
    [
      'random',
      layer(32, 64),
      maskWhere(32, 64, half),
      twoOfFour,
      'unstructured',
      /^[45]\d\.\d\d % zeros, but not in this pattern: at least 2 zeros in every 4$/,
    ],
    [
      'blocks',
      layer(32, 64),
      maskWhere(32, 64, inBlocks),
      blocks,
      'structured',
      /^All-zero 1 × 4 blocks hold 100\.00 % of the zeros$/,
    ],
    [
      '2 of 4 by blocks',
      layer(32, 64),
      maskWhere(32, 64, ofFour),
      blocks,
      'unstructured',
      /^50\.00 % zeros, but not in this pattern: all-zero 1 × 4 blocks$/,
    ],
    ['one zero by blocks', layer(32, 64), maskWhere(32, 64, few), blocks, 'dense', /^Not pruned: 0\.05 % zeros$/],
    ['all zero by blocks', layer(4, 8), maskWhere(4, 8, () => false), blocks, 'structured', /hold 100\.00 %/],
    [
      'a column by blocks',
      layer(32, 1),
      maskWhere(32, 1, half),
      blocks,
      'too-short',
      /^Too short: no block fits into 32 × 1 weights$/,
    ],
  ];
  it.each(cases)('%s', async (_, tensor, mask, pattern, status, text) => {
    const found = await statusOfMask(tensor, mask, pattern);
    expect(found.status).toBe(status);
    expect(statusText(found, pattern)).toMatch(text);
  });

  it('is not-applicable where the last dimension is not the input channels, even if the pattern holds', async () => {
    const tensor = { ...layer(32, 64), inputChannelsLast: false };
    expect((await statusOfMask(tensor, maskWhere(32, 64, ofFour), twoOfFour)).status).toBe('not-applicable');
  });

  it('is dense with as many zeros as rounding leaves, unless they have a structure', async () => {
    const rounded = await statusOfMask(
      layer(32, 64),
      maskWhere(32, 64, () => random() < 0.8),
      twoOfFour,
      rounding,
    );
    expect(rounded.status).toBe('dense');
    expect(statusText(rounded, twoOfFour)).toMatch(/^Not pruned: [12]\d\.\d\d % zeros, as many as rounding leaves$/);
    const pruned = await statusOfMask(layer(32, 64), maskWhere(32, 64, oneOfFour), twoOfFour, rounding);
    expect(pruned.status).toBe('structured');
    expect(statusName(pruned.status, twoOfFour, pruned.structure)).toBe('structured: 1 of 4');
  });

  it('counts a short last block by its own length', async () => {
    // In rows of 5, the last block of one weight never breaks 1 of 4. Chance breaks 43 of the 200 blocks; it would break 87 complete ones.
    const broken = (count: number) => maskWhere(100, 5, (row, column) => row < count || column !== row % 4);
    const statusWith = async (count: number) =>
      (await statusOfMask(layer(100, 5), broken(count), { zeros: 1, of: 4 })).status;
    expect(await statusWith(4)).toBe('nearly');
    expect(await statusWith(6)).not.toBe('nearly');
  });
});

/** A model of three layers with random weights that are not pruned. */
function trainedModel(type: 'INT8' | 'FLOAT32'): ModelDescription {
  const laplace = () => (random() < 0.5 ? -1 : 1) * Math.log(1 - random());
  const weights = [5, 12, 40].map((scale, i) => {
    const values = Array.from({ length: 64 * 48 }, () => laplace() * scale);
    const data = type === 'FLOAT32' ? values : values.map((value) => Math.max(-127, Math.min(127, Math.round(value))));
    const quantization = type === 'INT8' && { quantization: { scale: [0.1], zeroPoint: [0] } };
    return { name: `w${i}`, shape: [64, 48], type, data, ...quantization };
  });
  return {
    tensors: [{ name: 'input' }, ...weights, { name: 'output' }],
    operators: weights.map((_, i) => ({ code: 'FULLY_CONNECTED', inputs: [0, i + 1, -1], outputs: [4] })),
  };
}

describe('a model', () => {
  it.each(['INT8', 'FLOAT32'] as const)('of %s weights that are not pruned is dense', async (type) => {
    const { tensors } = await reportOfBytes(buildModel(trainedModel(type)));
    expect(tensors.map(({ status }) => status)).toEqual(['dense', 'dense', 'dense']);
  });

  it('with 12 violations has one tensor that is nearly pruned', async () => {
    const bytes = new Uint8Array(readFileSync('public/samples/mnist-2by4-int8-12-violations.tflite'));
    const { tensors } = await reportOfBytes(bytes);
    expect(tensors.map(({ status }) => status)).toEqual(['too-short', 'conforms', 'nearly', 'dense']);
  });
});
