import { expect, type FrameLocator, type Locator, type Page, test as withPage } from '@playwright/test';

// Page objects for the browser tests: what users see and do.

/** Errors and request origins that a test expects. All others fail it. */
type Expected = { readonly errors: RegExp[]; readonly origins: string[] };

/** Tests also fail on script errors, errors in the console, and requests to other origins. */
export const test = withPage.extend<{ expected: Expected }>({
  expected: [
    async ({ context, baseURL }, use) => {
      const expected: Expected = { errors: [], origins: [new URL(baseURL!).origin] };
      const errors: string[] = [];
      const addresses: string[] = [];
      context.on('weberror', (error) => errors.push(String(error.error())));
      context.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} ${message.location().url}`);
      });
      context.on('request', (request) => addresses.push(request.url()));
      await use(expected);
      expect(errors.filter((error) => !expected.errors.some((pattern) => pattern.test(error)))).toEqual([]);
      const strays = addresses.filter((address) => {
        const { protocol, origin } = new URL(address);
        return /^https?:$/.test(protocol) && !expected.origins.includes(origin);
      });
      expect(strays, 'requests to other origins').toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export const samplePaths = {
  float32: 'public/samples/mnist-2by4-float32.tflite',
  int8: 'public/samples/mnist-2by4-int8.tflite',
  violations: 'public/samples/mnist-2by4-int8-12-violations.tflite',
  storedSparse: 'public/samples/mnist-2by4-int8-stored-sparse.tflite',
} as const;

/** The link to the map of a sample, with more fields. */
export function sampleLink(sample: keyof typeof samplePaths, fields: Readonly<Record<string, string>> = {}): string {
  return `/#${new URLSearchParams({ model: samplePaths[sample].replace('public/', ''), ...fields })}`;
}

export function heatmap(page: Page): Locator {
  return heatmapIn(page);
}

/** The map in an embedded page. */
export function heatmapIn(frame: Page | FrameLocator): Locator {
  return frame.getByRole('img', { name: /^Non-zero map/ });
}

/** The canvas of the atlas. */
export function atlas(page: Page): Locator {
  return page.getByRole('img', { name: /^Atlas of/ });
}

export function tensorTable(page: Page): Locator {
  return page.getByRole('table', { name: 'Weight tensors' });
}

export function tensorRow(page: Page, tensor: string): Locator {
  return tensorTable(page).locator(`[data-tensor="${tensor}"]`);
}

export function problem(page: Page): Locator {
  return page.getByRole('alert');
}

/** The region of the map, with heading, controls and legend. */
export function mapRegion(page: Page): Locator {
  return page.getByRole('region', { name: 'Map' });
}

/** The region with verdict, structure and storage of the tensor on screen. */
export function details(page: Page): Locator {
  return page.getByRole('region', { name: 'Details' });
}

/** The status bar, with the weight under the pointer and the announcements. */
export function statusBar(page: Page): Locator {
  return page.getByRole('contentinfo');
}

/** Opens a menu of the page by the name of its button, and waits for its items. */
export async function openMenu(page: Page, button: string | RegExp): Promise<Locator> {
  await page.getByRole('button', { name: button, exact: true }).click();
  const menu = page.getByRole('menu');
  await expect(menu).toBeVisible();
  return menu;
}

/** Chooses an item of a menu. */
export async function chooseFromMenu(
  page: Page,
  button: string | RegExp,
  role: 'menuitem' | 'menuitemradio',
  item: string,
): Promise<void> {
  const menu = await openMenu(page, button);
  await menu.getByRole(role, { name: item, exact: true }).click();
  await expect(menu).toBeHidden();
}

/** Chooses an item of the menu "Share". */
export async function share(page: Page, item: string): Promise<void> {
  await chooseFromMenu(page, 'Share', 'menuitem', item);
}

const themeItems = { auto: 'Same as system', light: 'Light', dark: 'Dark' };

/** Chooses a theme in the menu "More". */
export async function chooseTheme(page: Page, theme: keyof typeof themeItems): Promise<void> {
  await chooseFromMenu(page, 'More', 'menuitemradio', themeItems[theme]);
}

/** The name of the button that opens the menu of the open file. */
export const fileMenuButton = /Size, hash, samples/;

/** Waits for the status of a tensor in the table. */
export async function waitForStatus(page: Page, tensor: string, status: string): Promise<void> {
  await expect(tensorRow(page, tensor)).toHaveAttribute('data-status', status);
}

/** Waits for the map of a tensor. */
export async function waitForMap(page: Page, tensor: string): Promise<void> {
  await expect(heatmap(page)).toHaveAttribute('data-tensor', tensor);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  // The panels follow the first map, and their keys work from then on.
  await expect(page.locator('.side-panel:empty')).toHaveCount(0);
}

/** Waits for a window of the map, given as in the link. */
export async function waitForWindow(page: Page, rows: string, columns: string): Promise<void> {
  await expect(heatmap(page)).toHaveAttribute('data-rows', rows);
  await expect(heatmap(page)).toHaveAttribute('data-columns', columns);
}

/** Opens a link to a window of a sample's tensor. */
export async function openSampleWindow(
  page: Page,
  rows: string,
  columns: string,
  { sample = 'int8', tensor = '0:5' }: { sample?: keyof typeof samplePaths; tensor?: string } = {},
): Promise<void> {
  await page.goto(sampleLink(sample, { tensor, rows, columns }));
  await waitForMap(page, tensor);
  await waitForWindow(page, rows, columns);
}

/**
 * Waits until the view is at rest at a different window, and the address bar has the same window. The view must have moved in one event: on a
 * slow machine it is also at rest between two events.
 */
export async function waitForViewChange(page: Page, rows: string, columns: string): Promise<MapWindow> {
  await expect.poll(() => windowTexts(page)).not.toEqual({ rows, columns });
  await expect(async () => expect(linkedWeights(page)).toEqual(await windowTexts(page))).toPass();
  return windowOf(page);
}

/** The window in the address bar, rounded outward to complete weights; undefined for the complete tensor. */
export function linkedWeights(page: Page): Record<string, string | undefined> {
  const { rows, columns } = linkFields(page);
  const rounded = (range: string | undefined) => {
    const [start, end] = range?.split(':').map(Number) ?? [];
    return start === undefined ? undefined : `${Math.floor(start)}:${Math.ceil(end!)}`;
  };
  return { rows: rounded(rows), columns: rounded(columns) };
}

export async function openTutorialSample(page: Page, fragment = ''): Promise<void> {
  await page.goto(`/${fragment}`);
  await page.getByRole('button', { name: /tutorial/i }).click();
  await waitForMap(page, '0:5');
}

/** Changes the fragment in the address bar. */
export async function goToFragment(page: Page, fragment: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);
}

/** What the page asks before a link loads its model from another host. */
export function linkQuestion(page: Page | FrameLocator): Locator {
  return page.getByRole('status').filter({ hasText: 'This link loads a model from' });
}

/** Lets a link load its model from another host. */
export async function allowLink(page: Page | FrameLocator): Promise<void> {
  await linkQuestion(page).getByRole('button', { name: 'Load', exact: true }).click();
}

/** The fields of the link in the address bar. */
export function linkFields(page: Page): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
}

