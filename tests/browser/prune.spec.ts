import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { digits } from '../../tools/sample/mnist';
import { accessibilityViolations } from '../support/accessibilityViolations';
import { buildModel } from '../support/buildModel';
import { layoutFaults } from '../support/layoutFaults';
import { liteRtInNode } from '../support/liteRtInNode';
import { rangeServer } from '../support/modelServer';
import { paddedModel } from '../support/paddedModel';
import {
  allowLink,
  chooseFile,
  chooseFromMenu,
  expect,
  heatmap,
  samplePaths,
  tensorRow,
  test,
  waitForMap,
} from '../support/pageObjects';
import { serveMnist } from '../support/serveMnist';
import { sha256Hex } from '../support/sha256';

const unpruned = 'public/samples/mnist-unpruned-float32.tflite';
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Prune', exact: true });
const button = (page: Page, name: string): Locator => panel(page).getByRole('button', { name, exact: true });
const outcome = (page: Page): Locator => panel(page).getByRole('table', { name: 'Tensors before and after' });

/** Without the dialog that chooses a file, which a test cannot use: the browser then saves to its folder of downloads. */
async function withoutPicker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    delete (window as { showSaveFilePicker?: unknown }).showSaveFilePicker;
  });
}

async function openPlan(page: Page, file: string): Promise<void> {
  await page.goto('/');
  await chooseFile(page, file);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await chooseFromMenu(page, 'More', 'menuitem', 'Prune…');
  await expect(panel(page)).toBeVisible();
}

/** Bytes of what the browser saves. */
async function savedBy(page: Page, act: () => Promise<void>): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await act();
  return readFileSync(await (await download).path());
}

function commandOutput(...options: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'prune-'));
  try {
    const out = join(folder, 'out.tflite');
    execFileSync(process.execPath, ['dist-cli/prunescope.js', 'prune', unpruned, '--out', out, ...options]);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('prunes the unpruned sample 2 of 4 to the file that the command writes', async ({ page }) => {
  await withoutPicker(page);
  await openPlan(page, unpruned);
  await expect(button(page, 'Download model')).toBeDisabled();
  await button(page, 'Apply to all').click();
  await expect(outcome(page).locator('tfoot')).toContainText('→ 50.');
  const saved = await savedBy(page, () => button(page, 'Download model').click());
  expect(saved.equals(commandOutput('--pattern', '2,4'))).toBe(true);
  await expect(panel(page).getByRole('status')).toHaveText('Saved mnist-unpruned-float32-pruned.tflite.');
  const plan = await savedBy(page, () => button(page, 'Download plan').click());
  const folder = mkdtempSync(join(tmpdir(), 'plan-'));
  writeFileSync(join(folder, 'plan.json'), plan);
  expect(saved.equals(commandOutput('--plan', join(folder, 'plan.json')))).toBe(true);
  rmSync(folder, { recursive: true });
  await expect(panel(page).locator('[data-target="nvidia-2of4"]')).toContainText('→');
  expect(await accessibilityViolations(page)).toEqual([]);
});

const mnistImages = 200;

test('runs both models, with the accuracy of the file that the command writes', async ({ page }) => {
  await serveMnist(page, mnistImages);
  await openPlan(page, unpruned);
  await expect(button(page, 'Run both models…')).toBeDisabled();
  await button(page, 'Apply to all').click();
  await button(page, 'Run both models…').click();
  await panel(page).getByLabel('Inputs').selectOption('MNIST test images');
  await panel(page).getByLabel('Examples').fill(String(mnistImages));
  await button(page, 'Run').click();
  const accuracy = (model: string) => panel(page).locator(`[data-accuracy="${model}"]`);
  await expect(accuracy('before')).toContainText(`of ${mnistImages})`);
  const expected = await accuracyInNode(readFileSync(unpruned), commandOutput('--pattern', '2,4'));
  await expect(accuracy('before')).toContainText(`(${expected.before} of ${mnistImages})`);
  await expect(accuracy('after')).toContainText(`(${expected.after} of ${mnistImages})`);
  // Results of another plan do not apply.
  await button(page, 'Keep all').click();
  await expect(accuracy('after')).toBeHidden();
});

async function accuracyInNode(before: Uint8Array, after: Uint8Array) {
  const { images, labels } = digits('t10k');
  const pixels = Float32Array.from(images.subarray(0, mnistImages * 784), (value) => value / 255);
  const liteRt = await liteRtInNode();
  const count = async (bytes: Uint8Array) => {
    const model = await liteRt.compile(new Uint8Array(bytes));
    let right = 0;
    for (let i = 0; i < mnistImages; i++) {
      const [output] = await model.run([new Uint8Array(pixels.slice(i * 784, (i + 1) * 784).buffer)]);
      const scores = new Float32Array(output!.slice().buffer);
      if (scores.indexOf(Math.max(...scores)) === labels[i]) right++;
    }
    model.dispose();
    return right;
  };
  return { before: await count(before), after: await count(after) };
}

test('ranks tensors, and plans the least sensitive ones', async ({ page }) => {
  await openPlan(page, unpruned);
  await button(page, 'Rank tensors…').click();
  await panel(page).getByLabel('Examples').fill('2');
  await button(page, 'Rank').click();
  const ranking = panel(page).getByRole('table', { name: 'Tensors by the difference that pruning makes' });
  await expect(ranking.locator('tbody tr')).toHaveCount(4);
  await panel(page).getByLabel('Least sensitive tensors to prune').fill('1');
  await button(page, 'Prune the least sensitive').click();
  const least = await ranking.locator('tbody tr').first().getAttribute('data-tensor');
  await expect(tensorRow(page, least!).getByRole('combobox', { name: /^Plan of/ })).toHaveValue('2 of 4');
  await expect(panel(page)).toContainText('1 of 4 tensors in the plan');
});

/** Replaces the dialog that chooses a file by one that chooses a file of the browser, which a test can read. */
async function withPicker(page: Page, content: string): Promise<void> {
  await page.addInitScript((text) => {
    const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle(suggestedName, { create: true });
      if (text === '') return handle;
      const writable = await handle.createWritable();
      await writable.write(text);
      await writable.close();
      return handle;
    };
    Object.assign(window, { showSaveFilePicker });
  }, content);
}

