import { expect, type Page } from '@playwright/test';
import { buildModel } from './buildModel';
import {
  atlas,
  chooseFile,
  heatmap,
  linkFields,
  mapRegion,
  sampleLink,
  samplePaths,
  share,
  statusBar,
  tensorRow,
  tensorTable,
  waitForMap,
} from './pageObjects';

// States of the page, for screenshots and for checks of all of them.

export type PageState = {
  readonly name: string;
  /** Shows it on a blank page, in any window, with the theme of the system. Returns once all of it is drawn. */
  open(page: Page): Promise<void>;
};

const landing: PageState = {
  name: 'landing',
  async open(page) {
    await page.goto('/');
    await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
  },
};

const conforms: PageState = {
  name: 'conforms',
  open: (page) => openSample(page, sampleLink('int8', { tensor: '0:5' })),
};

const nearly: PageState = {
  name: 'nearly-with-callout',
  async open(page) {
    await openSample(page, sampleLink('violations', { tensor: '0:5' }));
    await page.keyboard.press(']');
    await expect(statusBar(page)).toContainText('Violation 1 of 12');
  },
};

const unpruned: PageState = {
  name: 'unpruned',
  open: (page) => openSample(page, sampleLink('int8', { tensor: '0:7' })),
};

const taps: PageState = {
  name: 'taps',
  open: (page) => openSample(page, sampleLink('int8', { tensor: '0:3' })),
};

const atlasOfAll: PageState = {
  name: 'atlas',
  async open(page) {
    await page.goto(sampleLink('violations', { atlas: '1' }));
    await expect(atlas(page)).toHaveAttribute('data-read', '4');
    await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
  },
};

const compare: PageState = {
  name: 'compare',
  async open(page) {
    const compared = { compare: samplePaths.int8.replace('public/', '') };
    await openSample(page, sampleLink('float32', { ...compared, tensor: '0:3', view: 'taps' }));
    await expect(mapRegion(page).locator('[data-legend="compare-added"]')).toBeAttached();
  },
};

const threshold: PageState = {
  name: 'threshold',
  async open(page) {
    await openSample(page, sampleLink('float32', { tensor: '0:7', threshold: '0.02' }));
    await expect(mapRegion(page)).toContainText(/What if.*zeros/);
  },
};

const preview: PageState = {
  name: 'preview-with-notes',
  async open(page) {
    const notes = ['0:5/b:93,511;TM;Why is this block kept?', '0:5/c:101,2042;;And this weight?'];
    const link = await copiedLink(page, notes);
    await page.goto('about:blank');
    await page.goto(link);
    await waitForMap(page, '0:5');
    await expect(heatmap(page)).toHaveAttribute('data-source', 'snapshot');
    await expect(page.locator('.note-mark')).toHaveCount(2);
  },
};

const failed: PageState = {
  name: 'failed',
  async open(page) {
    await page.goto('/');
    await chooseFile(page, { name: 'lost.tflite', bytes: modelWithLostWeights() });
    await waitForMap(page, '0:1');
    await expect(page.locator('.sheet-peek').or(tensorRow(page, '0:2')).first()).toBeVisible();
    // A row that is not in view can be selected too.
    await page.keyboard.press('n');
    await expect(heatmap(page)).toHaveAttribute('data-state', 'failed');
    await expect(page.locator('.verdict-heading:visible, .sheet-peek').first()).toContainText('Cannot be read');
  },
};

/** The ten states that screenshots are compared in. */
export const pageStates: readonly PageState[] = [
  ...[landing, conforms, nearly, unpruned, taps, atlasOfAll, compare, threshold, preview, failed],
];

/** Opens a link to a sample, and waits until all of its tensors are counted. On a phone, the list is in a closed sheet. */
async function openSample(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(page.locator('.sheet-peek').or(tensorTable(page).locator('[data-status]').nth(3))).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

/** The link that a person copies who has opened a file and written notes. */
async function copiedLink(page: Page, notes: readonly string[]): Promise<string> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await chooseFile(page, samplePaths.violations);
  await waitForMap(page, '0:5');
  await expect.poll(() => linkFields(page).tensor).toBe('0:5');
  const fields = { rows: '88:112', columns: '2036:2060' };
  await page.evaluate(
    ([fields, notes]) => {
      const link = new URLSearchParams(location.hash.slice(1));
      // On a phone, the tensor opens transposed.
      link.delete('view');
      for (const [name, value] of Object.entries(fields)) link.set(name, value);
      for (const note of notes) link.append('note', note);
      location.hash = link.toString();
    },
    [fields, notes] as const,
  );
  await expect(heatmap(page)).toHaveAttribute('data-rows', fields.rows);
  const isWide = await page.getByRole('button', { name: 'Share', exact: true }).isVisible();
  if (isWide) await share(page, 'Copy link');
  else {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menu').getByRole('menuitem', { name: 'Copy link' }).click();
  }
  await expect(page.getByText('Link copied')).toBeAttached();
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Two dense layers. The weights of the second refer to a buffer that the file does not have. */
function modelWithLostWeights(): Uint8Array {
  return buildModel({
    tensors: [
      { name: 'image', shape: [1, 8] },
      { name: 'dense/weights', shape: [4, 8], data: Array.from({ length: 32 }, (_, i) => i % 2) },
      { name: 'lost/weights', shape: [4, 2], buffer: 99 },
      { name: 'hidden', shape: [1, 4] },
      { name: 'scores', shape: [1, 4] },
    ],
    operators: [
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [3] },
      { code: 'FULLY_CONNECTED', inputs: [3, 2, -1], outputs: [4] },
    ],
    inputs: [0],
    outputs: [4],
  });
}
