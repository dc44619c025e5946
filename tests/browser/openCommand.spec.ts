import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { layoutFaults } from '../support/layoutFaults';
import { denseLayer } from '../support/openBytes';
import { type OpenCommand, openCommand } from '../support/openCommand';
import {
  atlas,
  test as base,
  expect,
  fileMenuButton,
  goToFragment,
  heatmap,
  linkFields,
  openMenu,
  problem,
  samplePaths,
  share,
  tensorRow,
  waitForMap,
  waitForStatus,
  waitForWindow,
} from '../support/pageObjects';
import { sha256Hex } from '../support/sha256';

type Opened = {
  readonly folder: string;
  /** Starts the command in the folder, and opens its page. */
  open(...args: string[]): Promise<OpenCommand>;
};

/** A fresh folder, and the page of the command for files in it. The command ends with the test. */
const test = base.extend<{ opened: Opened }>({
  opened: async ({ page, expected }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'prunescope-open-'));
    const commands: OpenCommand[] = [];
    await use({
      folder,
      async open(...args) {
        const command = await openCommand(folder, ...args);
        commands.push(command);
        expected.origins.push(new URL(command.url).origin);
        await page.goto(command.url);
        return command;
      },
    });
    await page.close();
    for (const { child } of commands) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  },
});

const notices = (page: Page) => page.locator('.notices');
const compareBefore = (page: Page) => notices(page).getByRole('button', { name: 'Compare with the version before' });

