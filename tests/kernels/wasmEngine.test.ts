import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import { emptyMask } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { ElementType } from '../../src/tflite/elementTypes';
import { elementFormat, storedBytes } from '../../src/tflite/elementTypes';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import { compiledKernels, written } from '../../tools/kernels';
import { maskWhere, seededRandom } from '../support/matrices';
import { twinBytes } from '../support/twinCase';

const wasm = wasmEngine()!;
const cpu = cpuEngine();

const types: ElementType[] = [
  'FLOAT32',
  'FLOAT16',
  'BFLOAT16',
  'FLOAT64',
  'FLOAT8_E4M3FN',
  'FLOAT8_E5M2',
  'INT64',
  'UINT64',
  'INT32',
  'UINT32',
  'INT16',
  'UINT16',
  'INT8',
  'UINT8',
  'BOOL',
  'INT4',
  'UINT4',
  'INT2',
];

/** Rows of few different values, so that there are many zeros, with zero points of each kind. */
const rows = fc
  .record({
    type: fc.constantFrom(...types),
    rowCount: fc.integer({ min: 0, max: 6 }),
    columnCount: fc.oneof(fc.constantFrom(1, 3, 31, 32, 33, 64, 96, 256, 1001), fc.integer({ min: 0, max: 200 })),
    skippedRows: fc.nat(3),
    channels: fc.constantFrom('one', 'per row', 'per two rows', 'per column'),
    zeroPoints: fc.array(fc.integer({ min: -9, max: 300 }), { minLength: 1, maxLength: 4 }),
  })
  .map(({ channels, columnCount, skippedRows, zeroPoints, ...rest }): StoredRows => {
    const stride = { one: 1, 'per row': columnCount, 'per two rows': 2 * columnCount, 'per column': 1 }[channels] || 1;
    const values = channels === 'one' ? zeroPoints.slice(0, 1) : zeroPoints;
    // For several zero points of 32 or 64 bits, all must be in the range of the type.
    const zeroPointsOfType = /^UINT(32|64)$/.test(rest.type) && values.length > 1 ? values.map(Math.abs) : values;
    return {
      ...rest,
      columnCount,
      firstElement: skippedRows * columnCount,
      zeroPoints: { values: zeroPointsOfType, stride },
    };
  });

const pattern = fc.constantFrom(
  { zeros: 2, of: 4 },
  { zeros: 1, of: 4 },
  { zeros: 3, of: 4 },
  { zeros: 1, of: 2 },
  { zeros: 4, of: 8 },
  {
    zeros: 9,
    of: 16,
  },
  { zeros: 16, of: 32 },
  { zeros: 3, of: 5 },
  { zeros: 1, of: 64 },
);

