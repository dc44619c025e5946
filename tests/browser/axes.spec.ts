import type { Page } from '@playwright/test';
import { buildModel } from '../support/buildModel';
import {
  chooseFile,
  expect,
  goToFragment,
  heatmap,
  linkFields,
  sampleLink,
  test,
  waitForMap,
  waitForWindow,
} from '../support/pageObjects';

const [out, taps, channels] = [195, 2, 192];

const model = () =>
  buildModel({
    tensors: [
      { name: 'input' },
      {
        name: 'filters',
        shape: [out, taps, taps, channels],
        type: 'INT8',
        data: Array.from({ length: out * taps * taps * channels }, (_, i) => (i % 4 < 2 ? 1 : 0)),
      },
      { name: 'output' },
    ],
    operators: [{ code: 'CONV_2D', inputs: [0, 1, -1], outputs: [2] }],
    inputs: [0],
    outputs: [2],
  });

/** Pairs of texts of the axes that overlap, and texts outside of the map's box. */
function collisions(page: Page): Promise<string[]> {
  return page.locator('.map-surface').evaluate((surface) => {
    const box = surface.getBoundingClientRect();
    const texts = [...surface.querySelectorAll('svg text')].map((text) => ({
      text: text.textContent!,
      ...text.getBoundingClientRect().toJSON(),
    })) as (DOMRect & { text: string })[];
    const outside = texts.filter(({ left, top, bottom }) => left < box.left || top < box.top || bottom > box.bottom);
    const overlapping = texts.flatMap((a, i) =>
      texts
        .slice(i + 1)
        .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
        .map((b) => `${a.text} over ${b.text}`),
    );
    return [...outside.map(({ text }) => `${text} outside`), ...overlapping];
  });
}

for (const width of [1400, 390]) {
  test(`labels and names of axes do not overlap, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.goto('/');
    await chooseFile(page, { name: 'filters.tflite', bytes: model() });
    await waitForMap(page, '0:1');
    for (const [view, windows] of Object.entries({
      rows: ['', '&rows=700:780&columns=100:192', '&rows=770:780&columns=182:192'],
      filters: ['', '&rows=100:195&columns=600:768', '&rows=188:195&columns=758:768'],
      'filters,transposed': ['', '&rows=600:768&columns=100:195'],
      taps: ['', '&rows=180:210&columns=185:200', '&rows=380:390&columns=374:384'],
      'taps,transposed': ['', '&rows=150:230&columns=180:210'],
      'tap:1,1': ['', '&rows=180:195&columns=180:192'],
    })) {
      for (const window of windows) {
        const fields = `v=1&name=filters.tflite&tensor=0:1&view=${view}${window}`;
        await goToFragment(page, fields);
        const { rows, columns } = Object.fromEntries(new URLSearchParams(fields));
        if (rows && columns) await waitForWindow(page, rows, columns);
        else await expect.poll(() => linkFields(page).rows).toBeUndefined();
        await expect(page.locator('.map-surface svg .axis.rows .tick').first()).toBeAttached();
        await expect.poll(() => collisions(page), `${view} ${window}`).toEqual([]);
      }
    }
  });
}

test('ticks along blocks are at the starts of blocks', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:5', rows: '0:24', columns: '0:24' }));
  await waitForMap(page, '0:5');
  await expect(heatmap(page)).toHaveAttribute('data-columns', '0:24');
  const ticks = page.locator('.map-surface svg .axis.columns .tick');
  await expect(ticks.first()).toHaveText('0');
  const indices = (await ticks.allTextContents()).map(Number);
  expect(indices.length).toBeGreaterThan(2);
  expect(indices.filter((index) => index % 4 !== 0)).toEqual([]);
});
