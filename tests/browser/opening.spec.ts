import type { Page, Request } from '@playwright/test';
import {
  chooseFile,
  chooseFromMenu,
  dataTransferOf,
  details,
  drop,
  expect,
  fileMenuButton,
  heatmap,
  linkFields,
  openTutorialSample,
  problem,
  sampleLink,
  samplePaths,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
  waitForStatus,
} from '../support/pageObjects';

const poseLite = 'node_modules/@mediapipe/pose/pose_landmark_lite.tflite';

/** Until the page has compiled and laid out what the first map needs. */
async function untilPrepared(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('prunescope-warm').length > 0);
}

test('a file dropped anywhere on the window opens, and all its tensors are summarized', async ({ page }) => {
  await page.goto('/');
  await drop(page, [poseLite], { over: page.locator('footer') });
  await waitForMap(page, '0:118'); // the convolution with the most elements
  const rows = tensorTable(page).locator('[data-tensor]');
  await expect(rows).toHaveCount(88);
  await expect(rows.and(page.locator('[data-status]'))).toHaveCount(88);
  await expect(tensorRow(page, '0:77')).toContainText(/0\.03 %.*not pruned, 864 broken blocks/);
  await waitForStatus(page, '0:121', 'not-applicable');
  await expect(page.getByRole('banner')).toContainText('pose_landmark_lite.tflite');
});

test('a file dropped as soon as the page is parsed opens', async ({ page }) => {
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['no model'], 'early.tflite'));
      document.body.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
  });
  await page.goto('/');
  await expect(problem(page)).toContainText('early.tflite');
});

test('the map and the panels around it are laid out, out of sight, before a file opens', async ({ page }) => {
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    // Holds back the request to open a file.
    Worker.prototype.postMessage = function (this: Worker, message, ...rest: [never]) {
      const send = () => postMessage.call(this, message, ...rest);
      if (message?.path?.[0] === 'open') Object.assign(window, { sendRequest: send });
      else send();
    };
  });
  await page.goto('/');
  await untilPrepared(page);
  const workspace = page.locator('main.workspace');
  const map = page.locator('.map-surface');
  const box = await map.boundingBox();
  await chooseFile(page, samplePaths.int8);
  await expect(workspace).toHaveAttribute('inert');
  await expect(workspace).toBeHidden();
  await expect(page.locator('main.landing')).toBeVisible();
  await expect(page.locator('main.workspace table')).toHaveCount(0);
  await page.evaluate('sendRequest()');
  await waitForMap(page, '0:5');
  await expect(workspace).not.toHaveAttribute('inert');
  await expect(page.locator('main')).toHaveCount(1);
  expect(await map.boundingBox()).toEqual(box);
});

test('after a file that is not a model, the first page is as before', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, { name: 'a.tflite', bytes: new TextEncoder().encode('no model') });
  await expect(problem(page)).toContainText('a.tflite');
  await expect(page.locator('main.landing')).toBeVisible();
  await expect(page.getByRole('main')).toHaveCount(1);
});

test('code is compiled ahead out of sight: nothing of it is in sight, in the address or in storage', async ({
  page,
}) => {
  await page.goto('/');
  await untilPrepared(page);
  await expect(page.locator('body > [inert]')).toHaveCount(0);
  await expect(page.getByRole('img').and(page.locator('canvas'))).toHaveCount(0);
  await expect(page.locator('table')).toHaveCount(0);
  await expect(page.locator('.readout')).toHaveCount(0);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  expect(new URL(page.url()).hash).toBe('');
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
});

test('the address bar has only name and size of a local file', async ({ page }) => {
  await page.goto('/');
  await drop(page, [samplePaths.int8]);
  await waitForMap(page, '0:5');
  await expect
    .poll(() => linkFields(page))
    .toMatchObject({ name: 'mnist-2by4-int8.tflite', size: '3294272', tensor: '0:5' });
  expect(linkFields(page)).not.toHaveProperty('model');
});

test('an overlay is visible while a file is dragged over the window and its children', async ({ page }) => {
  await openTutorialSample(page);
  const overlay = page.getByText('Drop to open');
  const held = await dataTransferOf(page, [samplePaths.int8]);
  const carry = (type: string, where: string) =>
    page.locator(where).first().dispatchEvent(type, { dataTransfer: held });

  await carry('dragenter', 'body');
  await expect(overlay).toBeVisible();
  // dragenter of the child comes before dragleave of the parent.
  await carry('dragenter', 'canvas');
  await carry('dragleave', 'body');
  await expect(overlay).toBeVisible();
  await carry('dragleave', 'canvas');
  await expect(overlay).toBeHidden();

  await carry('dragenter', 'table');
  await expect(overlay).toBeVisible();
  await carry('drop', 'table');
  await expect(overlay).toBeHidden();
  await expect(page.getByRole('banner')).toContainText('mnist-2by4-int8.tflite');
});

