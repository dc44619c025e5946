import { readFileSync } from 'node:fs';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { rangeServer } from '../support/modelServer';
import { serveAt } from '../support/otherSites';
import {
  allowLink,
  expect,
  goToFragment,
  linkFields,
  linkQuestion,
  sampleLink,
  samplePaths,
  test,
  waitForMap,
} from '../support/pageObjects';
import { site } from '../support/site';

const model = readFileSync(samplePaths.int8);

test('a link asks before it loads a model from another host, once in a visit', async ({ page, expected }) => {
  await serveAt(page, 'https://models.example/m.tflite', { body: model });
  const requests: string[] = [];
  page.context().on('request', (request) => requests.push(request.url()));
  const link = 'model=https://models.example/m.tflite&tensor=0:3&theme=dark';
  await page.goto(`/#${link}`);
  await expect(linkQuestion(page)).toContainText('This link loads a model from models.example.');
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(requests.filter((url) => url.includes('models.example'))).toEqual([]);
  expect(page.url()).toContain(link);
  expected.origins.push('https://models.example');
  await allowLink(page);
  await waitForMap(page, '0:3');
  await expect(linkQuestion(page)).toBeHidden();
  await expect.poll(() => linkFields(page)).toMatchObject({ tensor: '0:3', theme: 'dark' });
  await page.reload();
  await waitForMap(page, '0:3');
});

test('a link that is refused loads nothing, and the page stays', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5' }));
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page)).toHaveProperty('tensorName');
  const before = page.url();
  await goToFragment(page, 'model=https://models.example/m.tflite');
  await linkQuestion(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(linkQuestion(page)).toBeHidden();
  await waitForMap(page, '0:5');
  await expect.poll(() => page.url()).toBe(before);
});

test('a link asks each time before it loads from this computer, also a model to compare with', async ({
  page,
  expected,
}) => {
  const server = await rangeServer(model);
  await page.goto(sampleLink('violations', { tensor: '0:5', compare: server.address }));
  await waitForMap(page, '0:5');
  for (const button of ['Cancel', 'Load']) {
    await expect(linkQuestion(page)).toContainText('That server is on this computer or in your network.');
    expect(server.asked.ranges).toBe(0);
    if (button === 'Load') expected.origins.push(server.origin);
    await linkQuestion(page).getByRole('button', { name: button, exact: true }).click();
    await expect(linkQuestion(page)).toBeHidden();
    if (button === 'Cancel') await page.goto(sampleLink('violations', { tensor: '0:3', compare: server.address }));
  }
  await expect(page.getByRole('region', { name: 'Comparison' })).toContainText('model.tflite');
  // The address is written a moment later.
  await expect.poll(() => linkFields(page).compare).toBe(server.address);
  await page.reload();
  await expect(linkQuestion(page)).toBeVisible();
  await server.close();
});

test('a URL that is entered is loaded without a question', async ({ page, expected }) => {
  const server = await rangeServer(model);
  expected.origins.push(server.origin);
  await page.goto('/');
  await page.getByLabel('URL of a model').fill(server.address);
  await page.keyboard.press('Enter');
  await waitForMap(page, '0:5');
  await expect(linkQuestion(page)).toBeHidden();
  await server.close();
});

test('a frame that is opened as a page asks, one in a page does not', async ({ page, expected }) => {
  const server = await rangeServer(model);
  const app = await site({ folder: 'dist', headers: { 'access-control-allow-origin': '*' } });
  expected.origins.push(server.origin, app.origin);
  const address = `${app.origin}/embed.html#model=${server.address}`;
  await page.goto(address);
  await expect(linkQuestion(page)).toContainText('This link loads a model from 127.0.0.1');
  expect(server.asked.ranges).toBe(0);
  const host = await site({
    files: {
      '/index.html': `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="data:,">
        <iframe title="A map" src="${address}" width="800" height="480"></iframe></html>`,
    },
  });
  expected.origins.push(host.origin);
  await page.goto(`${host.origin}/`);
  const frame = page.frameLocator('iframe');
  await expect(frame.getByRole('img', { name: /^Non-zero map/ })).toHaveAttribute('data-state', 'ready');
  await Promise.all([server.close(), app.close(), host.close()]);
});
