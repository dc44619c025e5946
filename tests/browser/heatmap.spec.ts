import type { Page } from '@playwright/test';
import { violations } from '../../tools/sample/violations';
import { colorsAt, legendColors } from '../support/mapColors';
import {
  details,
  expect,
  heatmap,
  linkFields,
  mapRegion,
  openSampleWindow,
  openTutorialSample,
  placeAt,
  pointOnMap,
  readout,
  sampleLink,
  samplePaths,
  statusBar,
  test,
  waitForMap,
  waitForViewChange,
  waitForWindow,
  windowOf,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

const wholeRows = '0:1024';
const wholeColumns = '0:3136';

test('the wheel zooms at the pointer: the weight under it does not move', async ({ page }) => {
  await openTutorialSample(page);
  // In the middle of the rows: they are centered until they fill the height.
  const point = await pointOnMap(page, 0.2, 0);
  const before = await placeAt(page, point);
  expect(before.row).toBeGreaterThan(0);
  for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(0, -400);
  const rowsInView = async () => {
    const { rowStart, rowEnd } = await windowOf(page);
    return rowEnd - rowStart;
  };
  await expect.poll(rowsInView).toBeLessThan(200);
  expect(await placeAt(page, point)).toEqual(before);
  const window = await windowOf(page);
  expect(window.rowStart).toBeLessThanOrEqual(before.row);
  expect(window.rowEnd).toBeGreaterThan(before.row);
  expect(window.columnStart).toBeLessThanOrEqual(before.column);
  expect(window.columnEnd).toBeGreaterThan(before.column);
});

test('the wheel zooms from single weights to the complete tensor', async ({ page }) => {
  await openSampleWindow(page, '100:140', '200:240');
  const { x, y } = await pointOnMap(page);
  await page.mouse.move(x, y);
  for (let turn = 0; turn < 10; turn++) await page.mouse.wheel(0, -1000);
  await expect
    .poll(async () => {
      const { rowStart, rowEnd } = await windowOf(page);
      return rowEnd - rowStart;
    })
    .toBeLessThan(24);
  for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 1000);
  await waitForWindow(page, wholeRows, wholeColumns);
});

test('a drag moves the view with the weight under the pointer', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  const from = await pointOnMap(page, 0.1, 0.1);
  const grabbed = await placeAt(page, from);
  await page.mouse.down();
  await page.mouse.move(from.x - 120, from.y - 90);
  await page.mouse.up();
  const window = await waitForViewChange(page, '400:440', '1000:1040');
  expect(await placeAt(page, { x: from.x - 120, y: from.y - 90 })).toEqual(grabbed);
  expect(window.rowStart).toBeGreaterThan(400);
});

test('a double click fits the tensor', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  const { x, y } = await pointOnMap(page);
  await page.mouse.dblclick(x, y);
  await waitForWindow(page, wholeRows, wholeColumns);
  await expect.poll(() => linkFields(page)).not.toHaveProperty('rows');
});

test('the keys move and zoom the view while the map has the focus', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  await heatmap(page).focus();
  let shown = await windowOf(page);
  const press = async (key: string) => {
    const before = shown;
    await page.keyboard.press(key);
    const { rowStart, rowEnd, columnStart, columnEnd } = before;
    shown = await waitForViewChange(page, `${rowStart}:${rowEnd}`, `${columnStart}:${columnEnd}`);
    return before;
  };
  await press('ArrowDown');
  expect(shown.rowStart).toBeGreaterThan(400);
  let before = await press('ArrowUp');
  expect(shown.rowStart).toBeLessThan(before.rowStart);
  before = await press('ArrowRight');
  expect(shown.columnStart).toBeGreaterThan(before.columnStart);
  before = await press('ArrowLeft');
  expect(shown.columnStart).toBeLessThan(before.columnStart);
  before = await press('+');
  expect(shown.rowEnd - shown.rowStart).toBeLessThan(before.rowEnd - before.rowStart);
  expect(shown.columnEnd - shown.columnStart).toBeLessThan(before.columnEnd - before.columnStart);
  before = await press('-');
  expect(shown.rowEnd - shown.rowStart).toBeGreaterThan(before.rowEnd - before.rowStart);
  await page.keyboard.press('0');
  await waitForWindow(page, wholeRows, wholeColumns);
});