test('the button Open opens the file dialog', async ({ page }) => {
  await page.goto('/');
  const dialog = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Open', exact: true }).click();
  await (await dialog).setFiles(samplePaths.int8);
  await waitForMap(page, '0:5');
});

test('the same file can be chosen twice', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await tensorRow(page, '0:3').click();
  await waitForMap(page, '0:3');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await expect(page.locator('input[type=file]')).toBeAttached();
});

test('a click selects a row', async ({ page }) => {
  await openTutorialSample(page);
  await tensorRow(page, '0:7').click();
  await waitForMap(page, '0:7');
  await expect(details(page)).toContainText('2,560 of 2,560 blocks break 2 of 4');
  await expect(heatmap(page)).toHaveAttribute(
    'aria-label',
    /sequential\/dense\/MatMul.*2,560 of 2,560 blocks break 2 of 4/,
  );
  await expect(tensorRow(page, '0:7')).toHaveAttribute('aria-current', 'true');
  await expect(tensorRow(page, '0:5')).not.toHaveAttribute('aria-current');
});

test('arrow keys move through rows, and Enter and Space select', async ({ page }) => {
  await openTutorialSample(page);
  await tensorRow(page, '0:5').focus();
  await page.keyboard.press('ArrowDown');
  await waitForMap(page, '0:7');
  await expect(tensorRow(page, '0:7')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await waitForMap(page, '0:3');
  await expect(tensorRow(page, '0:3')).toBeFocused();
  for (const key of ['Enter', 'Space']) {
    await page.getByRole('button', { name: 'Structural pruning for Dense layer' }).click();
    await waitForMap(page, '0:5');
    await tensorRow(page, '0:1').focus();
    await page.keyboard.press(key);
    await waitForMap(page, '0:1');
  }
});

test('a model opened while another is being counted shows only its own numbers', async ({ page, context }) => {
  // Gates delay responses: of the first model while it is counted, of the second while its first map is read.
  const first = gate();
  const second = gate();
  const secondAsked = gate();
  const bytesAsked = (range = '') => {
    const [start, end] = range.replace('bytes=', '').split('-').map(Number);
    return end! - start! + 1;
  };
  let mapAsked = false;
  const held: Request[] = [];
  const over = new Set<Request>();
  for (const end of ['requestfinished', 'requestfailed'] as const) {
    context.on(end as 'requestfinished', (request) => over.add(request));
  }
  await context.route('**/mnist-2by4-float32.tflite', async (route) => {
    if (mapAsked) {
      held.push(route.request());
      await first.promise;
    }
    mapAsked ||= bytesAsked(route.request().headers().range) > 1e7;
    await route.continue();
  });
  await context.route('**/mnist-2by4-int8-12-violations.tflite', async (route) => {
    if (bytesAsked(route.request().headers().range) > 1e6) {
      secondAsked.open();
      await second.promise;
    }
    await route.continue();
  });

  await openTutorialSample(page);
  await expect.poll(() => held.length, 'the first model is being counted').toBeGreaterThan(0);
  await chooseFromMenu(page, fileMenuButton, 'menuitem', 'int8 with 12 violations');
  await secondAsked.promise;
  first.open();
  await expect.poll(() => held.every((request) => over.has(request)), 'the first model has its answers').toBe(true);
  second.open();
  await waitForMap(page, '0:5');
  const rows = tensorTable(page).locator('[data-tensor]');
  await expect(rows.and(page.locator('[data-status]'))).toHaveCount(4);
  await expect(rows.filter({ hasText: 'cannot be read' })).toHaveCount(0);
  await expect(tensorRow(page, '0:1')).toContainText('50.2 %');
  await expect(tensorRow(page, '0:3')).toContainText('50.3 %');
  await expect(tensorRow(page, '0:5')).toContainText('nearly, 12 broken blocks');
  await expect(tensorRow(page, '0:7')).toContainText('0.7 %');
});

test('a menu that is loaded while its button is held down opens when the button is released', async ({ page }) => {
  const chunk = gate();
  await page.route(/\/OverflowMenu-[^/]*\.js$/, async (route) => {
    await chunk.promise;
    await route.continue();
  });
  const requested = page.waitForRequest(/\/OverflowMenu-[^/]*\.js$/);
  await page.goto(sampleLink('int8'));
  const script = (await requested).url();
  await page.getByRole('button', { name: 'More', exact: true }).hover();
  await page.mouse.down();
  chunk.open();
  // The page renders the menu in the next frame.
  await page.evaluate(async (url) => {
    await import(url);
    for (let frame = 0; frame < 3; frame++) await new Promise(requestAnimationFrame);
  }, script);
  await page.mouse.up();
  await expect(page.getByRole('menu')).toBeVisible();
});

/** A promise, and the function that fulfills it. */
function gate() {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}
