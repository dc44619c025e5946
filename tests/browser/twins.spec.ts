import { expect, type Page, test } from '@playwright/test';
import { build } from 'vite';
import type { ZerosPattern } from '../../src/sparsity/pattern';
import type { ElementType } from '../../src/tflite/elementTypes';
import type { TwinCase } from '../support/twinCase';
import type { TwinsPage } from '../support/twinsPage';

declare const twins: TwinsPage; // in the page

// Rows that start at words, at four words or elsewhere, and end at them or before.
const widths = [1, 3, 31, 32, 33, 48, 64, 112, 1001];
const rowCounts = [1, 2, 67];
const patterns: ZerosPattern[] = [
  { zeros: 2, of: 4 },
  { zeros: 1, of: 4 },
  { zeros: 4, of: 8 },
  { zeros: 3, of: 5 },
  { zeros: 1, of: 64 },
];
const zeroAtZero = { values: [0], stride: 1 };

let script = '';

test.beforeAll(async () => {
  const built = await build({
    ...{ configFile: false, logLevel: 'silent', publicDir: false },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ...{ write: false, target: 'es2022', minify: false },
      lib: { entry: 'tests/support/twinsPage.ts', formats: ['iife'], name: 'twinsPage' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = [built].flat();
  if (!('output' in output)) throw new Error('the page for the twins was not built');
  script = output.output[0].code;
});

test.beforeEach(async ({ page, baseURL }) => {
  // An empty page of the server's origin. WebGPU needs a secure context.
  await page.route('**/twins.html', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(`${baseURL}twins.html`);
  await page.addScriptTag({ content: script });
});

/**
 * Runs cases in sequence. Returns those that differ, with the differences, or that the GPU did not compute. An exception of an engine fails the
 * test.
 */
async function differing(page: Page, cases: TwinCase[]): Promise<unknown[]> {
  return page.evaluate(async (list) => {
    const found: unknown[] = [];
    for (const twinCase of list) {
      const differences = await twins.differences(twinCase);
      if (differences.length > 0) found.push({ ...twinCase, differences });
    }
    return found;
  }, cases);
}

/** All widths and row counts, with alternating patterns and weights. */
function casesOf(rows: Pick<TwinCase, 'type'> & Partial<TwinCase>): TwinCase[] {
  return widths.flatMap((columnCount, w) =>
    rowCounts.map((rowCount, r) => ({
      ...{ rowCount, columnCount, firstElement: 0, zeroPoints: zeroAtZero },
      ...{ pattern: patterns[(w + r) % patterns.length], seed: 100 * w + r },
      ...rows,
    })),
  );
}

const types: ElementType[] = [
  ...(['FLOAT32', 'FLOAT16', 'BFLOAT16', 'FLOAT64', 'FLOAT8_E4M3FN', 'FLOAT8_E5M2'] as const),
  ...(['INT8', 'UINT8', 'INT16', 'INT32', 'INT4', 'UINT4', 'INT2'] as const),
  ...(['INT64', 'UINT64', 'UINT32', 'UINT16', 'BOOL'] as const),
];

for (const type of types) {
  test(`both engines give the same bits for ${type}`, async ({ page }) => {
    const cases = casesOf({ type });
    expect(await differing(page, cases)).toEqual([]);
    // Checks that the cases are not trivial: about half of the weights are zeros.
    const largest = cases.at(-1)!;
    const nonzeros = await page.evaluate((twinCase) => twins.nonzeros(twinCase), largest);
    const weights = largest.rowCount * largest.columnCount;
    expect(nonzeros).toBeGreaterThan(weights * 0.3);
    expect(nonzeros).toBeLessThan(weights * 0.7);
  });
}

test('both engines give the same bits for every pattern', async ({ page }) => {
  const cases = patterns.flatMap((pattern) => casesOf({ type: 'INT8', pattern }));
  expect(await differing(page, cases)).toEqual([]);
});

test('both engines give the same bits for one zero point, in range or out of it', async ({ page }) => {
  const zeroPoints: [ElementType, number[]][] = [
    ['INT8', [-128, 5, 127, 128, -129]],
    ['UINT8', [0, 128, 255, 256, -1]],
    ['INT16', [-32768, 1000, 32768]],
    ['INT32', [-1, -(2 ** 31), 2 ** 31]],
    ['INT4', [-8, 7, 8]],
    ['UINT4', [15, 16]],
    ['INT2', [-2, 1, 2]],
    ['INT64', [-1, 2 ** 31, 2 ** 40, -(2 ** 63), 2 ** 63]],
    ['UINT64', [1, 2 ** 32, 2 ** 63, 2 ** 64, -1]],
    ['UINT32', [1, 2 ** 31, 2 ** 32]],
    ['UINT16', [1, 65_535, 65_536]],
  ];
  for (const [type, values] of zeroPoints) {
    const cases = values.flatMap((value) => casesOf({ type, zeroPoints: { values: [value], stride: 1 } }));
    expect(await differing(page, cases)).toEqual([]);
  }
});

test('both engines give the same bits for zero points by row, by column and by block', async ({ page }) => {
  const values = (count: number) => Array.from({ length: count }, (_, i) => ((i * 37) % 11) - 5);
  const cases = (['INT8', 'INT16', 'INT32', 'INT4'] as const).flatMap((type): TwinCase[] =>
    casesOf({ type }).flatMap((rows): TwinCase[] => [
      { ...rows, zeroPoints: { values: values(rows.rowCount), stride: rows.columnCount } },
      { ...rows, zeroPoints: { values: values(rows.columnCount), stride: 1 } },
      { ...rows, zeroPoints: { values: values(7), stride: 2 } },
    ]),
  );
  for (const type of ['INT64', 'UINT64', 'UINT32'] as const) {
    const far = Array.from({ length: 5 }, (_, i) => i * 2 ** (type === 'UINT32' ? 29 : 60));
    cases.push(...casesOf({ type, zeroPoints: { values: far, stride: 1 } }));
  }
  // One of them is out of range, so that it matches no weight. INT32 has no bits left to mark that, so the GPU rejects it.
  for (const type of ['INT8', 'INT16', 'INT4'] as const) {
    cases.push(...casesOf({ type, zeroPoints: { values: [0, 2 ** 31, 3], stride: 1 } }));
  }
  expect(await differing(page, cases)).toEqual([]);
});

test('both engines give the same bits for zero points beyond 2^53', async ({ page }) => {
  const exact = [2n ** 53n, 2n ** 53n + 1n, 2n ** 62n + 3n];
  const cases = (['INT64', 'UINT64'] as const).flatMap((type): TwinCase[] => [
    ...casesOf({ type, zeroPoints: { values: exact.slice(1, 2).map(Number), exact: exact.slice(1, 2), stride: 1 } }),
    ...casesOf({ type, zeroPoints: { values: exact.map(Number), exact, stride: 1 } }),
  ]);
  expect(await differing(page, cases)).toEqual([]);
});

test('both engines give the same bits for rows that start within a byte or a channel', async ({ page }) => {
  const cases = (['INT4', 'UINT4', 'INT2', 'INT8'] as const).flatMap((type) =>
    [1, 2, 3, 1_000_003, 5_000_000_001].flatMap((firstElement) => [
      ...casesOf({ type, firstElement }),
      ...casesOf({ type, firstElement, zeroPoints: { values: [0, 1, -2], stride: 5 } }),
    ]),
  );
  expect(await differing(page, cases)).toEqual([]);
});

test('both engines give the same bits for rows of zeros only, and for rows without any', async ({ page }) => {
  const cases = (['FLOAT32', 'INT8', 'INT4'] as const).flatMap((type) => [
    ...casesOf({ type, zeroShare: 1 }),
    ...casesOf({ type, zeroShare: 0 }),
  ]);
  expect(await differing(page, cases)).toEqual([]);
});

test('both engines give the same bits for no weights', async ({ page }) => {
  const nothing = { firstElement: 0, type: 'INT8', zeroPoints: zeroAtZero, pattern: patterns[0], seed: 1 } as const;
  const cases = [
    { ...nothing, rowCount: 0, columnCount: 5 },
    { ...nothing, rowCount: 5, columnCount: 0 },
  ];
  expect(await differing(page, cases)).toEqual([]);
});

test('both engines give the same bits for more rows than one dimension of a dispatch has threads', async ({ page }) => {
  test.slow();
  const rows = { rowCount: 65_536 * 64 + 70, columnCount: 1, firstElement: 0, type: 'INT2', seed: 9 } as const;
  expect(await differing(page, [{ ...rows, zeroPoints: zeroAtZero, pattern: { zeros: 1, of: 2 } }])).toEqual([]);
});

test('the comparison finds a difference of one mask bit, one count or one violation', async ({ page }) => {
  const plants = ['mask', 'row count', 'violation'] as const;
  const cases = plants.flatMap((plant) => casesOf({ type: 'INT8', plant }));
  const found = (await differing(page, cases)) as { plant: string; differences: string[] }[];
  expect(found).toHaveLength(cases.length);
  for (const { plant, differences } of found) {
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatch(new RegExp(`^${plant}: `));
  }
});

test('the WebGPU engine disposes all tensors', async ({ page }) => {
  const sizes = Array.from({ length: 20 }, (_, i) => ({ rowCount: 3 + i, columnCount: 10 + 37 * i }));
  const cases = sizes.map((size) => ({ ...casesOf({ type: 'FLOAT32' })[0], ...size }));
  await differing(page, cases.slice(0, 1));
  const before = await page.evaluate(() => twins.liveTensors());
  expect(await differing(page, cases)).toEqual([]);
  expect(await page.evaluate(() => twins.liveTensors())).toBe(before);
});
