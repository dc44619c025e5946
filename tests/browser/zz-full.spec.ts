import { chooseFile, chooseFromMenu, expect, heatmap, test } from '../support/pageObjects';
test.setTimeout(580000);
test('all', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, 'public/samples/mnist-unpruned-float32.tflite');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await chooseFromMenu(page, 'More', 'menuitem', 'Prune…');
  const panel = page.getByRole('region', { name: 'Prune', exact: true });
  await panel.getByRole('button', { name: 'Apply to all' }).click();
  await panel.getByRole('button', { name: 'Run both models…' }).click();
  await panel.getByLabel('Inputs').selectOption('MNIST test images');
  await panel.getByLabel('Examples').fill('10000');
  await panel.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(panel.locator('[data-accuracy="after"]')).toContainText('of 10,000', { timeout: 500000 });
  console.log(await panel.locator('[data-accuracy="before"]').innerText(), await panel.locator('[data-accuracy="after"]').innerText());
  await panel.locator('[data-accuracy="after"]').scrollIntoViewIfNeeded();
  await page.screenshot({ path: '/tmp/pp3/full.png' });
});
