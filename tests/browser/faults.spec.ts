import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type Conduct, closeServers, faultyServer, type ModelServer } from '../support/modelServer';
import {
  allowLink,
  chooseFile,
  expect,
  goToFragment,
  heatmap,
  linkFields,
  mapRegion,
  problem,
  sampleLink,
  samplePaths,
  statusBar,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';
import { endAtQuestion, hurryRequests } from '../support/workerScript';

// Faults of the worker and of servers: what was open stays, nothing wrong is drawn, and the same can be tried again.

const sample = readFileSync(samplePaths.int8);

const servers: ModelServer[] = [];
test.afterEach(({ page }) => closeServers(page, servers));

async function served(origins: string[], conduct?: Conduct, times?: number) {
  const server = await faultyServer(sample, conduct, times);
  servers.push(server);
  origins.push(server.origin);
  return server;
}

/** Opens a local file, with the clock of the page in the hands of the test. */
async function openFile(page: Page): Promise<void> {
  await page.clock.install();
  await page.goto('/');
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
  await expect(tensorTable(page).locator('[data-status]')).toHaveCount(4);
}

/** Lets more time pass on the page than a worker has to answer. */
async function passWorkerLimit(page: Page): Promise<void> {
  await page.clock.runFor(40_000);
}

const lostWorkers: readonly { what: string; errors?: RegExp; lose(page: Page): Promise<unknown> }[] = [
  { what: 'closes itself', lose: (page) => page.workers()[0]!.evaluate(() => self.close()) },
  {
    what: 'is terminated',
    lose: (page) => page.evaluate(() => (window as unknown as { workerOfTest: Worker }).workerOfTest.terminate()),
  },
  {
    what: 'has an exception outside of a question',
    errors: /broken by the test/,
    lose: (page) =>
      page.workers()[0]!.evaluate(() => {
        setTimeout(() => {
          throw new Error('broken by the test');
        });
      }),
  },
  {
    what: 'is in an endless loop',
    lose: (page) =>
      page.workers()[0]!.evaluate(() => {
        setTimeout(() => {
          for (;;);
        });
      }),
  },
];

for (const { what, errors, lose } of lostWorkers) {
  test(`a worker that ${what} is replaced, and the open model with it`, async ({ page, expected }) => {
    if (errors) expected.errors.push(errors);
    await page.addInitScript(() => {
      window.Worker = class extends Worker {
        constructor(...given: ConstructorParameters<typeof Worker>) {
          super(...given);
          Object.assign(window, { workerOfTest: this });
        }
      };
    });
    await openFile(page);
    const before = await tensorRow(page, '0:3').innerText();
    await lose(page);
    await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:5');
    await tensorRow(page, '0:3').click();
    await passWorkerLimit(page);
    await waitForMap(page, '0:3');
    await expect(problem(page)).toBeEmpty();
    await expect(tensorRow(page, '0:3')).toHaveText(before.replaceAll(/\s+/g, ' '), { useInnerText: true });
    // The link names the tensor, so a reload shows the same.
    await expect.poll(() => linkFields(page).tensor).toBe('0:3');
  });
}

test('a comparison goes on in the next worker', async ({ page }) => {
  await page.clock.install();
  await page.goto(sampleLink('int8', { compare: samplePaths.violations.replace('public/', ''), color: 'compare' }));
  await waitForMap(page, '0:5');
  await expect(mapRegion(page)).toContainText(/zero in both *1,610,135/);
  await page.workers()[0]!.evaluate(() => self.close());
  await tensorRow(page, '0:3').click();
  await passWorkerLimit(page);
  await waitForMap(page, '0:3');
  await expect(mapRegion(page)).toContainText(/zero in both *[\d,]{4,}/);
  await expect(mapRegion(page)).not.toContainText('1,610,135');
  await expect(problem(page)).toBeEmpty();
});

test('Cancel leaves a page that opens the next file, though the worker is in an endless loop', async ({ page }) => {
  await openFile(page);
  await page.workers()[0]!.evaluate(() => {
    setTimeout(() => {
      for (;;);
    });
  });
  await chooseFile(page, samplePaths.violations);
  await statusBar(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:5');
  await chooseFile(page, samplePaths.violations);
  await page.clock.runFor(12_000);
  await expect(page.getByRole('banner')).toContainText('12-violations');
  await waitForMap(page, '0:5');
  await expect(problem(page)).toBeEmpty();
});

test('a question that ends two workers is an error for its tensor, and can be asked again', async ({
  page,
  context,
}) => {
  await endAtQuestion(context, '"tensorMapOf"', '"tensor":3');
  await openFile(page);
  await tensorRow(page, '0:3').click();
  // The second worker can be lost before it is seen.
  await expect(async () => {
    await passWorkerLimit(page);
    await expect(heatmap(page)).toHaveAttribute('data-state', 'failed');
  }).toPass();
  await expect(mapRegion(page)).toContainText('Reading stopped twice');
  await expect(mapRegion(page).getByRole('button', { name: 'Read again' })).toBeVisible();
  await tensorRow(page, '0:1').click();
  await passWorkerLimit(page);
  await waitForMap(page, '0:1');
  await expect(mapRegion(page)).not.toContainText('stopped twice');
});

test('a server that is busy is asked again, and the model opens', async ({ page, expected }) => {
  expected.errors.push(/503/);
  hurryRequests(page);
  const server = await served(expected.origins, 503, 2);
  await page.goto(`/#model=${server.address}`);
  await allowLink(page);
  await waitForMap(page, '0:5');
  await expect(problem(page)).toBeEmpty();
});

for (const conduct of [429, 500, 'by hanging up'] as const) {
  test(`a server that keeps answering ${conduct} is reported; the link stays, and opens on request`, async ({
    page,
    expected,
  }) => {
    expected.errors.push(/429|500|ERR_EMPTY_RESPONSE/);
    hurryRequests(page);
    await page.goto(sampleLink('float32'));
    await waitForMap(page, '0:5');
    const server = await served(expected.origins, conduct);
    await goToFragment(page, `model=${server.address}&tensor=0:3&pattern=1,2`);
    await allowLink(page);
    const retry = problem(page).getByRole('button', { name: 'Try again' });
    await expect(retry).toBeVisible();
    await expect(problem(page)).not.toContainText('Check the');
    // What was open stays, and so does the link.
    await expect(page.getByRole('banner')).toContainText('float32');
    await tensorRow(page, '0:7').click();
    await waitForMap(page, '0:7');
    expect(linkFields(page)).toEqual({ model: server.address, tensor: '0:3', pattern: '1,2' });
    server.answer('well');
    await retry.click();
    await waitForMap(page, '0:3');
    await expect(problem(page)).toBeEmpty();
    await expect.poll(() => linkFields(page)).toMatchObject({ model: server.address, tensor: '0:3', pattern: '1,2' });
    // The link has one entry in the history.
    await page.goBack();
    await waitForMap(page, '0:5');
    await expect(page.getByRole('banner')).toContainText('float32');
  });
}

test('a server that sends nothing is named, then the page asks whether to wait', async ({ page, expected }) => {
  hurryRequests(page);
  await page.goto(sampleLink('int8'));
  await waitForMap(page, '0:5');
  const server = await served(expected.origins, 'silently');
  await goToFragment(page, `model=${server.address}`);
  await allowLink(page);
  const { host } = new URL(server.origin);
  await expect(statusBar(page)).toContainText(new RegExp(`${host} has sent nothing for \\d+ s`));
  await statusBar(page).getByRole('button', { name: 'Wait' }).click();
  await expect(statusBar(page).getByRole('button', { name: 'Wait' })).toBeVisible();
  await statusBar(page).getByRole('button', { name: 'Stop' }).click();
  await expect(statusBar(page)).not.toContainText('has sent nothing');
  await expect(heatmap(page)).toHaveAttribute('data-tensor', '0:5');
  await expect(problem(page)).toBeEmpty();
  // The page is alive.
  server.answer('well');
  await tensorRow(page, '0:3').click();
  await waitForMap(page, '0:3');
});

test('weights that a server does not send can be read again', async ({ page, expected }) => {
  expected.errors.push(/503/);
  hurryRequests(page);
  const heavy = readFileSync('node_modules/@mediapipe/pose/pose_landmark_heavy.tflite'); // only the tensor on screen is read
  const server = await faultyServer(heavy);
  servers.push(server);
  expected.origins.push(server.origin);
  await page.goto(`/#model=${server.address}`);
  await allowLink(page);
  await waitForMap(page, '0:230');
  server.answer(503);
  await tensorRow(page, '0:184').click();
  await expect(heatmap(page)).toHaveAttribute('data-state', 'failed');
  await expect(mapRegion(page)).toContainText(/returned 503.*Try again later/);
  server.answer('well');
  await mapRegion(page).getByRole('button', { name: 'Read again' }).click();
  await waitForMap(page, '0:184');
});

for (const conduct of ['with one byte more', 'with new ETags'] as const) {
  test(`a server that answers ranges ${conduct} is read as a whole, once`, async ({ page, expected }) => {
    expected.errors.push(/ERR_CONTENT_LENGTH_MISMATCH/);
    hurryRequests(page);
    const server = await served(expected.origins, conduct);
    await page.goto(`/#model=${server.address}`);
    await allowLink(page);
    await waitForMap(page, '0:5');
    await waitForStatus(page, '0:7', 'dense');
    await expect(tensorRow(page, '0:5')).toHaveAttribute('data-status', 'conforms');
    expect(server.asked.whole).toBe(1);
  });
}

test('of two links in quick succession, the later one is shown, without the comparison of the earlier', async ({
  page,
}) => {
  await page.goto(sampleLink('float32'));
  await waitForMap(page, '0:5');
  const [first, second] = [
    sampleLink('int8', { compare: samplePaths.violations.replace('public/', '') }),
    sampleLink('storedSparse', { tensor: '0:3' }),
  ].map((link) => link.slice(2));
  for (let round = 0; round < 3; round++) {
    await page.evaluate(
      ([one, two]) => {
        location.hash = one!;
        location.hash = two!;
      },
      [first, second],
    );
    await waitForMap(page, '0:3');
    await expect(page.getByRole('banner')).toContainText('stored-sparse');
    await goToFragment(page, sampleLink('float32', { tensor: '0:5' }).slice(2));
    await waitForMap(page, '0:5');
    await expect(page.getByRole('banner')).toContainText('float32');
  }
});

test('user name and password of an address are not shown', async ({ page, expected }) => {
  expected.errors.push(/500/);
  hurryRequests(page);
  const server = await served(expected.origins, 500);
  await page.goto(`/#model=${server.address.replace('http://', 'http://user:secret@')}`);
  await allowLink(page);
  await expect(problem(page).getByRole('button', { name: 'Try again' })).toBeVisible();
  expect(await page.content()).not.toMatch(/secret|user:/);
  expect(page.url()).not.toMatch(/secret/);
});
