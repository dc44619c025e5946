import { preview } from 'vite';
import { expect, heatmap, linkFields, mapReady, test } from '../support/personAtPage';

test('the page opens and can take a file', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveTitle(/Prunescope/);
  await expect(page.locator('input[type=file]')).toBeAttached();
  await expect(page.getByRole('main')).toContainText('Nothing is uploaded');
});

test('the page works under a sub-path, its samples too', async ({ page, expected }) => {
  const server = await preview({
    configFile: false,
    base: '/some/where/',
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 4180, strictPort: false },
  });
  const address = server.resolvedUrls!.local[0]!;
  expected.origins.push(new URL(address).origin);
  await page.goto(address);
  expect(page.url()).toContain('/some/where/');
  await page.getByRole('button', { name: /tutorial/i }).click();
  await mapReady(page, '0:5');
  await expect.poll(() => linkFields(page).model).toBe('samples/mnist-2by4-float32.tflite');
  await page.reload();
  await mapReady(page, '0:5');
  await expect(heatmap(page)).toHaveAttribute('data-rows', '0:1024');
  await server.close();
});

test('the browser computes on WebGPU', async ({ page }) => {
  await page.goto('/');
  expect(await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()))).toBe(true);
});
