import type { Page } from '@playwright/test';
import { taskBundle } from '../support/buildBundle';
import { layoutFaults } from '../support/layoutFaults';
import {
  chooseFromMenu,
  type DroppedFile,
  drop,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  openSampleWindow,
  openTutorialSample,
  problem,
  sampleLink,
  samplePaths,
  share,
  tensorTable,
  test,
  waitForMap,
} from '../support/pageObjects';
import { smallTensors } from '../support/smallTensors';

const models: readonly { readonly what: string; file(): Promise<DroppedFile> }[] = [
  { what: 'the tutorial’s sample', file: async () => samplePaths.float32 },
  { what: '198 tensors', file: async () => ({ name: 'many.tflite', bytes: smallTensors(198) }) },
  { what: 'a stored-sparse model', file: async () => samplePaths.storedSparse },
  {
    what: 'names of 150 characters',
    file: async () => ({ name: `${'long_'.repeat(30)}.tflite`, bytes: smallTensors(12, nameOf150) }),
  },
  {
    what: 'a bundle',
    file: async () => ({
      name: 'a_bundle_with_a_rather_long_name.task',
      bytes: await taskBundle({ 'detector.tflite': smallTensors(3), 'landmarks.tflite': smallTensors(2) }),
    }),
  },
];

/** Names of paths, and of a single word that cannot be wrapped. */
function nameOf150(i: number): string {
  const path = 'StatefulPartitionedCall/functional_1/'.repeat(4);
  return `${i % 2 === 0 ? path : 'kernel_'.repeat(22)}`.slice(0, 147) + String(i).padStart(3, '0');
}

const windows = [
  { name: '360 px', viewport: { width: 360, height: 740 } },
  { name: 'a phone', viewport: { width: 390, height: 844 } },
  { name: 'a tablet', viewport: { width: 768, height: 1024 } },
  { name: 'a laptop', viewport: { width: 1400, height: 900 } },
  { name: 'a desktop', viewport: { width: 1920, height: 1080 } },
  { name: '1400 px at 200 %', viewport: { width: 700, height: 450 }, deviceScaleFactor: 2 },
];

