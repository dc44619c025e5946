import { readFileSync } from 'node:fs';
import { closeServers, type ModelServer, rangeServer, slowServer } from '../support/modelServer';
import {
  allowLink,
  expect,
  goToFragment,
  heatmap,
  linkFields,
  mapRegion,
  openTutorialSample,
  problem,
  sampleLink,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
} from '../support/pageObjects';

const heavy = readFileSync('node_modules/@mediapipe/pose/pose_landmark_heavy.tflite'); // 27.7 MB
const largestTensorBytes = 288 * 1632 * 2; // 0:230, FLOAT16

const servers: ModelServer[] = [];
test.afterEach(({ page }) => closeServers(page, servers));

test('of a large model at a URL, only metadata and the tensor on screen are read, the rest on request', async ({
  page,
  expected,
}) => {
  const server = await rangeServer(heavy);
  const { asked } = server;
  servers.push(server);
  expected.origins.push(server.origin);
  await page.goto(`/#model=${server.address}`);
  await allowLink(page);
  await waitForMap(page, '0:230');
  const readAll = page.getByRole('button', { name: 'Read all weights (27.7 MB)' });
  await expect(readAll).toBeVisible();
  const rows = tensorTable(page).locator('[data-tensor]');
  const counted = rows.and(page.locator('[data-status]'));
  await expect(rows).toHaveCount(198);
  await expect(counted).toHaveCount(1);
  await expect(tensorRow(page, '0:184').getByRole('cell').first()).toHaveText('-');
  expect(asked.bytes).toBeGreaterThan(largestTensorBytes);
  expect(asked.bytes).toBeLessThan(largestTensorBytes + 400_000);

  // Unexpected earlier requests would be visible by now.
  await tensorRow(page, '0:184').click();
  await waitForMap(page, '0:184');
  await expect(counted).toHaveCount(2);
  await expect(readAll).toBeVisible();
  expect(asked.whole).toBe(0);
  expect(asked.bytes).toBeLessThan(2 * largestTensorBytes + 400_000);

  await readAll.click();
  await expect(counted).toHaveCount(198);
  await expect(readAll).toBeHidden();
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:184');
  expect(asked.whole).toBe(0);
});

test('a model at a URL of less than 16 MB is read completely after the first map', async ({ page }) => {
  await page.goto(sampleLink('float32', { tensor: '0:3' }));
  await waitForMap(page, '0:3');
  await expect(tensorTable(page).locator('[data-tensor]').and(page.locator('[data-status]'))).toHaveCount(4);
  await expect(page.getByRole('button', { name: /Read all/ })).toBeHidden();
});

test('a slow download shows progress and can be canceled; the open model stays', async ({ page, expected }) => {
  const server = await slowServer(heavy);
  servers.push(server);
  expected.origins.push(server.origin);
  await openTutorialSample(page);
  await expect(tensorTable(page).locator('[data-tensor]').and(page.locator('[data-status]'))).toHaveCount(4);
  await expect.poll(() => linkFields(page)).toHaveProperty('tensor');
  const before = { rows: await tensorTable(page).innerText(), link: linkFields(page) };
  await goToFragment(page, `model=${server.address}`);
  await allowLink(page);
  const notice = page.getByRole('status').filter({ hasText: 'Opening model.tflite' });
  await expect(notice).toContainText(/\d+ kB of 27\.7 MB/);
  await expect(notice.getByRole('progressbar')).toBeVisible();
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:5');
  await notice.getByRole('button', { name: 'Cancel' }).click();
  await expect(notice).toBeHidden();
  await expect.poll(() => server.hungUp(), 'the connection is given up').toBe(true);
  await expect(problem(page)).toBeEmpty();
  await waitForMap(page, '0:5');
  await expect.poll(() => tensorTable(page).innerText()).toBe(before.rows);
  await expect.poll(() => linkFields(page)).toEqual(before.link);
});

test('a model opened while another loads replaces it', async ({ page, expected }) => {
  const server = await slowServer(heavy);
  servers.push(server);
  expected.origins.push(server.origin);
  await page.goto(`/#model=${server.address}`);
  await allowLink(page);
  const notice = page.getByRole('status').filter({ hasText: 'Opening model.tflite' });
  await expect(notice).toContainText(/\d+ kB of 27\.7 MB/); // before that, there may be no connection to close
  await page.getByRole('button', { name: /tutorial/i }).click();
  await waitForMap(page, '0:5');
  await expect(notice).toBeHidden();
  await expect.poll(() => server.hungUp()).toBe(true);
  await expect(problem(page)).toBeEmpty();
  await expect.poll(() => linkFields(page).model).toBe('samples/mnist-2by4-float32.tflite');
});

test('a model that changes while it is read is reported, not drawn', async ({ page, expected }) => {
  const server = await rangeServer(heavy);
  servers.push(server);
  expected.origins.push(server.origin);
  await page.goto(`/#model=${server.address}`);
  await allowLink(page);
  await waitForMap(page, '0:230');
  server.changeFile();
  await tensorRow(page, '0:184').click();
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:184');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'failed');
  await expect(mapRegion(page)).toContainText(/changed while it was being read/);
  await expect(tensorRow(page, '0:184')).toContainText(/changed while it was being read/);
});
