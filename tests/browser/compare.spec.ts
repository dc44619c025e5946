import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { buildModel } from '../support/buildModel';
import { colorsAt, colorsOfKeys } from '../support/mapColors';
import { denseLayer } from '../support/openBytes';
import {
  chooseFile,
  type DroppedFile,
  drop,
  expect,
  heatmap,
  linkFields,
  openTutorialSample,
  problem,
  samplePaths,
  share,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

const panel = (page: Page) => page.getByRole('region', { name: 'Comparison' });
const line = (page: Page) => page.getByRole('status', { name: 'Comparison of this tensor' });

/** The number of zeros kept, added or lost, in the list. */
const change = (page: Page, tensor: string, kind: string) =>
  tensorRow(page, tensor).locator(`[data-changes="${kind}"]`);

const float = storedTensor(samplePaths.float32, 5);
const int8 = storedTensor(samplePaths.int8, 5);
const [, columnCount] = float.shape;

function kindAt(element: number): 'kept' | 'added' | 'lost' | 'nonzero' {
  const [before, after] = [float.values[element] === 0, int8.values[element] === 0];
  return before ? (after ? 'kept' : 'lost') : after ? 'added' : 'nonzero';
}

/** Counts weight by weight, from the files. */
function bruteForce() {
  const counts = { kept: 0, added: 0, lost: 0, nonzero: 0 };
  for (let i = 0; i < float.values.length; i++) counts[kindAt(i)]++;
  return counts;
}

async function expectCounts(page: Page): Promise<void> {
  const { kept, added, lost } = bruteForce();
  expect(added).toBeGreaterThan(0);
  for (const [kind, count] of Object.entries({ kept, added, lost })) {
    await expect(change(page, '0:5', kind)).toHaveAttribute('data-count', String(count));
    const share = `${((100 * count) / float.values.length).toFixed(2)} %`;
    await expect(panel(page).locator(`[data-changes="${kind}"]`)).toContainText(count.toLocaleString('en'));
    if (kind === 'kept') await expect(panel(page)).toContainText(`(${share})`);
  }
  await expect(panel(page)).toContainText('conforms → conforms');
  await expect(tensorRow(page, '0:5').getByRole('cell').last()).toHaveText('conforms→, in B conforms');
}

test('two models dropped together are compared, with counts as by brute force', async ({ page }) => {
  await page.goto('/');
  await drop(page, [samplePaths.float32, samplePaths.int8]);
  await waitForMap(page, '0:5');
  await expect(panel(page)).toContainText('mnist-2by4-int8.tflite');
  await expectCounts(page);
  await expect(page.locator('.legend')).toContainText(bruteForce().added.toLocaleString('en'));
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(panel(page)).toBeHidden();
  await expect(line(page)).toBeHidden();
  await expect(page.locator('[data-legend="zero"]')).toBeVisible();
});

test('a link compares two URLs, and ten pixels have the colors of the legend', async ({ page }) => {
  const samples = { model: 'samples/mnist-2by4-float32.tflite', compare: 'samples/mnist-2by4-int8.tflite' };
  await page.goto(`/#${new URLSearchParams({ ...samples, tensor: '0:5', rows: '0:24', columns: '0:24' })}`);
  await waitForMap(page, '0:5');
  await expectCounts(page);
  await expect.poll(() => linkFields(page).compare).toBe(samples.compare);
  const keys = ['kept', 'added', 'lost', 'nonzero'] as const;
  const swatches = await colorsOfKeys(
    page,
    keys.map((kind) => `compare-${kind}`),
  );
  const colors = Object.fromEntries(keys.map((kind, i) => [kind, swatches[i]]));
  // Five places of the window, and the first new zero with its neighborhood.
  const added = float.values.findIndex((_: number, i: number) => kindAt(i) === 'added');
  const [row, column] = [Math.floor(added / columnCount), added % columnCount];
  for (const start of [
    { row: 0, column: 0 },
    { row: Math.max(0, row - 3), column: Math.max(0, column - 3) },
  ]) {
    const window = { rows: `${start.row}:${start.row + 24}`, columns: `${start.column}:${start.column + 24}` };
    await page.goto(`/#${new URLSearchParams({ ...samples, tensor: '0:5', ...window, color: 'compare' })}`);
    await waitForWindow(page, window.rows, window.columns);
    await expect(page.locator('[data-legend="compare-kept"]')).toBeVisible();
    const shown = await windowOf(page);
    const places = Array.from({ length: 5 }, (_, i) => ({ row: (3 + 5 * i) % 24, column: (3 + 7 * i) % 24 }));
    const expected = places.map((at) => {
      const element = (shown.rowStart + at.row) * columnCount + shown.columnStart + at.column;
      return colors[kindAt(element)];
    });
    // Away from the center of each cell, where a number may be.
    await expect
      .poll(() =>
        colorsAt(
          page,
          shown,
          places.map((at) => ({ row: at.row + 0.2, column: at.column + 0.8 })),
        ),
      )
      .toEqual(expected);
  }
  await page.reload();
  await waitForMap(page, '0:5');
  await expect(panel(page)).toContainText('mnist-2by4-int8.tflite');
});

/** Chooses an item of the menu "Compare". */
async function compareWith(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function compareWithFile(page: Page, file: DroppedFile): Promise<void> {
  const choosing = page.waitForEvent('filechooser');
  await compareWith(page, 'Open file…');
  await choosing;
  await chooseFile(page, file);
}

test('a file that cannot be compared is reported, and the open model stays', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
  await compareWithFile(page, { name: 'notes.txt', bytes: new TextEncoder().encode('no model at all, only text') });
  await expect(problem(page)).toContainText('This is a text file');
  await expect(panel(page)).toBeHidden();
  await expect(line(page)).toBeHidden();
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await compareWithFile(page, samplePaths.storedSparse);
  await expect(panel(page)).toContainText('mnist-2by4-int8-stored-sparse.tflite');
  await expect(change(page, '0:5', 'added')).toHaveText('0');
  await expect(change(page, '0:5', 'lost')).toHaveText('0');
});

test('a sample is selected for comparison, and the figure names it', async ({ page }) => {
  await openTutorialSample(page);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page.getByRole('menuitem', { name: 'int8 with 12 violations' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Tutorial’s model, float32' })).toHaveCount(0);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole('menuitem', { name: 'Tutorial’s model, int8' }).click();
  await expectCounts(page);
  await expect.poll(() => linkFields(page).compare).toBe('samples/mnist-2by4-int8.tflite');
  const { kept, added, lost } = bruteForce();
  const counts = [kept, added, lost].map((count) => count.toLocaleString('en'));
  await expect(line(page)).toHaveText(
    `zeros kept ${counts[0]} · added ${counts[1]} · lost ${counts[2]} · B: mnist-2by4-int8.tflite`,
  );

  const coming = page.waitForEvent('download');
  await share(page, 'SVG');
  const svg = readFileSync(await (await coming).path(), 'utf8');
  expect(svg).toContain('compared with mnist-2by4-int8.tflite');
  expect(svg).toContain(`new zeros (${counts[1]})`);

  await compareWith(page, 'Stop comparing');
  await expect(panel(page)).toBeHidden();
  await expect(line(page)).toBeHidden();
  await expect.poll(() => linkFields(page).compare).toBeUndefined();
});

test('the map does not move during a comparison', async ({ page }) => {
  await page.goto('/');
  await page.evaluate(() => {
    const places: Record<string, Set<string>> = {};
    Object.assign(window, { places });
    const look = () => {
      const canvas = document.querySelector<HTMLElement>('canvas[data-state="ready"]');
      if (canvas) {
        const { x, y, width, height } = canvas.getBoundingClientRect();
        places[canvas.dataset.tensor!] ??= new Set();
        places[canvas.dataset.tensor!].add([x, y, width, height].join());
      }
      requestAnimationFrame(look);
    };
    look();
  });
  await drop(page, [samplePaths.float32, samplePaths.int8]);
  await expectCounts(page);
  for (const tensor of ['0:7', '0:1']) {
    await tensorRow(page, tensor).click();
    await waitForMap(page, tensor);
    await expect(line(page)).toContainText(/kept [\d,]+ · added/);
  }
  const places = await page.evaluate(() => {
    const seen = Object.entries((window as unknown as { places: Record<string, Set<string>> }).places);
    return seen.map(([tensor, of]) => [tensor, [...of]]);
  });
  expect(places).toEqual(['0:5', '0:7', '0:1'].map((tensor) => [tensor, [expect.any(String)]]));
});

test('tensors without a counterpart show the reason, and others a different name', async ({ page }) => {
  const dense = (name: string, shape: [number, number]) =>
    buildModel(denseLayer({ name, shape, type: 'INT8', data: Array(shape[0] * shape[1]).fill(1) }));
  await page.goto('/');
  await drop(page, [{ name: 'a.tflite', bytes: dense('dense/MatMul', [2, 4]) }]);
  await waitForMap(page, '0:1');
  await compareWithFile(page, { name: 'b.tflite', bytes: dense('dense/MatMul', [3, 4]) });
  const why = 'the tensor with this name in B has the shape 3 × 4';
  await expect(tensorRow(page, '0:1')).toContainText(`not compared: ${why}`);
  await expect(panel(page).getByRole('listitem')).toHaveText(
    'dense/MatMul (3 × 4): the tensor with this name in A has the shape 2 × 4',
  );
  await expect(line(page)).toHaveText(`not compared: ${why} · B: b.tflite`);
  await expect(problem(page)).toContainText('nothing to compare');
  await compareWithFile(page, { name: 'c.tflite', bytes: dense('dense_1/MatMul', [2, 4]) });
  await expect(panel(page)).toContainText('Tensor in Bdense_1/MatMul');
  await expect(panel(page).getByRole('listitem')).toHaveCount(0);
});

test('the list is sorted by changed zeros, and a row goes to its tensor', async ({ page }) => {
  await page.goto('/');
  await drop(page, [samplePaths.float32, samplePaths.violations]);
  await expectStatusOfAll(page);
  await page.getByLabel('Sort').selectOption('Changed zeros');
  const changed = async () => {
    const rows = await tensorTable(page).locator('tr[data-tensor]').all();
    const countOf = async (row: (typeof rows)[number], kind: string) =>
      Number(await row.locator(`[data-changes="${kind}"]`).getAttribute('data-count'));
    return Promise.all(rows.map(async (row) => (await countOf(row, 'added')) + (await countOf(row, 'lost'))));
  };
  const counts = await changed();
  expect(counts[0]).toBeGreaterThan(0);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
  await tensorRow(page, '0:7').click();
  await waitForMap(page, '0:7');
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(page.getByLabel('Sort')).toHaveValue('model');
});

/** Waits until all tensors are compared. */
async function expectStatusOfAll(page: Page): Promise<void> {
  const rows = tensorTable(page).locator('tr[data-tensor]');
  await expect(rows).toHaveCount(4);
  await expect(rows.locator('[data-changes="lost"][data-count]')).toHaveCount(4);
}