/** The path of a local file, or a file that the test creates. */
export type DroppedFile = string | { readonly name: string; readonly bytes: Uint8Array };

/** Drags files over an element, calls `whileHeld`, and drops them. */
export async function drop(
  page: Page,
  files: readonly DroppedFile[],
  { over = page.locator('body'), whileHeld = async () => {} }: { over?: Locator; whileHeld?(): Promise<void> } = {},
): Promise<void> {
  const held = await dataTransferOf(page, files);
  await over.dispatchEvent('dragenter', { dataTransfer: held });
  await over.dispatchEvent('dragover', { dataTransfer: held });
  await whileHeld();
  await over.dispatchEvent('drop', { dataTransfer: held });
}

/** The DataTransfer of dragged files. */
export async function dataTransferOf(page: Page, files: readonly DroppedFile[]) {
  // A page cannot create a File of a file on disk, so a temporary input takes them first.
  const input = await page.evaluateHandle(() => {
    const made = document.createElement('input');
    made.type = 'file';
    made.multiple = true;
    return made;
  });
  await input.setInputFiles(files.map(asInputFile) as string[]);
  return page.evaluateHandle((chosen) => {
    const transfer = new DataTransfer();
    for (const file of chosen.files ?? []) transfer.items.add(file);
    return transfer;
  }, input);
}

/** Chooses a file in the page's file input, like the dialog of "Open". */
export async function chooseFile(page: Page, file: DroppedFile): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(asInputFile(file) as string);
}

function asInputFile(file: DroppedFile) {
  if (typeof file === 'string') return file;
  return { name: file.name, mimeType: 'application/octet-stream', buffer: Buffer.from(file.bytes) };
}

/** The window in the attributes of the map, both from the same frame. They are empty while there is no map. */
function windowTexts(page: Page): Promise<{ rows: string; columns: string }> {
  return heatmap(page).evaluate(({ dataset: { rows = '', columns = '' } }) => ({ rows, columns }));
}

/** The window in the attributes of the map, in complete weights, end exclusive. Waits until there is a map. */
export async function windowOf(page: Page) {
  await expect(heatmap(page)).toHaveAttribute('data-rows');
  const { rows, columns } = await windowTexts(page);
  const [rowStart, rowEnd] = rows.split(':').map(Number);
  const [columnStart, columnEnd] = columns.split(':').map(Number);
  return { rowStart: rowStart!, rowEnd: rowEnd!, columnStart: columnStart!, columnEnd: columnEnd! };
}

export type MapWindow = Awaited<ReturnType<typeof windowOf>>;

/** The readout of the weight under the pointer. */
export async function readout(page: Page) {
  const text = (await statusBar(page).innerText()).replace(/\s+/g, ' ');
  const found = (pattern: RegExp) => pattern.exec(text)?.[1];
  return {
    row: Number(found(/\brow (\d+)/)),
    column: Number(found(/\bcolumn (\d+)/)),
    index: found(/\bindex (\[[\d, ]*\])/),
    stored: found(/\bstored (\S+)/),
    dequantized: found(/\bdequantized (\S+)/),
  };
}

/** The row and column under the pointer, read anew: moves the pointer away and to a point of the map. */
export async function placeAt(
  page: Page,
  { x, y }: { x: number; y: number },
): Promise<{ row: number; column: number }> {
  await page.mouse.move(0, 0);
  await expect.poll(async () => (await readout(page)).row).toBeNaN();
  await page.mouse.move(x, y);
  await expect.poll(async () => (await readout(page)).row).not.toBeNaN();
  const { row, column } = await readout(page);
  return { row, column };
}

/** The center of the map on the page, moved by a share of its size. */
export async function pointOnMap(page: Page, right = 0, down = 0): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await heatmap(page).boundingBox())!;
  return { x: Math.round(x + width * (0.5 + right)), y: Math.round(y + height * (0.5 + down)) };
}

/** Scrolls to all sections of the details: they are read when they come into view. */
export async function readDetails(page: Page): Promise<void> {
  const skeletons = () =>
    details(page).evaluate((section) => {
      section.querySelector('.skeleton')?.scrollIntoView();
      return section.querySelectorAll('.skeleton').length;
    });
  await expect.poll(skeletons).toBe(0);
}