it('gives the same bits as the CPU engine', async () => {
  await fc.assert(
    fc.asyncProperty(
      rows,
      pattern,
      fc.infiniteStream(fc.constantFrom(0, 0, 0, 1, 7, 0x80, 0x81, 0xff)),
      async (stored, z, stream) => {
        const format = elementFormat(stored.type)!;
        const last = (stored.firstElement + stored.rowCount * stored.columnCount) * format.bits;
        const skipped = Math.floor((stored.firstElement * format.bits) / 8);
        const bytes = Uint8Array.from(
          { length: storedBytes(format, last / format.bits) - skipped },
          () => stream.next().value,
        );
        const expected = await cpu.analysisOf(stored, bytes, z);
        expect(await wasm.analysisOf(stored, bytes, z)).toEqual(expected);
        expect(await wasm.analysisOf(stored, inEngineMemory(bytes, stored.rowCount), z)).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

it('gives the same bits as the CPU engine for integers of 32 and 64 bits', async () => {
  const signed = [0n, -1n, 2n ** 31n, 2n ** 53n + 1n, -(2n ** 63n), 2n ** 63n - 1n];
  const zeroPointsOf = {
    INT64: signed,
    UINT64: [0n, 1n, 2n ** 32n, 2n ** 53n + 1n, 2n ** 63n, 2n ** 64n - 1n],
    UINT32: [0n, 1n, 2n ** 31n, 2n ** 32n - 1n],
    INT32: [0n, -1n, -(2n ** 31n), 2n ** 31n - 1n],
  };
  for (const type of ['INT64', 'UINT64', 'UINT32', 'INT32'] as const) {
    const all = zeroPointsOf[type];
    for (const columnCount of [1, 31, 64, 100]) {
      for (const zeros of [...all.map((zero) => [zero]), all, [-(2n ** 70n)]]) {
        for (const stride of [columnCount, 1]) {
          const zeroPoints = { values: zeros.map(Number), exact: zeros, stride };
          const twin = {
            rowCount: 5,
            columnCount,
            firstElement: columnCount,
            type,
            zeroPoints,
            seed: 7,
            pattern: twoOfFour,
          };
          const bytes = twinBytes(twin);
          const expected = await cpu.analysisOf(twin, bytes, twoOfFour);
          expect(await wasm.analysisOf(twin, bytes, twoOfFour)).toEqual(expected);
          // Cases are not trivial: long rows have zeros, unless the zero point is outside the range.
          const { nonzeros } = expected.summary;
          if (zeros[0] < -(2n ** 64n)) expect(nonzeros).toBe(5 * columnCount);
          else if (columnCount === 100) expect(nonzeros).toBeLessThan(5 * columnCount);
        }
      }
    }
  }
});

it('counts -0 as zero, and NaN and denormals as non-zero', async () => {
  const values = new Float32Array([0, -0, Number.NaN, 1e-45, Number.POSITIVE_INFINITY, 0, 0, 0]);
  const stored: StoredRows = {
    type: 'FLOAT32',
    rowCount: 1,
    columnCount: 8,
    firstElement: 0,
    zeroPoints: { values: [0], stride: 1 },
  };
  const { mask } = await wasm.analysisOf(stored, new Uint8Array(values.buffer), { zeros: 2, of: 4 });
  expect(mask.words[0]).toBe(0b11100);
});

it('supports rows longer than its window, and many windows', async () => {
  for (const [rowCount, columnCount] of [
    [2, 300_001],
    [3000, 257],
  ]) {
    const bytes = Uint8Array.from(
      { length: rowCount * columnCount },
      (_, i) => ((i * 2654435761) >>> 13) & 3 && i & 0xff,
    );
    const stored: StoredRows = {
      type: 'INT8',
      rowCount,
      columnCount,
      firstElement: 0,
      zeroPoints: { values: [0], stride: 1 },
    };
    const expected = await cpu.analysisOf(stored, bytes, { zeros: 2, of: 4 });
    expect(await wasm.analysisOf(stored, bytes, { zeros: 2, of: 4 })).toEqual(expected);
    const own = inEngineMemory(bytes, 5);
    expect(await wasm.analysisOf(stored, own, { zeros: 2, of: 4 })).toEqual(expected);
    expect(own).toEqual(bytes);
  }
});

it('has no memory for more bytes than WebAssembly can address', () => {
  expect(wasm.memoryFor!(2 ** 32 - 2 ** 20)).toBeUndefined();
});

// The engine does not write to it, so its bytes can be replaced.
const engineMemory = wasm.memoryFor!(2 ** 20);

/** Copies bytes into memory of the engine, `offset` bytes from its start. */
function inEngineMemory(bytes: Uint8Array, offset: number): Uint8Array {
  const own = engineMemory!.subarray(offset, offset + bytes.length);
  own.set(bytes);
  return own;
}

it('reuses the memory of a mask that is given back for the next one of the same size', async () => {
  const stored: StoredRows = {
    ...{ type: 'INT8', rowCount: 3, columnCount: 40, firstElement: 0 },
    zeroPoints: { values: [0], stride: 1 },
  };
  const full = await wasm.analysisOf(stored, new Uint8Array(120).fill(1), { zeros: 2, of: 4 });
  wasm.giveBack!(full);
  const bytes = Uint8Array.from({ length: 120 }, (_, i) => i & 1);
  const next = await wasm.analysisOf(stored, bytes, { zeros: 2, of: 4 });
  expect(next).toEqual(await cpu.analysisOf(stored, bytes, { zeros: 2, of: 4 }));
  expect(next.mask.words).toBe(full.mask.words);
  // The memory was given back once, so it is reused once.
  expect((await wasm.analysisOf(stored, bytes, { zeros: 2, of: 4 })).mask.words).not.toBe(full.mask.words);
});

it('counts pyramids and margins as the CPU engine does', async () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 70 }), fc.constantFrom(127, 128, 129, 255, 256, 257, 513, 2000));
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      fc.constantFrom(0, 0.01, 0.5, 1),
      fc.integer(),
      async (rowCount, width, density, seed) => {
        const random = seededRandom(seed);
        const mask = maskWhere(rowCount, width, () => random() < density);
        expect(await wasm.pyramidOf(mask)).toEqual(await cpu.pyramidOf(mask));
        expect(await wasm.marginsOf(mask)).toEqual(await cpu.marginsOf(mask));
      },
    ),
    // A mask has up to four million weights, so there are fewer cases.
    { numRuns: 150 },
  );
});

