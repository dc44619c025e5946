import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';
import { buildModel, type TensorDescription } from '../support/buildModel';
import { deepModel } from '../support/deepModel';
import { denseLayer } from '../support/openBytes';
import {
  atlas,
  chooseFile,
  expect,
  mapRegion,
  problem,
  tensorRow,
  tensorTable,
  test,
  waitForMap,
} from '../support/pageObjects';

const operatorCount = 20_000;
const tensorCount = 15_000;

/** Counts what is drawn on canvases of the page. */
async function countImages(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const counted = Object.assign(window, { imagesDrawn: 0 });
    const draw = CanvasRenderingContext2D.prototype.drawImage as (...given: unknown[]) => void;
    CanvasRenderingContext2D.prototype.drawImage = function (...given: unknown[]) {
      counted.imagesDrawn++;
      draw.apply(this, given);
    };
  });
}

test('a model of 20,000 operators and 15,000 weight tensors: list and atlas', async ({ page, context }) => {
  await countImages(context);
  await page.goto('/');
  await chooseFile(page, { name: 'deep.tflite', bytes: deepModel(operatorCount) });
  await waitForMap(page, '0:1');
  await expect(page.getByRole('region', { name: 'Tensors' })).toContainText('15,000');
  await expect(page.getByRole('progressbar')).toHaveCount(0);

  const rows = tensorTable(page).locator('[data-tensor]');
  expect(await rows.count()).toBeLessThan(200);
  await tensorRow(page, '0:1').focus();
  await page.keyboard.press('End');
  await expect(tensorRow(page, `0:${tensorCount}`)).toContainText('50.0 %');
  expect(await rows.count()).toBeLessThan(200);

  // Rows that are not rendered take no width from the names.
  const nameWidth = (await tensorRow(page, `0:${tensorCount}`).getByRole('rowheader').boundingBox())!.width;
  expect(nameWidth).toBeGreaterThan((await tensorTable(page).boundingBox())!.width / 2);

  await page.evaluate(() => Object.assign(window, { imagesDrawn: 0 }));
  await page.keyboard.press('a');
  await expect(atlas(page)).toHaveAttribute('data-read', String(tensorCount));
  await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
  const drawn = await page.evaluate(() => (window as unknown as { imagesDrawn: number }).imagesDrawn);
  // Each tensor once when its image is made, and all of them a few times.
  expect(drawn).toBeGreaterThanOrEqual(tensorCount);
  expect(drawn).toBeLessThan(8 * tensorCount);
});

const [rowCount, columnCount] = [2 ** 15, 2 ** 16];
const emptyRows = { width: 8 as const, values: Array.from({ length: rowCount + 1 }, () => 0) };
const huge: Readonly<Record<string, { weights: TensorDescription; reason: string }>> = {
  'stored sparse, in 33 kB': {
    weights: {
      shape: [rowCount, columnCount],
      type: 'INT8',
      data: [],
      sparsity: {
        traversalOrder: [0, 1],
        levels: [
          { format: 'dense', size: rowCount },
          { format: 'csr', segments: emptyRows, indices: { width: 8, values: [] } },
        ],
      },
    },
    reason: 'the mask of [32768, 65536] does not fit in memory; expected at most about 32,768 x 32,768',
  },
  'in a buffer of 4 bytes': {
    weights: { shape: [rowCount, columnCount], type: 'INT8', data: [1, 2, 3, 4] },
    reason: 'shape and type need 2147483648 bytes, but the buffer has 4: the file is damaged',
  },
};

for (const [how, { weights, reason }] of Object.entries(huge)) {
  test(`a tensor of 2^31 weights ${how} is refused with a message, by the page and by the command`, async ({
    page,
  }, info) => {
    const bytes = buildModel(denseLayer(weights));
    await page.goto('/');
    await chooseFile(page, { name: 'huge.tflite', bytes });
    await expect(tensorRow(page, '0:1')).toHaveAttribute('data-status', 'unreadable');
    await expect(mapRegion(page)).toContainText(reason, { ignoreCase: true });
    await expect(problem(page)).toBeEmpty();

    const path = info.outputPath('huge.tflite');
    writeFileSync(path, bytes);
    const { stdout, stderr } = spawnSync('node', ['dist-cli/prunescope.js', 'report', path], { encoding: 'utf8' });
    expect(stdout).toMatch(/^0:1 .*cannot be read/m);
    expect(stderr).toContain(`huge.tflite: tensor 0:1 (weights): ${reason}`);
  });
}
