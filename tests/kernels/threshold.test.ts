import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { isNonZero } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import { type ElementType, elementFormat, storedBytes, storedValue } from '../../src/tflite/elementTypes';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';

const [wasm, cpu] = [wasmEngine()!, cpuEngine()];

const types: ElementType[] = [
  ...(['FLOAT32', 'FLOAT16', 'BFLOAT16', 'FLOAT64', 'FLOAT8_E4M3FN', 'FLOAT8_E5M2', 'INT64', 'UINT64'] as const),
  ...(['INT32', 'UINT32', 'INT16', 'UINT16', 'INT8', 'UINT8', 'BOOL', 'INT4', 'UINT4', 'INT2'] as const),
];

const scale = fc.oneof(
  fc.constantFrom(1, 0.5, 0.1, -0.25, 0, 1e-45, 1e30, Number.NaN, Number.POSITIVE_INFINITY),
  fc.float({ noNaN: true, min: Math.fround(1e-6), max: 4 }),
);

/** Values of channels: one, one per row, two rows, column or block of columns. */
const channels = <T>(value: fc.Arbitrary<T>) =>
  fc.record({
    values: fc.array(value, { minLength: 1, maxLength: 4 }),
    along: fc.constantFrom('one', 'rows', 'two rows', 'columns', 'blocks'),
  });

const rows = fc
  .record({
    type: fc.constantFrom(...types),
    rowCount: fc.integer({ min: 0, max: 6 }),
    columnCount: fc.oneof(fc.constantFrom(1, 3, 31, 32, 33, 64, 96, 300), fc.integer({ min: 0, max: 140 })),
    skippedRows: fc.nat(3),
    zeroPoints: channels(
      fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(-129, 127, 128, 300, 2 ** 31, -(2 ** 40))),
    ),
    scales: channels(scale),
    // Whether the threshold is the absolute value of one of the weights, which must then count as zero.
    onWeight: fc.boolean(),
    threshold: fc.oneof(
      fc.constantFrom(0, 1e-45, 0.5, 1, 3, 1e9, Number.POSITIVE_INFINITY),
      fc.double({ min: 0, max: 20, noNaN: true }),
    ),
    bytes: fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 7, 0x3f, 0x7c, 0x7f, 0x80, 0x81, 0xc0, 0xf8, 0xff)),
  })
  .map(({ columnCount, skippedRows, zeroPoints, scales, bytes: stream, ...rest }) => {
    const strideOf = { one: 1, rows: columnCount, 'two rows': 2 * columnCount, columns: 1, blocks: 5 };
    const placed = <T>({ values, along }: { values: T[]; along: keyof typeof strideOf }) => ({
      values: along === 'one' ? values.slice(0, 1) : values,
      stride: strideOf[along] || 1,
    });
    const format = elementFormat(rest.type)!;
    const isFloat = format.kind === 'float';
    const firstElement = skippedRows * columnCount;
    const last = storedBytes(format, firstElement + rest.rowCount * columnCount);
    const bytes = Uint8Array.from(
      { length: last - Math.floor((firstElement * format.bits) / 8) },
      () => stream.next().value,
    );
    const stored = {
      ...{ type: rest.type, rowCount: rest.rowCount, columnCount, firstElement },
      zeroPoints: isFloat ? { values: [0], stride: 1 } : placed(zeroPoints),
    };
    const ofScales = isFloat ? { values: [1], stride: 1 } : placed(scales);
    const weights = realWeights(stored, ofScales, bytes);
    const onWeight = weights.find((weight) => weight !== 0 && !Number.isNaN(weight));
    const value = rest.onWeight && onWeight !== undefined ? Math.abs(onWeight) : rest.threshold;
    return { stored: { ...stored, threshold: { value, scales: ofScales } } satisfies StoredRows, bytes, weights };
  });

/** The formula, weight by weight. Exact zeros are 0 even if their scale is not finite. */
function realWeights(
  { type, rowCount, columnCount, firstElement, zeroPoints }: StoredRows,
  scales: StoredRows['zeroPoints'],
  bytes: Uint8Array,
): number[] {
  const { bits, kind } = elementFormat(type)!;
  const skipped = bits < 8 ? firstElement % (8 / bits) : 0;
  const at = ({ values, stride }: StoredRows['zeroPoints'], i: number) =>
    values[Math.floor((firstElement + i) / stride) % values.length];
  return Array.from({ length: rowCount * columnCount }, (_, i) => {
    const zeroPoint = at(zeroPoints, i);
    let steps = storedValue(bytes, type, skipped + i) - zeroPoint;
    if (bits === 64 && kind !== 'float') {
      const view = new DataView(bytes.buffer, i * 8);
      const value = kind === 'signed' ? view.getBigInt64(0, true) : view.getBigUint64(0, true);
      steps = Number(value - BigInt(zeroPoint));
    }
    return steps === 0 ? 0 : at(scales, i) * steps;
  });
}

it('counts weights up to the threshold as zero, on both engines', async () => {
  let [zeros, all] = [0, 0];
  await fc.assert(
    fc.asyncProperty(rows, async ({ stored, bytes, weights }) => {
      const expected = await cpu.analysisOf(stored, bytes, twoOfFour);
      weights.forEach((weight, i) => {
        const at = [Math.floor(i / stored.columnCount), i % stored.columnCount] as const;
        const isZero = Math.abs(weight) <= stored.threshold.value;
        expect([i, weight, isNonZero(expected.mask, ...at)]).toEqual([i, weight, !isZero]);
        if (isZero && weight !== 0) zeros++;
      });
      all += weights.length;
      expect(await wasm.analysisOf(stored, bytes, twoOfFour)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
  // Cases are not trivial.
  expect(zeros / all).toBeGreaterThan(0.05);
  expect(zeros / all).toBeLessThan(0.9);
});

it.each([
  ['a row each', 40],
  ['two rows each', 80],
])('reads a list of tests for many rows in several windows, %s', async (_, stride) => {
  const [rowCount, columnCount] = [30_000, 40];
  const bytes = Uint8Array.from({ length: rowCount * columnCount }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24);
  const values = Float64Array.from({ length: (rowCount * columnCount) / stride }, (_, i) => (i % 7) / 8);
  const stored: StoredRows = {
    ...{ type: 'INT8', rowCount, columnCount, firstElement: 0, zeroPoints: { values: [3], stride: 1 } },
    threshold: { value: 9.25, scales: { values, stride } },
  };
  expect(await wasm.analysisOf(stored, bytes, twoOfFour)).toEqual(await cpu.analysisOf(stored, bytes, twoOfFour));
});
