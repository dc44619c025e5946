import {
  expect,
  heatmap,
  mapRegion,
  openSampleWindow,
  placeAt,
  pointOnMap,
  readout,
  sampleLink,
  samplePaths,
  test,
  waitForMap,
  waitForViewChange,
} from '../support/pageObjects';
import { storedTensor } from '../support/valuesInFile';

for (const { sample, decimals } of [
  { sample: 'int8', decimals: 6 },
  { sample: 'float32', decimals: 5 },
] as const) {
  test(`hovering shows the stored value of the ${sample} file`, async ({ page }) => {
    await page.goto(sampleLink(sample, { tensor: '0:3', rows: '750:774', columns: '4:28' }));
    await waitForMap(page, '0:3');
    const { values, scales } = storedTensor(samplePaths[sample], 3);
    const scaleOnScreen = async () => {
      const { width, height } = (await heatmap(page).boundingBox())!;
      return { cell: Math.min(width, height) / 24, width, height };
    };
    for (const [row, column] of [
      [750, 4],
      [760, 13],
      [761, 14],
      [773, 27],
    ] as const) {
      const { cell } = await scaleOnScreen();
      const middle = await pointOnMap(page);
      await page.mouse.move(middle.x + (column - 4 - 11.5) * cell, middle.y + (row - 750 - 11.5) * cell);
      // [64, 5, 5, 32]: a row per output channel and tap.
      const index = `[${Math.floor(row / 25)}, ${Math.floor((row % 25) / 5)}, ${row % 5}, ${column}]`;
      await expect.poll(async () => (await readout(page)).index).toBe(index);
      await expect.poll(async () => (await readout(page)).stored).not.toBe('…');
      const shown = await readout(page);
      const stored = values[row * 32 + column]!;
      expect([shown.row, shown.column]).toEqual([row, column]);
      expect(Number(shown.stored)).toBeCloseTo(stored, decimals);
      if (sample === 'int8') {
        expect(Number(shown.dequantized)).toBeCloseTo(scales[Math.floor(row / 25)]! * stored, decimals);
      } else {
        expect(shown.dequantized).toBeUndefined();
      }
      await expect(mapRegion(page)).toContainText(stored === 0 ? /block \d+: [0-2] of 4 non-zero/ : 'non-zero');
    }
  });
}

test('hovering shows the index in the tensor if the map is not the weight matrix', async ({ page }) => {
  await page.goto(sampleLink('int8', { tensor: '0:1', rows: '0:32', columns: '0:25' }));
  await waitForMap(page, '0:1');
  const { width, height } = (await heatmap(page).boundingBox())!;
  const cell = Math.min(width / 25, height / 32);
  const middle = await pointOnMap(page);
  // Row 20 is output channel 20; column 17 is tap [3, 2] of 5 x 5.
  await page.mouse.move(middle.x + (17 + 0.5 - 12.5) * cell, middle.y + (20 + 0.5 - 16) * cell);
  await expect.poll(async () => (await readout(page)).index).toBe('[20, 3, 2, 0]');
  const { values } = storedTensor(samplePaths.int8, 1);
  await expect.poll(async () => (await readout(page)).stored).toBe(String(values[20 * 25 + 17]));
});

for (const width of [1280, 1000]) {
  test(`nothing moves when the pointer enters the map, ${width} px wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(sampleLink('violations', { tensor: '0:5', rows: '640:664', columns: '1630:1654' }));
    await waitForMap(page, '0:5');
    const before = await heatmap(page).boundingBox();
    const { x, y } = await pointOnMap(page);
    await page.mouse.move(x, y);
    await expect.poll(async () => (await readout(page)).dequantized).toBeDefined();
    expect(await heatmap(page).boundingBox()).toEqual(before);
  });
}

test('the readout follows when the view moves under a pointer at rest', async ({ page }) => {
  await openSampleWindow(page, '400:440', '1000:1040');
  const { x, y } = await pointOnMap(page);
  await heatmap(page).focus();
  await page.mouse.move(x, y);
  await expect.poll(async () => (await readout(page)).column).toBeGreaterThan(0);
  await page.keyboard.press('ArrowRight');
  await waitForViewChange(page, '400:440', '1000:1040');
  const { row, column } = await readout(page);
  expect(await placeAt(page, { x, y })).toEqual({ row, column });
});
