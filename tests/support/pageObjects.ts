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

/** The region of the map, with heading, verdict and readout. */
export function mapRegion(page: Page): Locator {
  return page.getByRole('region', { name: 'Map' });
}

/** Waits for the map of a tensor. */
export async function waitForMap(page: Page, tensor: string): Promise<void> {
  await expect(heatmap(page)).toHaveAttribute('data-tensor', tensor);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
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

/** Waits until the view is at rest at a different window, and the address bar has the same window. */
export async function waitForViewChange(page: Page, rows: string, columns: string): Promise<MapWindow> {
  const shown = async () => ({
    rows: await heatmap(page).getAttribute('data-rows'),
    columns: await heatmap(page).getAttribute('data-columns'),
  });
  await expect.poll(shown).not.toEqual({ rows, columns });
  await expect(async () => expect(linkedWeights(page)).toEqual(await shown())).toPass();
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

/** The window in the attributes of the map, in complete weights, end exclusive. */
export async function windowOf(page: Page) {
  const [rows, columns] = await Promise.all(
    ['data-rows', 'data-columns'].map(async (name) => (await heatmap(page).getAttribute(name))!.split(':').map(Number)),
  );
  return { rowStart: rows![0]!, rowEnd: rows![1]!, columnStart: columns![0]!, columnEnd: columns![1]! };
}

export type MapWindow = Awaited<ReturnType<typeof windowOf>>;

/** A color as `r,g,b`. */
export type Color = string;

export async function legendColors(page: Page): Promise<{ zero: Color; nonzero: Color }> {
  const colorOf = (key: string) =>
    page.locator(`[data-legend="${key}"]`).evaluate((element) => getComputedStyle(element).backgroundColor);
  const [zero, nonzero] = (await Promise.all(['zero', 'nonzero'].map(colorOf))).map((text) =>
    text.match(/\d+/g)!.slice(0, 3).join(','),
  );
  return { zero: zero!, nonzero: nonzero! };
}

/**
 * The colors of the map at places in weights of the window, which is fitted and centered with square cells: (0.5, 0.5) is the center of
 * its first cell.
 */
export async function colorsAt(
  page: Page,
  window: MapWindow,
  places: readonly { readonly row: number; readonly column: number }[],
): Promise<Color[]> {
  return heatmap(page).evaluate(
    (element, { window, places }) => {
      const canvas = element as HTMLCanvasElement;
      const { width, height } = canvas;
      const rows = window.rowEnd - window.rowStart;
      const columns = window.columnEnd - window.columnStart;
      const scale = Math.min(width / columns, height / rows);
      const left = (width - columns * scale) / 2;
      const top = (height - rows * scale) / 2;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      return places.map(({ row, column }) => {
        const pixel = 4 * (Math.floor(top + row * scale + 1e-6) * width + Math.floor(left + column * scale + 1e-6));
        return data.slice(pixel, pixel + 3).join(',');
      });
    },
    { window, places },
  );
}

/** Colors of the cells of a 24 x 24 window, away from the centers, where numbers may be. */
export function cellColors(page: Page): Promise<string[]> {
  return heatmap(page).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const side = Math.min(canvas.width, canvas.height) / 24;
    const [left, top] = [(canvas.width - 24 * side) / 2, (canvas.height - 24 * side) / 2];
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: 576 }, (_, i) => {
      const x = Math.floor(left + ((i % 24) + 0.2) * side);
      const y = Math.floor(top + (Math.floor(i / 24) + 0.8) * side);
      return data.slice(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 3).join();
    });
  });
}

/** The readout of the weight under the pointer. */
export async function readout(page: Page) {
  const text = (await mapRegion(page).innerText()).replace(/\s+/g, ' ');
  const found = (pattern: RegExp) => pattern.exec(text)?.[1];
  return {
    row: Number(found(/\brow (\d+)/)),
    column: Number(found(/\bcolumn (\d+)/)),
    index: found(/\bindex (\[[\d, ]*\])/),
    stored: found(/\bstored (\S+)/),
    dequantized: found(/\bdequantized (\S+)/),
  };
}

/** The center of the map on the page, moved by a share of its size. */
export async function pointOnMap(page: Page, right = 0, down = 0): Promise<{ x: number; y: number }> {
  const { x, y, width, height } = (await heatmap(page).boundingBox())!;
  return { x: Math.round(x + width * (0.5 + right)), y: Math.round(y + height * (0.5 + down)) };
}
