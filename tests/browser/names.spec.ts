import { details, expect, heatmap, mapRegion, tensorRow, tensorTable, test, waitForMap } from '../support/pageObjects';

// One tensor has a name of 3.5 kB; others have none, equal ones, markup, a line break, and the key of a tensor.
const path = 'tests/models/names.tflite';

for (const viewport of [
  { width: 1400, height: 900 },
  { width: 390, height: 844 },
]) {
  test.describe(`${viewport.width} pixels wide`, () => {
    test.use({ viewport });

    test('names of any length and content have one line, and nothing overflows', async ({ page }) => {
      await page.goto('/');
      await page.locator('input[type=file]').setInputFiles(path);
      await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
      if (viewport.width < 700) await page.getByRole('tab', { name: 'Tensors' }).click();
      const rows = tensorTable(page).locator('[data-tensor]');
      await expect(rows.filter({ hasText: 'unnamed' }).first()).toBeVisible();
      const heights = () =>
        rows.evaluateAll((all) => [...new Set(all.map((row) => row.getBoundingClientRect().height))]);
      await expect.poll(heights).toHaveLength(1);
      expect((await heights())[0]).toBe(30);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
}

test('the complete name of a tensor is in the details; heading and screen readers get a shorter one', async ({
  page,
}) => {
  await page.goto('/');
  await page.locator('input[type=file]').setInputFiles(path);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  const titlesOfRows = () =>
    tensorTable(page)
      .locator('[data-tensor]')
      .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).title));
  // The list follows the map.
  await expect.poll(async () => Math.max(...(await titlesOfRows()).map(({ length }) => length))).toBeGreaterThan(3000);
  const titles = await titlesOfRows();
  const longest = titles.reduce((a, b) => (b.length > a.length ? b : a));
  const row = tensorTable(page).locator('[data-tensor]').nth(titles.indexOf(longest));
  const key = (await row.getAttribute('data-tensor'))!;
  await row.click();
  await waitForMap(page, key);
  expect((await tensorRow(page, key).innerText()).length).toBeLessThan(400);
  expect((await heatmap(page).getAttribute('aria-label'))!.length).toBeLessThan(400);
  const heading = mapRegion(page).getByRole('heading', { level: 2 });
  expect((await heading.innerText()).length).toBeLessThan(200);
  const name = details(page).locator('.complete-name');
  await expect(name).toHaveText(longest.split('\n')[0]!);
  expect((await name.boundingBox())!.height).toBeLessThan(900 / 3);
});