/** The file that was chosen; undefined if there is none. */
async function chosenFile(page: Page): Promise<{ size: number; sha256: string } | undefined> {
  return page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('mnist-unpruned-float32-pruned.tflite').catch(() => undefined);
    if (!handle) return undefined;
    const file = await handle.getFile();
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
    return { size: file.size, sha256: [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('') };
  });
}

test('writes to a chosen file in parts', async ({ page }) => {
  await withPicker(page, '');
  await openPlan(page, unpruned);
  await button(page, 'Apply to all').click();
  await button(page, 'Download model').click();
  await expect(panel(page).getByRole('status')).toHaveText('Saved mnist-unpruned-float32-pruned.tflite.');
  const expected = commandOutput('--pattern', '2,4');
  expect(await chosenFile(page)).toEqual({
    size: expected.length,
    sha256: sha256Hex(expected),
  });
});

test('leaves the chosen file as it was if the write is canceled', async ({ page }) => {
  await withPicker(page, 'before');
  // The write waits until it is canceled.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: [never]) {
      if (!JSON.stringify(message).includes('writeRewritten')) postMessage.call(this, message, ...rest);
    };
  });
  await openPlan(page, unpruned);
  await button(page, 'Apply to all').click();
  await expect(outcome(page)).toBeVisible();
  await button(page, 'Download model').click();
  await expect(panel(page).getByRole('progressbar', { name: 'Writing the new model' })).toBeVisible();
  await button(page, 'Cancel').click();
  await expect(panel(page).getByRole('status')).toHaveText('Canceled. No file was written.');
  expect((await chosenFile(page))?.size).toBe('before'.length);
});

test('says why a plan cannot be loaded, and keeps the plan', async ({ page }) => {
  await openPlan(page, unpruned);
  await button(page, 'Apply to all').click();
  const load = (text: string) =>
    panel(page)
      .getByLabel('Plan file')
      .setInputFiles({ name: 'plan.json', mimeType: 'application/json', buffer: Buffer.from(text) });
  const alert = panel(page).getByRole('alert');
  await load('{');
  await expect(alert).toContainText('The plan is not loaded: This is not JSON; expected a plan.');
  await load(JSON.stringify({ planVersion: 1, model: { name: 'other.tflite', bytes: 5 }, tensors: [] }));
  await expect(alert).toContainText('the plan is for another model, other.tflite of 5 bytes', { ignoreCase: true });
  await load(
    JSON.stringify({
      planVersion: 1,
      tensors: [{ subgraph: 0, tensor: 99, prune: { kind: 'keep' }, encoding: 'csr' }],
    }),
  );
  await expect(alert).toContainText('tensor 0:99, which this model does not have');
  await expect(panel(page)).toContainText('3 of 4 tensors in the plan');
  await load(
    JSON.stringify({
      planVersion: 1,
      tensors: [{ subgraph: 0, tensor: 1, prune: { kind: 'sparsity', sparsity: 0.5 } }],
    }),
  );
  await expect(alert).toBeHidden();
  await expect(panel(page)).toContainText('1 of 4 tensors in the plan');
});