test('resizing the browser window keeps the requested weights in view', async ({ page }) => {
  await openSampleWindow(page, '10:34', '40:64');
  const before = (await heatmap(page).boundingBox())!;
  await page.setViewportSize({ width: 1000, height: 620 });
  await expect.poll(async () => (await heatmap(page).boundingBox())!.height).not.toBe(before.height);
  await waitForWindow(page, '10:34', '40:64');
  // The window is fitted again: its corners are at the corners of the smaller map.
  const { values } = storedTensor(samplePaths.int8, 5);
  const legend = await legendColors(page);
  const corners = [
    [0, 0],
    [0, 23],
    [23, 0],
    [23, 23],
    [11, 7],
  ] as const;
  const expected = corners.map(([row, column]) =>
    values[(10 + row) * 3136 + 40 + column] === 0 ? legend.zero : legend.nonzero,
  );
  await expect
    .poll(async () =>
      colorsAt(
        page,
        await windowOf(page),
        corners.map(([row, column]) => ({ row: row + 0.5, column: column + 0.5 })),
      ),
    )
    .toEqual(expected);
  await expect.poll(() => linkFields(page)).toMatchObject({ rows: '10:34', columns: '40:64' });
});

test('] and [ step through the 12 violations of a sample in order', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await expect(details(page)).toContainText('12 of 802,816 blocks break 2 of 4');
  await heatmap(page).focus();
  const visit = async (key: string, number: number) => {
    await page.keyboard.press(key);
    await expect(statusBar(page)).toContainText(`Violation ${number} of 12`);
    const { row, block } = violations[number - 1]!;
    await expect
      .poll(async () => {
        const { rowStart, rowEnd, columnStart, columnEnd } = await windowOf(page);
        return rowStart <= row && row < rowEnd && columnStart <= 4 * block && 4 * block + 4 <= columnEnd;
      }, `row ${row}, block ${block} is in view`)
      .toBe(true);
    const { rowStart, rowEnd, columnStart, columnEnd } = await windowOf(page);
    expect(rowEnd - rowStart, 'close enough to be looked at').toBeLessThan(60);
    expect(columnEnd - columnStart).toBeLessThan(80);
  };
  for (let number = 1; number <= 12; number++) {
    await visit(']', number);
    if (number !== 8) continue;
    // This one is far from all edges, so it is centered.
    const { x, y } = await pointOnMap(page);
    await page.mouse.move(x, y);
    await expect(statusBar(page)).toContainText(`block ${violations[7]!.block}: 3 of 4 non-zero`);
    await expect.poll(async () => (await readout(page)).row).toBe(violations[7]!.row);
    await expect(mapRegion(page)).toContainText('broken block');
    await page.mouse.move(0, 0);
  }
  await visit(']', 1);
  await visit('[', 12);
  for (let number = 11; number >= 1; number--) await visit('[', number);
});

test('without violations, ] shows a message and does not move the view', async ({ page }) => {
  await openSampleWindow(page, '10:34', '40:64');
  await heatmap(page).focus();
  await page.keyboard.press(']');
  await expect(statusBar(page)).toContainText('No violations');
  await waitForWindow(page, '10:34', '40:64');
});

test('going to a violation while the view moves has the same result as at rest', async ({ page }) => {
  await page.goto(sampleLink('violations'));
  await waitForMap(page, '0:5');
  await heatmap(page).focus();
  await page.keyboard.press(']');
  await expect(statusBar(page)).toContainText('Violation 1 of 12');
  const { rows, columns } = await windowAskedFor(page);
  await page.keyboard.press('0');
  await waitForWindow(page, wholeRows, wholeColumns);
  await expect.poll(() => linkFields(page)).not.toHaveProperty('rows');
  await page.keyboard.press('+');
  await page.keyboard.press(']');
  // The address bar follows when the view is at rest.
  await expect.poll(() => linkFields(page)).toMatchObject({ rows, columns });
  await waitForWindow(page, rows, columns);
});

async function windowAskedFor(page: Page): Promise<{ rows: string; columns: string }> {
  await expect.poll(() => linkFields(page)).toHaveProperty('rows');
  const { rows, columns } = linkFields(page);
  await waitForWindow(page, rows!, columns!);
  return { rows: rows!, columns: columns! };
}