it.each([
  [17, 300_001],
  [3, 600_000],
  [40_000, 70],
])('counts pyramids and margins of masks of several windows: %i x %i', async (rowCount, columnCount) => {
  const mask = emptyMask(rowCount, columnCount);
  const last = columnCount % 32 === 0 ? 0xffffffff : 2 ** (columnCount % 32) - 1;
  mask.words.forEach((_, i) => {
    mask.words[i] = Math.imul(i, 0x9e3779b1) & ((i + 1) % mask.wordsPerRow === 0 ? last : -1);
  });
  const [pyramid, expected] = [await wasm.pyramidOf(mask), await cpu.pyramidOf(mask)];
  expect(pyramid.levels.length).toBe(expected.levels.length);
  pyramid.levels.forEach(({ counts, ...level }, i) => {
    const { counts: other, ...otherLevel } = expected.levels[i];
    expect(level).toEqual(otherLevel);
    expect(Buffer.compare(Buffer.from(counts.buffer), Buffer.from(other.buffer))).toBe(0);
  });
  expect(await wasm.marginsOf(mask)).toEqual(await cpu.marginsOf(mask));
});

it('counts structures as the CPU engine does', async () => {
  const size = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constantFrom(63, 64, 65, 127, 128, 129, 257, 1000));
  await fc.assert(
    fc.asyncProperty(
      size,
      size,
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom(0, 0.01, 0.1, 0.5, 1),
      fc.integer(),
      async (rowCount, columnCount, groupRows, density, seed) => {
        const random = seededRandom(seed);
        // Some rows, columns, blocks and groups are all-zero.
        const isZeroRow = Array.from({ length: rowCount }, () => random() < 0.3);
        const isZeroColumn = Array.from({ length: columnCount }, () => random() < 0.3);
        const [of, kept] = [2 ** (1 + Math.floor(random() * 4)), 1 + Math.floor(random() * 4)];
        const mask = maskWhere(
          rowCount,
          columnCount,
          (row, column) =>
            !isZeroRow[Math.floor(row / 2)] && !isZeroColumn[column] && column % of < kept && random() < density,
        );
        expect(await wasm.structureCountsOf(mask, groupRows)).toEqual(await cpu.structureCountsOf(mask, groupRows));
      },
    ),
    { numRuns: 1000 },
  );
});

it.each([
  [60_002, 170],
  [7, 300_001],
  [3, 600_000],
  [9000, 4000],
])('counts structures of masks of several windows: %i x %i', async (rowCount, columnCount) => {
  const mask = emptyMask(rowCount, columnCount);
  const last = columnCount % 32 === 0 ? 0xffffffff : 2 ** (columnCount % 32) - 1;
  mask.words.forEach((_, i) => {
    const bits = Math.imul(i, 0x9e3779b1) & Math.imul(i, 0x85ebca6b);
    mask.words[i] = bits & (i % 5 === 0 ? 0 : -1) & ((i + 1) % mask.wordsPerRow === 0 ? last : -1);
  });
  expect(await wasm.structureCountsOf(mask, 9)).toEqual(await cpu.structureCountsOf(mask, 9));
});

it('stops counting structures when canceled', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort());
  const counts = wasm.structureCountsOf(emptyMask(40_000, 2000), 1, controller.signal);
  await expect(counts).rejects.toMatchObject({ code: 'cancelled' });
});

it('is compiled from its source', async () => {
  expect(readFileSync(written, 'utf8')).toBe(await compiledKernels());
});