/** Replaces a file at once, as an export does that writes a temporary file first. */
function replace(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.tmp`, bytes);
  renameSync(`${path}.tmp`, path);
}

/** Waits until the page keeps a copy of the version on screen: it is the only request for the complete file. */
const copied = (page: Page, name: string) =>
  page.waitForResponse(
    async (response) =>
      response.url().endsWith(`/${name}`) && response.status() === 200 && (await response.finished()) === null,
  );

/** Waits until the complete file is read, for its hash. @param bytes of the file; default: any */
const waitForHash = (page: Page, bytes?: Uint8Array) =>
  expect.poll(() => linkFields(page).sha256).toMatch(bytes ? sha256Hex(bytes) : /^[0-9a-f]{64}$/);

/** Changes fields of the link in the address bar. */
async function goToView(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  const { tensorName: _ofTensorBefore, ...others } = linkFields(page);
  await goToFragment(page, String(new URLSearchParams({ ...others, ...fields })));
}

/** What browsers log when a server ends, also about parts of the page that were on their way. */
const connectionErrors =
  /Failed to fetch dynamically imported module|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/;

const int8 = readFileSync(samplePaths.int8);
const violations = readFileSync(samplePaths.violations);

test('draws a file, follows it when it is written again, and compares it with the version before', async ({
  page,
  opened,
}) => {
  const path = join(opened.folder, 'model.tflite');
  writeFileSync(path, int8);
  const kept = copied(page, 'model.tflite');
  await opened.open('model.tflite');
  await waitForMap(page, '0:5');
  await waitForStatus(page, '0:5', 'conforms');
  await kept;
  await goToView(page, { tensor: '0:5', rows: '88:112', columns: '2036:2060', pattern: '4,8' });
  await waitForMap(page, '0:5');
  await waitForWindow(page, '88:112', '2036:2060');

  replace(path, violations);
  await expect(notices(page)).toContainText(/model\.tflite was written again at \d\d:\d\d:\d\d\. The page shows/);
  await waitForStatus(page, '0:5', 'nearly');
  await waitForMap(page, '0:5');
  await waitForWindow(page, '88:112', '2036:2060');
  await expect.poll(() => linkFields(page)).toMatchObject({ tensor: '0:5', pattern: '4,8' });
  expect(await accessibilityViolations(page)).toEqual([]);
  await expect.poll(() => layoutFaults(page)).toEqual([]);

  await compareBefore(page).click();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expect(comparison).toContainText(/model\.tflite \(\d\d:\d\d:\d\d\)/);
  await expect(tensorRow(page, '0:5').locator('[data-changes="added"]')).toHaveAttribute('data-count', /^[1-9]/);
  await expect(compareBefore(page)).toBeHidden();
  await expect(problem(page)).toHaveText('');

  // The version to compare with stays the same when the file changes once more.
  replace(path, int8);
  await waitForStatus(page, '0:5', 'conforms');
  await expect(comparison).toContainText(/model\.tflite \(\d\d:\d\d:\d\d\)/);
  await expect(tensorRow(page, '0:5').locator('[data-changes="added"]')).toHaveAttribute('data-count', '0');
  await notices(page).getByRole('button', { name: 'Dismiss' }).click();
  await expect(notices(page).getByRole('button')).toHaveCount(0);
});

test('keeps the view of taps, the atlas and the notes', async ({ page, opened }) => {
  const path = join(opened.folder, 'model.tflite');
  writeFileSync(path, int8);
  await opened.open('model.tflite');
  await waitForMap(page, '0:5');
  await goToView(page, { tensor: '0:3', view: 'taps', rows: '8:32', columns: '4:28' });
  await waitForWindow(page, '8:32', '4:28');
  await expect.poll(() => linkFields(page).view).toBe('taps');
  await goToFragment(page, `${new URL(page.url()).hash}&note=${encodeURIComponent('0:3/b:8,1;TM;Why is this kept?')}`);
  await expect.poll(() => linkFields(page).note).toContain('Why is this kept?');
  replace(path, violations);
  await waitForStatus(page, '0:5', 'nearly');
  await waitForMap(page, '0:3');
  await waitForWindow(page, '8:32', '4:28');
  const same = { view: 'taps', tensor: '0:3', rows: '8:32', columns: '4:28', note: linkFields(page).note };
  await expect.poll(() => linkFields(page)).toMatchObject(same);
  await expect(page.getByRole('button', { name: 'Hide', exact: true })).toHaveCount(0);

  await goToView(page, { atlas: '1' });
  await expect(atlas(page)).toBeVisible();
  replace(path, int8);
  await waitForStatus(page, '0:5', 'conforms');
  await expect(atlas(page)).toBeVisible();
  // Entries of the history are about the version before.
  await page.goBack();
  await expect(atlas(page)).toBeHidden();
  await waitForWindow(page, '8:32', '4:28');
  await expect(problem(page)).toHaveText('');
});

test('waits until a file is complete', async ({ page, opened }) => {
  const path = join(opened.folder, 'model.tflite');
  writeFileSync(path, int8);
  const kept = copied(page, 'model.tflite');
  await opened.open('model.tflite');
  await waitForStatus(page, '0:5', 'conforms');
  // The file is read to its end before it is written.
  await kept;
  await waitForHash(page);
  writeFileSync(path, violations.subarray(0, 2_000_000));
  await expect(notices(page)).toContainText('model.tflite was written again, but is not complete yet.');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(problem(page)).toHaveText('');
  writeFileSync(path, violations);
  await expect(notices(page)).toContainText('The page shows the new version.');
  await waitForStatus(page, '0:5', 'nearly');
});

test('says that a file was deleted, and shows it when it is back', async ({ page, opened }) => {
  const path = join(opened.folder, 'model.tflite');
  writeFileSync(path, int8);
  const kept = copied(page, 'model.tflite');
  await opened.open('model.tflite');
  await kept;
  await waitForHash(page);
  rmSync(path);
  await expect(notices(page)).toContainText('model.tflite was deleted or moved.');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  writeFileSync(path, violations);
  await waitForStatus(page, '0:5', 'nearly');
});

test('shows the default tensor if the new version lacks the one on screen', async ({ page, opened }) => {
  const path = join(opened.folder, 'model.tflite');
  const layer = (name: string) =>
    buildModel(denseLayer({ name, shape: [2, 4], type: 'INT8', data: [0, 3, 0, 4, 0, 0, 0, 0] }));
  writeFileSync(
    path,
    buildModel({
      tensors: [
        { shape: [1, 4] },
        { name: 'large', shape: [4, 4], type: 'INT8', data: Array(16).fill(1) },
        { shape: [1, 4] },
        { name: 'small', shape: [2, 4], type: 'INT8', data: Array(8).fill(1) },
        { shape: [1, 2] },
      ],
      operators: [
        { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] },
        { code: 'FULLY_CONNECTED', inputs: [2, 3, -1], outputs: [4] },
      ],
      inputs: [0],
      outputs: [4],
    }),
  );
  await opened.open('model.tflite');
  await tensorRow(page, '0:3').click();
  await waitForMap(page, '0:3');
  await waitForHash(page);
  replace(path, layer('other'));
  await waitForMap(page, '0:1');
  await expect(problem(page)).toContainText(
    'The new version has no weight tensor small (0:3). The page shows other instead.',
  );
});

test('follows the file of external weights beside a model', async ({ page, opened }) => {
  const model = buildModel({
    ...denseLayer({ name: 'outside', shape: [2, 4], type: 'INT8', externalBuffer: 7 }),
    externalBufferGroups: ['weights of a.bin'],
    externalBuffers: [{ id: 7, group: 0, offset: 0, length: 8 }],
  });
  writeFileSync(join(opened.folder, 'model.tflite'), model);
  const beside = join(opened.folder, 'weights of a.bin');
  writeFileSync(beside, Uint8Array.of(0, 3, 0, 4, 1, 0, 0, 0));
  await opened.open('model.tflite');
  await waitForMap(page, '0:1');
  await expect(tensorRow(page, '0:1')).toContainText('62.5 %');
  await waitForHash(page);
  writeFileSync(beside, Uint8Array.of(1, 3, 1, 4, 1, 0, 0, 0));
  await expect(tensorRow(page, '0:1')).toContainText('37.5 %');
});

test('two files are compared; several are in the menu of the file', async ({ page, opened }) => {
  mkdirSync(join(opened.folder, 'a'));
  mkdirSync(join(opened.folder, 'b'));
  copyFileSync(samplePaths.int8, join(opened.folder, 'a/model.tflite'));
  copyFileSync(samplePaths.violations, join(opened.folder, 'b/model.tflite'));
  const bundle = await taskBundle({ 'inner.tflite': int8 }, 'deflated');
  writeFileSync(join(opened.folder, 'bundle.task'), bundle);
  await opened.open('a/model.tflite', 'b/model.tflite');
  await expect(tensorRow(page, '0:5').locator('[data-changes="added"]')).toHaveAttribute('data-count', '0');

  await page.goto('about:blank');
  await opened.open('a/model.tflite', 'b/model.tflite', 'bundle.task');
  await waitForStatus(page, '0:5', 'conforms');
  await waitForHash(page, int8);
  const menu = await openMenu(page, fileMenuButton);
  await menu.getByRole('menuitemradio', { name: 'b/model.tflite' }).click();
  await waitForStatus(page, '0:5', 'nearly');
  await waitForHash(page, violations);
  await openMenu(page, fileMenuButton);
  await menu.getByRole('menuitemradio', { name: 'bundle.task' }).click();
  await waitForStatus(page, '0:5', 'conforms');
  await expect.poll(() => linkFields(page).name).toBe('bundle.task/inner.tflite');
  // A reload opens the file of the link.
  await waitForHash(page);
  await page.reload();
  await waitForStatus(page, '0:5', 'conforms');
  expect(linkFields(page).name).toBe('bundle.task/inner.tflite');
  await expect(problem(page)).toHaveText('');
  await page.goBack();
  await waitForStatus(page, '0:5', 'nearly');
  await waitForHash(page, violations);
  await page.reload();
  await waitForStatus(page, '0:5', 'nearly');
  await page.goBack();
  await waitForStatus(page, '0:5', 'conforms');
  expect(linkFields(page).name).toBe('model.tflite');
  await expect(problem(page)).toHaveText('');
});

test('a link to another version of the file is reported', async ({ page, opened }) => {
  const path = join(opened.folder, 'model.tflite');
  writeFileSync(path, int8);
  await opened.open('model.tflite');
  await waitForHash(page);
  const fields = { ...linkFields(page), rows: '88:112', columns: '2036:2060' };
  // A link that the reader enters, not an entry of the history.
  await goToFragment(page, String(new URLSearchParams(fields)));
  await waitForWindow(page, '88:112', '2036:2060');
  await expect(problem(page)).toHaveText('');
  await goToFragment(page, String(new URLSearchParams({ ...fields, rows: '8:32', sha256: 'a'.repeat(64) })));
  await expect(problem(page)).toContainText('This is a different version of model.tflite');
  await waitForWindow(page, '8:32', '2036:2060');
});

test('links, snippets and notes do not contain the token', async ({ page, opened, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  copyFileSync(samplePaths.int8, join(opened.folder, 'model.tflite'));
  const { url } = await opened.open('model.tflite');
  const [, token] = new URL(url).pathname.split('/') as [string, string];
  await waitForStatus(page, '0:5', 'conforms');
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

  await share(page, 'Copy link');
  await expect(notices(page)).toContainText('The link leads to this computer.');
  const link = new URL(await clipboard());
  expect(link.href).not.toContain(token);
  const fields = new URLSearchParams(link.hash.slice(1));
  expect(Object.fromEntries(fields)).toMatchObject({ name: 'model.tflite', size: String(int8.length) });
  expect(fields.get('sha256')).toMatch(/^[0-9a-f]{64}$/);
  expect(fields.has('snapshot')).toBe(true);
  expect(fields.has('model')).toBe(false);
  await notices(page).getByRole('button', { name: 'Dismiss' }).click();

  await share(page, 'Embed');
  const dialog = page.getByRole('dialog');
  // The preview reads the file of this computer.
  const preview = dialog.frameLocator('iframe');
  await expect(preview.getByRole('img', { name: /^Non-zero map/ })).toHaveAttribute('data-state', 'ready');
  expect(
    await dialog.getByRole('textbox').evaluateAll((boxes) => boxes.map((box) => (box as HTMLInputElement).value)),
  ).not.toContain(token);
  const shown = await dialog.evaluate((element) =>
    [
      element.textContent,
      ...[...element.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
    ].join('\n'),
  );
  expect(shown).toContain('model.tflite');
  expect(shown).not.toContain(token);
});

test('a page of another site and a wrong token get nothing', async ({ page, opened, expected, baseURL }) => {
  copyFileSync(samplePaths.int8, join(opened.folder, 'model.tflite'));
  const { url } = await opened.open('model.tflite');
  await waitForMap(page, '0:5');
  const file = new URL('files/0/model.tflite', url).href;
  const wrong = file.replace(/\/[^/]+\/files/, '/wrong/files');
  expect(await page.evaluate(async (address) => (await fetch(address)).status, wrong)).toBe(404);
  expected.errors.push(
    /Failed to load resource|blocked by CORS|ERR_BLOCKED|ERR_FAILED|Refused to frame|frame-ancestors/,
  );
  // A page without a content security policy, so that only the server refuses.
  await page.goto(new URL('report.schema.json', baseURL).href);
  const attempts = await page.evaluate(async (address) => {
    const outcome = (mode: RequestMode) =>
      fetch(address, { mode }).then(
        async (response) => `${response.type} ${(await response.text()).length}`,
        () => 'rejected',
      );
    return { cors: await outcome('cors'), plain: await outcome('no-cors') };
  }, file);
  expect(attempts.cors).toBe('rejected');
  expect(['rejected', 'opaque 0']).toContain(attempts.plain);
});

test('says that the command has ended, and keeps the map', async ({ page, opened, expected }) => {
  copyFileSync(samplePaths.int8, join(opened.folder, 'model.tflite'));
  const connected = page.waitForResponse((response) => response.url().endsWith('/events'));
  const { child } = await opened.open('model.tflite');
  await connected;
  await waitForHash(page);
  // All scripts are loaded.
  await page.waitForFunction(() => {
    const { scripts } = JSON.parse(document.getElementById('served-page')!.textContent);
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    return scripts.every((script: string) => loaded.some((name) => name.endsWith(script)));
  });
  expected.errors.push(connectionErrors);
  // What closing the terminal does.
  child.kill('SIGHUP');
  await expect(notices(page)).toContainText('The server of prunescope open has ended. The page keeps what it has.');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(tensorRow(page, '0:5')).toHaveAttribute('data-status', 'conforms');
  expect(await accessibilityViolations(page)).toEqual([]);
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  // Parts that were not shown before are loaded already.
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await openMenu(page, fileMenuButton);
});

test('says that the command has ended without a model, too', async ({ page, opened, expected }) => {
  const connected = page.waitForResponse((response) => response.url().endsWith('/events'));
  const { child } = await opened.open();
  await connected;
  expected.errors.push(connectionErrors);
  child.kill('SIGINT');
  await expect(notices(page)).toContainText('The server of prunescope open has ended.');
  await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
});

test('does not follow files with --no-watch, and still says that the command has ended', async ({
  page,
  opened,
  expected,
}) => {
  const path = join(opened.folder, 'model.tflite');
  copyFileSync(samplePaths.int8, path);
  const connected = page.waitForResponse((response) => response.url().endsWith('/events'));
  const { child } = await opened.open('--no-watch', 'model.tflite');
  await connected;
  await waitForStatus(page, '0:5', 'conforms');
  replace(path, violations);
  expected.errors.push(connectionErrors);
  child.kill('SIGTERM');
  await expect(notices(page)).toContainText('The server of prunescope open has ended.');
  await expect(notices(page)).not.toContainText('written again');
  await expect(tensorRow(page, '0:5')).toHaveAttribute('data-status', 'conforms');
});