async function openFile(page: Page, file: DroppedFile): Promise<void> {
  await page.goto('/');
  await drop(page, [file]);
  await expect(heatmap(page)).toHaveAttribute('data-state', /ready|failed/);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

/** The share of the window that the plot covers, without its axes. */
function plotShare(page: Page): Promise<number> {
  return heatmap(page).evaluate((canvas) => {
    const { width, height } = canvas.getBoundingClientRect();
    return (width * height) / (innerWidth * innerHeight);
  });
}

test('the check of the layout finds text that is cut off, overlaps, and sideways scrolling', async ({ page }) => {
  const faultsOf = async (content: string) => {
    await page.setContent(`<!doctype html><body style="margin: 0"><div class="app">${content}</div>`);
    return layoutFaults(page);
  };
  const cut = 'width: 40px; overflow: hidden; white-space: nowrap';
  expect(await faultsOf('<h2>A heading</h2><button>A button</button>')).toEqual([]);
  expect(await faultsOf(`<p style="${cut}">A long sentence</p>`)).toEqual([expect.stringContaining('cut off: p')]);
  expect(await faultsOf(`<p style="${cut}" title="A long sentence">A long sentence</p>`)).toEqual([]);
  expect(await faultsOf('<p style="height: 20px; overflow: hidden">Two<br>lines</p>')).toEqual([
    expect.stringContaining('cut off: p'),
  ]);
  expect(await faultsOf('<button>One</button><button style="margin-left: -20px">Two</button>')).toEqual([
    expect.stringContaining('overlap: button'),
  ]);
  expect(
    await faultsOf('<h2 style="margin: 0">Heading</h2><button style="position: relative; top: -20px">Two</button>'),
  ).toEqual([expect.stringContaining('overlap: h2')]);
  expect(await faultsOf('<p style="width: 3000px">Wide</p>')).toEqual([expect.stringContaining('scrolls sideways')]);
});

for (const { name, ...use } of windows) {
  test.describe(name, () => {
    test.use(use);

    test('the first page has no fault in its layout', async ({ page }) => {
      await page.goto('/');
      await expect(page.getByRole('button', { name: /tutorial/i })).toBeVisible();
      await expect.poll(() => layoutFaults(page)).toEqual([]);
    });

    for (const { what, file } of models) {
      test(`${what}: nothing is cut off, overlaps or scrolls sideways`, async ({ page }) => {
        await openFile(page, await file());
        await expect.poll(() => layoutFaults(page)).toEqual([]);
        const isPhone = use.viewport.width <= 700;
        for (const tab of isPhone ? ['Tensors', 'Details', 'Notes'] : []) {
          await page.getByRole('tab', { name: tab }).click();
          await expect.poll(() => layoutFaults(page)).toEqual([]);
        }
        if (!isPhone) return;
        await page.getByRole('button', { name: 'Show more of the sheet' }).click();
        await page.getByRole('tab', { name: 'Tensors' }).click();
        await expect(tensorTable(page)).toBeInViewport();
      });
    }
  });
}

test.describe('at 1400 x 900', () => {
  test.use({ viewport: { width: 1400, height: 900 } });

  test('the map has at least 43 % of the window beside both panels, and 20 tensors are in the list', async ({
    page,
  }) => {
    await openFile(page, { name: 'many.tflite', bytes: smallTensors(198) });
    await expect.poll(() => plotShare(page)).toBeGreaterThanOrEqual(0.43);
    const visibleRows = () =>
      tensorTable(page)
        .locator('[data-tensor]')
        .evaluateAll((rows) => {
          const list = rows[0]!.closest('.tensor-scroll')!.getBoundingClientRect();
          return rows.filter((row) => {
            const { top, bottom } = row.getBoundingClientRect();
            return top >= list.top && bottom <= list.bottom;
          }).length;
        });
    await expect.poll(visibleRows).toBeGreaterThanOrEqual(20);
  });

  test('with both panels closed, the map has at least 85 % of the window', async ({ page }) => {
    await openTutorialSample(page);
    await page.getByRole('button', { name: 'Tensors panel' }).click();
    await page.getByRole('button', { name: 'Details panel' }).click();
    await expect.poll(() => plotShare(page)).toBeGreaterThanOrEqual(0.85);
    await expect.poll(() => layoutFaults(page)).toEqual([]);
    // The keys go on working.
    await page.keyboard.press('n');
    await waitForMap(page, '0:7');
    await page.keyboard.press('/');
    await expect(page.getByLabel('Search tensors')).toBeFocused();
    await expect(page.getByLabel('Search tensors')).toBeInViewport();
  });

  test('a panel is resized with the pointer or the keyboard, and a reload keeps its width', async ({ page }) => {
    await openTutorialSample(page);
    const panel = page.getByRole('region', { name: 'Tensors' });
    const width = async () => (await panel.boundingBox())!.width;
    expect(await width()).toBeCloseTo(264, 0);
    const edge = page.getByRole('separator', { name: 'Resize Tensors' });
    const { x, y, height } = (await edge.boundingBox())!;
    await page.mouse.move(x, y + height / 2);
    await page.mouse.down();
    await page.mouse.move(x + 196, y + height / 2);
    await page.mouse.up();
    await expect.poll(width).toBeGreaterThan(440);
    await expect(tensorTable(page).getByRole('columnheader', { name: 'Shape' })).toBeVisible();
    await expect.poll(() => linkFields(page)).toHaveProperty('model');
    await page.reload();
    await waitForMap(page, '0:5');
    await expect.poll(width).toBeGreaterThan(440);
    await edge.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(width).toBeLessThan(440);
  });

  test('the number of tensors stays in one line, and names have room, at any width of the panel', async ({ page }) => {
    const dense = smallTensors(198, undefined, () => 8);
    await openFile(page, { name: 'dense.tflite', bytes: dense });
    const panel = page.getByRole('region', { name: 'Tensors' });
    const heading = panel.getByRole('heading', { name: 'Tensors 198' });
    const lines = () =>
      heading.evaluate((element) => {
        const text = document.createRange();
        text.selectNodeContents(element);
        return new Set([...text.getClientRects()].map(({ bottom }) => Math.round(bottom / 8))).size;
      });
    await expect(panel.getByRole('button', { name: 'Prune…' })).toBeVisible();
    const edge = page.getByRole('separator', { name: 'Resize Tensors' });
    const nameWidth = () =>
      tensorTable(page)
        .locator('tbody .name')
        .first()
        .evaluate((name) => name.clientWidth);
    for (const width of [264, 220, 184, 320, 400, 425, 480, 575, 585, 636]) {
      const { x, y, height } = (await edge.boundingBox())!;
      await page.mouse.move(x, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(width, y + height / 2);
      await page.mouse.up();
      await expect.poll(async () => Math.abs((await panel.boundingBox())!.width - width)).toBeLessThan(4);
      expect(await lines()).toBe(1);
      if (width >= 264) expect(await nameWidth()).toBeGreaterThan(80);
      await expect.poll(() => layoutFaults(page)).toEqual([]);
      await expect(panel.getByLabel('Sort')).toBeInViewport({ ratio: 1 });
    }
  });

  test('the legend moves away from the pointer, and the buttons once the pointer rests', async ({ page }) => {
    await openSampleWindow(page, '0:24', '0:24');
    const box = (await heatmap(page).boundingBox())!;
    const legend = page.locator('.map-legend');
    const tools = page.locator('.map-frame .map-tools');
    await expect(legend).toBeVisible();
    await page.mouse.move(box.x + 20, box.y + box.height - 20);
    await expect(legend).toHaveAttribute('data-away');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 3);
    await expect(legend).not.toHaveAttribute('data-away');
    const { x, y } = (await tools.boundingBox())!;
    await page.mouse.move(x - 10, y + 10);
    await expect(tools).toHaveAttribute('data-away');
    // It can still be pressed.
    await page.getByRole('button', { name: 'Legend' }).click();
    await expect(legend).toBeHidden();
  });

  test('overlays move away from the violation that a key selected', async ({ page }) => {
    await openFile(page, samplePaths.violations);
    await heatmap(page).focus();
    // The first violation is in the upper left corner of the tensor, the last in the lower right.
    await page.keyboard.press('[');
    await expect(page.locator('.map-frame .map-tools')).toHaveAttribute('data-away');
    await expect(mapRegion(page)).toContainText('broken block');
  });
});

for (const { name, viewport } of windows.filter(({ viewport }) => [360, 1400].includes(viewport.width))) {
  test(`messages cover nothing, ${name}`, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-write']);
    await page.setViewportSize(viewport);
    await openFile(page, samplePaths.violations);
    if (viewport.width > 700) await share(page, 'Copy link');
    else await chooseFromMenu(page, 'More', 'menuitem', 'Copy link');
    await expect(page.getByText('Link copied')).toBeInViewport({ ratio: 1 });
    await expect.poll(() => layoutFaults(page)).toEqual([]);
    await drop(page, [{ name: 'picture.png', bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47) }]);
    await expect(problem(page)).toContainText('picture.png');
    await expect.poll(() => layoutFaults(page)).toEqual([]);
  });
}

test('on a phone, all controls of the map are in view, and a violation covers none', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [tensor, selects] of [
    ['0:5', 1],
    ['0:3', 2],
  ] as const) {
    await page.goto(sampleLink('violations', { tensor }));
    await waitForMap(page, tensor);
    await expect(mapRegion(page).locator('select')).toHaveCount(selects);
    for (const control of await mapRegion(page).locator('header :is(select, input)').all()) {
      await expect(control).toBeInViewport({ ratio: 1 });
    }
    await page.keyboard.press(']');
    await expect.poll(() => layoutFaults(page)).toEqual([]);
  }
});

test('on a phone, the map has at least 40 % of the window without scrolling', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openFile(page, samplePaths.violations);
  await expect(heatmap(page)).toBeInViewport({ ratio: 1 });
  await expect.poll(() => plotShare(page)).toBeGreaterThanOrEqual(0.4);
});
