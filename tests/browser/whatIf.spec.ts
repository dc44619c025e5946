import type { Page } from '@playwright/test';
import { percent } from '../../src/sparsity/verdict';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  details,
  expect,
  heatmap,
  mapRegion,
  sampleLink,
  samplePaths,
  tensorRow,
  test,
  waitForMap,
  waitForStatus,
  waitForWindow,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

// A tensor of 10 x 1,024 weights that is not pruned.
const tensor = '0:7';
const { values, shape } = storedTensor(samplePaths.float32, 7);
const columnCount = shape[1]!;

/** The elements that 2 of 4 keeps: the two largest of each block. */
const kept = new Set(
  Array.from({ length: values.length / 4 }, (_, block) => [0, 1, 2, 3].map((i) => 4 * block + i)).flatMap((block) =>
    block.sort((a, b) => Math.abs(values[b]!) - Math.abs(values[a]!) || a - b).slice(0, 2),
  ),
);
const energyOf = (elements: Iterable<number>) => [...elements].reduce((sum, element) => sum + values[element]! ** 2, 0);
const keptEnergy = percent(energyOf(kept) / energyOf(values.keys()));

const bar = (page: Page) => page.getByRole('status', { name: 'What if' });
const apply = (page: Page) => details(page).getByRole('button', { name: 'Apply' });

async function openTensor(page: Page, fields = {}): Promise<void> {
  await page.goto(sampleLink('float32', { tensor, ...fields }));
  await waitForMap(page, tensor);
  await waitForStatus(page, tensor, 'dense');
}

test('pruning to 2 of 4 is shown hatched, with its energy, and Reset restores the map', async ({ page }) => {
  const window = { rowStart: 0, rowEnd: 10, columnStart: 0, columnEnd: 16 };
  await openTensor(page, { rows: '0:10', columns: '0:16', view: 'rows' });
  await waitForWindow(page, '0:10', '0:16');
  const { nonzero } = await legendColors(page);
  // Four places of each cell, away from its center, where its value is.
  const places = Array.from({ length: 160 }, (_, i) => [0.1, 0.2, 0.8, 0.9].map((at) => ({ cell: i, at }))).flat();
  const colors = async () =>
    colorsAt(
      page,
      window,
      places.map(({ cell, at }) => ({ row: Math.floor(cell / 16) + at, column: (cell % 16) + at })),
    );
  const isChanged = async () => {
    const now = await colors();
    return Array.from({ length: 160 }, (_, cell) =>
      places.some((place, i) => place.cell === cell && now[i] !== nonzero),
    );
  };
  const before = await colors();
  const list = await tensorRow(page, tensor).innerText();
  const verdict = await details(page).locator('.verdict-heading').innerText();
  const expected = Array.from({ length: 160 }, (_, i) => !kept.has(Math.floor(i / 16) * columnCount + (i % 16)));
  expect(expected.filter(Boolean)).toHaveLength(80);
  expect(await isChanged()).toEqual(expected.map(() => false));

  await apply(page).click();
  await expect(bar(page)).toContainText(`What if: pruned to 2 of 4. 50.00 % zeros. Keeps ${keptEnergy} of the energy.`);
  await expect.poll(isChanged).toEqual(expected);
  await expect(mapRegion(page).getByText('would be pruned')).toBeVisible();
  await expect(details(page)).toContainText('0.00 % → 50.00 %');
  await expect(details(page)).toContainText('2 of 4 holds in all 2,560 blocks');
  expect(await tensorRow(page, tensor).innerText()).toBe(list);
  await expect(details(page).locator('.verdict-heading')).toHaveText(verdict);
  expect(await accessibilityViolations(page)).toEqual([]);

  await bar(page).getByRole('button', { name: 'Reset' }).click();
  await expect(bar(page)).toBeHidden();
  await expect.poll(colors).toEqual(before);
});

test('the blocks that lose most lead to the map, and a channel order is searched on request', async ({ page }) => {
  await openTensor(page);
  await apply(page).click();
  const losses = Array.from({ length: values.length / 4 }, (_, block) => {
    const elements = [0, 1, 2, 3].map((i) => 4 * block + i);
    return { block, loss: energyOf(elements) - energyOf(elements.filter((element) => kept.has(element))) };
  });
  const { block } = losses.sort((a, b) => b.loss - a.loss)[0]!;
  const [row, column] = [Math.floor((4 * block) / columnCount), (4 * block) % columnCount];
  const name = `row ${row}, columns ${column} to ${column + 3}`;
  const worst = details(page).getByRole('list', { name: 'Blocks that lose most' }).getByRole('button');
  await expect(worst).toHaveCount(5);
  await expect(worst.first()).toHaveText(name);
  await worst.first().click();
  await expect(heatmap(page)).not.toHaveAttribute('data-columns', `0:${columnCount}`);
  await details(page).getByRole('button', { name: 'Search a channel order' }).click();
  await expect(details(page)).toContainText(
    new RegExp(
      `Reordering input channels would keep \\d\\d\\.\\d\\d % instead of ${keptEnergy.replace('.', '\\.')}\\.`,
    ),
  );
});

test('all tensors are listed by the energy that they would keep, and lead to their maps', async ({ page }) => {
  await openTensor(page);
  await details(page).getByLabel('Prune to').selectOption('sparsity');
  const sparsity = details(page).getByLabel('Sparsity in percent');
  await sparsity.fill('100');
  await expect(apply(page)).toBeDisabled();
  await sparsity.fill('50');
  await details(page).getByRole('button', { name: 'All tensors' }).click();
  const rows = details(page).getByRole('table', { name: 'Energy kept by each tensor' }).locator('tbody tr');
  await expect(rows).toHaveCount(4);
  const magnitudes = Array.from(values, Math.abs).sort((a, b) => b - a);
  const energy = (of: readonly number[]) => of.reduce((sum, magnitude) => sum + magnitude ** 2, 0);
  const share = percent(energy(magnitudes.slice(0, values.length / 2)) / energy(magnitudes));
  // The only tensor that is not pruned keeps least.
  await expect(rows.first()).toContainText('sequential/dense/MatMul');
  await expect(rows.first()).toContainText(share);
  await expect(bar(page)).toContainText(`pruned to 50 % zeros. 50.00 % zeros. Keeps ${share}`);
  await rows.filter({ hasText: 'structural_pruning/Conv2D' }).getByRole('button').click();
  await waitForMap(page, '0:3');
  await expect(bar(page)).toContainText('Keeps 100.00 % of the energy.');
});

test('a threshold and pruning exclude each other', async ({ page }) => {
  await openTensor(page);
  await apply(page).click();
  await expect(bar(page)).toContainText('pruned to 2 of 4');
  const threshold = page.getByLabel('Treat abs(w) ≤ … as zero');
  await threshold.fill('0.05');
  await expect(bar(page)).toContainText('abs(w) ≤ 0.05 counts as zero.');
  await expect(bar(page)).not.toContainText('pruned');
  await apply(page).click();
  await expect(bar(page)).toContainText(`pruned to 2 of 4. 50.00 % zeros.`);
  await expect(threshold).toHaveValue('');
});
