import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { serveAt } from '../support/otherSites';
import {
  allowLink,
  expect,
  goToFragment,
  heatmap,
  linkFields,
  problem,
  samplePaths,
  test,
  waitForMap,
} from '../support/pageObjects';

const model = readFileSync(samplePaths.int8);

/** A site without CORS. This needs a server, because a simulated route allows all origins. */
async function closedServer() {
  const server = createServer((_, response) => response.end(model));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((pasted) => {
    const data = new DataTransfer();
    data.setData('text/plain', pasted);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test('the URL of a GitHub page opens the raw file, and stays in the link', async ({ page, expected }) => {
  expected.origins.push('https://raw.githubusercontent.com');
  await serveAt(page, 'https://raw.githubusercontent.com/o/r/main/a.tflite', { body: model });
  await page.goto('/');
  await paste(page, 'https://github.com/o/r/blob/main/a.tflite');
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page).model).toBe('https://github.com/o/r/blob/main/a.tflite');
});

test('the URL of a Hugging Face page opens the file, also behind a Git LFS pointer', async ({ page, expected }) => {
  expected.origins.push(
    'https://huggingface.co',
    'https://raw.githubusercontent.com',
    'https://media.githubusercontent.com',
  );
  await serveAt(page, 'https://huggingface.co/o/r/resolve/main/hf.tflite', { body: model });
  await page.goto('/#model=https://huggingface.co/o/r/blob/main/hf.tflite');
  await allowLink(page);
  await waitForMap(page, '0:5');
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'ab'.repeat(32)}\nsize ${model.length}\n`;
  await serveAt(page, 'https://raw.githubusercontent.com/o/r/main/lfs.tflite', { body: pointer });
  await serveAt(page, 'https://media.githubusercontent.com/media/o/r/main/lfs.tflite', { body: model });
  await paste(page, 'https://github.com/o/r/raw/main/lfs.tflite');
  await expect(page.getByRole('banner')).toContainText('lfs.tflite');
  await waitForMap(page, '0:5');
});

test('a dropped URL opens the model; a dropped link to the page is followed', async ({ page }) => {
  await page.goto('/');
  const held = await page.evaluateHandle((address) => {
    const data = new DataTransfer();
    data.setData('text/uri-list', `# dragged\r\n${address}`);
    return data;
  }, new URL('/samples/mnist-2by4-int8.tflite', page.url()).href);
  for (const type of ['dragenter', 'dragover', 'drop'])
    await page.locator('body').dispatchEvent(type, { dataTransfer: held });
  await waitForMap(page, '0:5');
  await paste(page, new URL('/#v=1&model=samples/mnist-2by4-int8.tflite&tensor=0:3', page.url()).href);
  await waitForMap(page, '0:3');
});

test('a file that needs a sign-in is reported with what to do, without the password in the URL', async ({
  page,
  expected,
}) => {
  expected.origins.push('https://huggingface.co', 'https://models.example');
  expected.errors.push(/huggingface\.co|models\.example/);
  const gated = { status: 401, headers: { 'x-error-code': 'GatedRepo' }, body: '<!doctype html><title>Log in</title>' };
  await serveAt(page, 'https://huggingface.co/o/r/resolve/main/gated.tflite', gated);
  await serveAt(page, 'https://models.example/private.tflite', { status: 403, body: '{"error":"forbidden"}' });
  await page.goto('/');
  await paste(page, 'hf://o/r/gated.tflite');
  await expect(problem(page)).toContainText('The repository is gated');
  await expect(problem(page)).toContainText(
    'Sign in at huggingface.co, download the file, and drop it on the page of Prunescope.',
  );
  await expect(problem(page)).not.toContainText('Check the URL');
  await goToFragment(page, 'model=https://user:secret@models.example/private.tflite');
  await allowLink(page);
  await expect(problem(page)).toContainText('private.tflite: https://models.example/private.tflite returned 403');
  await expect(problem(page)).toContainText('Sign in at models.example, download the file');
  expect(page.url()).not.toContain('secret');
});

test('a path that is pasted is reported with what to do', async ({ page }) => {
  await page.goto('/');
  await paste(page, '"C:\\models\\a.tflite"');
  await expect(problem(page)).toContainText('a.tflite: a browser cannot read a file by its path. Drop the file');
});

test('an unreadable URL is reported with a solution, and the open model stays', async ({ page, expected }) => {
  expected.origins.push('https://models.example');
  expected.errors.push(/models\.example/);
  await serveAt(page, 'https://models.example/page.tflite', { body: '<!doctype html><title>A model</title>' });
  await serveAt(page, 'https://models.example/gone.tflite', { body: 'no', status: 404 });
  await page.goto('/#model=samples/mnist-2by4-int8.tflite');
  await waitForMap(page, '0:5');
  await paste(page, 'https://models.example/page.tflite');
  await expect(problem(page)).toContainText('This is an HTML page');
  await expect(problem(page)).toContainText('Use the URL of the raw file');
  await paste(page, 'https://models.example/gone.tflite');
  await expect(problem(page)).toContainText('returned 404');
  const closed = await closedServer();
  expected.origins.push(closed.origin);
  expected.errors.push(/CORS|net::ERR_FAILED/);
  await paste(page, `${closed.origin}/closed.tflite`);
  await expect(problem(page)).toContainText('CORS');
  await expect(problem(page)).toContainText('Download the file and drop it on the page');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  closed.close();
  await paste(page, 'not an address');
  await expect(page.getByRole('banner')).toContainText('mnist-2by4-int8.tflite');
});
