import { readFileSync } from 'node:fs';
import { rangeServer } from '../support/modelServer';
import { expect, heatmap, mapReady, tensorRow, test } from '../support/personAtPage';

test('of large models at addresses only the pair on screen is compared, the rest on demand', async ({
  page,
  expected,
}) => {
  const heavy = readFileSync('node_modules/@mediapipe/pose/pose_landmark_heavy.tflite'); // 27.7 MB
  const largestTensorBytes = 288 * 1632 * 2; // 0:230, FLOAT16
  const [first, second] = [await rangeServer(heavy), await rangeServer(heavy)];
  try {
    expected.origins.push(first.origin, second.origin);
    await page.goto(`/#${new URLSearchParams({ model: first.address, compare: second.address })}`);
    await mapReady(page, '0:230');
    const panel = page.getByRole('region', { name: 'Comparison' });
    await expect(page.getByRole('status', { name: 'Comparison of this tensor' })).toContainText(
      /zeros kept [\d,]+ · added 0 · lost 0/,
    );
    const all = panel.getByRole('button', { name: 'Compare all weights (55.4 MB)' });
    await expect(all).toBeVisible();
    const counted = panel.locator('[data-changes="kept"]').filter({ hasText: /\d/ });
    await expect(counted).toHaveCount(1);
    await page.waitForTimeout(500); // time for what should not be asked for
    await expect(counted).toHaveCount(1);
    // The first is read for its map, and not again.
    for (const { asked } of [first, second]) {
      expect(asked.whole).toBe(0);
      expect(asked.bytes).toBeGreaterThan(largestTensorBytes);
      expect(asked.bytes).toBeLessThan(largestTensorBytes + 400_000);
    }
    await tensorRow(page, '0:184').click();
    await expect(counted).toHaveCount(2);
    await all.click();
    await expect(counted).toHaveCount(198, { timeout: 25_000 });
    await expect(all).toBeHidden();
    await expect(panel.getByRole('progressbar')).toBeHidden();
    await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:184');
  } finally {
    await Promise.all([first.close(), second.close()]);
  }
});
