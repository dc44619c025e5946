import { rangeServer } from '../support/modelServer';
import { paddedModel } from '../support/paddedModel';
import { allowLink, expect, heatmap, tensorRow, tensorTable, test, waitForMap } from '../support/pageObjects';

test('of large models at URLs, only the pair on screen is compared, the rest on request', async ({
  page,
  expected,
}) => {
  const model = paddedModel(20);
  const [first, second] = [await rangeServer(model), await rangeServer(model)];
  try {
    expected.origins.push(first.origin, second.origin);
    await page.goto(`/#${new URLSearchParams({ model: first.address, compare: second.address })}`);
    await allowLink(page);
    await waitForMap(page, '0:1');
    await allowLink(page);
    const panel = page.getByRole('region', { name: 'Comparison' });
    await expect(page.getByRole('status', { name: 'Comparison of this tensor' })).toContainText(
      /zeros kept [\d,]+ · added 0 · lost 0/,
    );
    const all = panel.getByRole('button', { name: 'Compare all weights (35.6 MB)' });
    await expect(all).toBeVisible();
    const counted = tensorTable(page).locator('[data-changes="kept"][data-count]');
    await expect(counted).toHaveCount(1);
    await tensorRow(page, '0:9').click();
    await waitForMap(page, '0:9');
    await expect(counted).toHaveCount(2);
    // Unexpected comparisons would be done by now.
    await expect(all).toBeVisible();
    for (const { asked } of [first, second]) {
      expect(asked.whole).toBe(0);
      expect(asked.bytes).toBeLessThan(1_000_000);
    }
    await all.click();
    await expect(counted).toHaveCount(20);
    await expect(all).toBeHidden();
    await expect(panel.getByRole('progressbar')).toBeHidden();
    await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:9');
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});