test('disables what cannot be pruned, with the reason', async ({ page }) => {
  const tensors = [
    { name: 'x', shape: [1, 4, 4, 8] },
    { name: 'depthwise', shape: [1, 3, 3, 8], data: new Array(72).fill(1) },
    { name: 'y', shape: [1, 4, 4, 8] },
  ];
  const operators = [{ code: 'DEPTHWISE_CONV_2D', inputs: [0, 1], outputs: [2] }] as const;
  await page.goto('/');
  await chooseFile(page, {
    name: 'depthwise.tflite',
    bytes: buildModel({ tensors, operators, inputs: [0], outputs: [2] }),
  });
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await chooseFromMenu(page, 'More', 'menuitem', 'Prune…');
  const plan = page.getByRole('combobox', { name: 'Plan of depthwise' });
  await expect(plan).toBeDisabled();
  await expect(plan).toHaveAttribute(
    'title',
    /^Tensor depthwise cannot be pruned to a pattern: the last dimension of DEPTHWISE_CONV_2D/,
  );
  await panel(page).getByLabel('Prune to').selectOption('sparsity');
  await expect(plan).toBeEnabled();
  await plan.selectOption('80 %');
  await expect(outcome(page)).toContainText('0.00 % → 80.56 %');
});

test('is opened from the palette, used and closed by keys', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, samplePaths.int8);
  await waitForMap(page, '0:5');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('prune');
  await expect(page.getByRole('option').first()).toContainText('Prune: plan');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('heading', { level: 2 })).toBeFocused();
  await panel(page).getByLabel('Prune to').focus();
  await page.keyboard.press('s');
  const share = panel(page).getByLabel('Sparsity in percent');
  await share.fill('90');
  await share.press('Enter');
  await expect(panel(page)).toContainText('4 of 4 tensors in the plan');
  await expect(page.getByRole('status', { name: 'What if' })).toContainText('pruned to');
  await share.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(heatmap(page)).toBeFocused();
  await expect(page.getByRole('status', { name: 'What if' })).toBeHidden();
  // The plan is kept.
  await chooseFromMenu(page, 'More', 'menuitem', 'Prune…');
  await expect(panel(page)).toContainText('4 of 4 tensors in the plan');
});

test('compares the new model with the original', async ({ page }) => {
  await openPlan(page, unpruned);
  await button(page, 'Apply to all').click();
  await button(page, 'Compare with the original').click();
  await expect(panel(page)).toBeHidden();
  await expect(page.getByText('mnist-unpruned-float32-pruned.tflite').first()).toBeVisible();
  await expect(page.getByLabel('Color')).toHaveValue('compare');
});

test('is offered beside the list of a model that is not pruned', async ({ page }) => {
  await page.goto('/');
  await chooseFile(page, unpruned);
  const offer = page.getByRole('region', { name: 'Tensors' }).getByRole('button', { name: 'Prune…' });
  await offer.click();
  await expect(panel(page)).toBeVisible();
  await expect(offer).toBeHidden();
  await button(page, 'Done').click();
  await expect(offer).toBeVisible();
  await chooseFile(page, samplePaths.int8);
  await expect(tensorRow(page, '0:7')).toHaveAttribute('data-status', 'dense');
  await expect(offer).toBeHidden();
});

test('asks before all of a model at a URL is read', async ({ page, expected }) => {
  const server = await rangeServer(paddedModel(20));
  try {
    expected.origins.push(server.origin);
    await page.goto(`/#${new URLSearchParams({ model: server.address })}`);
    await allowLink(page);
    await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
    await chooseFromMenu(page, 'More', 'menuitem', 'Prune…');
    await button(page, 'Apply to all').click();
    await expect(panel(page)).toContainText('The new file needs all of the model (17.8 MB).');
    await expect(button(page, 'Download model')).toBeDisabled();
    expect(server.asked.bytes).toBeLessThan(1_000_000);
    await button(page, 'Read 17.8 MB').click();
    await expect(outcome(page)).toContainText('→');
    await expect(button(page, 'Download model')).toBeEnabled();
  } finally {
    await server.close();
  }
});

test('has its place on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openPlan(page, unpruned);
  await button(page, 'Apply to all').click();
  await expect(heatmap(page)).toBeInViewport();
  await expect(panel(page)).toContainText('3 of 4 tensors in the plan');
  await expect.poll(() => layoutFaults(page)).toEqual([]);
  expect(await accessibilityViolations(page)).toEqual([]);
});
