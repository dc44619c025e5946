import { expect as anyExpect, type Page } from '@playwright/test';
import type { EngineChoice } from '../../src/sparsity/engine';
import { engineNames } from '../../src/ui/texts/page';
import { timeLimits } from '../../tools/timeLimits';
import { buildModel } from './buildModel';
import { atlas, chooseFile, chooseFromMenu, heatmap } from './pageObjects';

// Outside the test runner, the configuration does not set it.
const expect = anyExpect.configure({ timeout: timeLimits.expectation });
const tensorsOfModel = 50;

type SoakModel = { readonly name: string; readonly bytes: Uint8Array };

/** A model of 50 convolutions, which differs from the others in its weights. */
function soakModel(number: number): SoakModel {
  const names = Array.from({ length: tensorsOfModel }, (_, i) => `model_${number}/conv_${i}/weights`);
  const weights = (tensor: number) =>
    Int8Array.from({ length: 32 * 3 * 3 * 64 }, (_, i) => {
      const noise = Math.imul(i + 1, 0x9e3779b1 + 2 * (number * tensorsOfModel + tensor)) >> 24;
      return i % 4 < 2 ? 0 : noise;
    });
  return {
    name: `model-${number}.tflite`,
    bytes: buildModel({
      tensors: [
        { name: 'input' },
        ...names.map((name, i) => ({ name, shape: [32, 3, 3, 64], type: 'INT8' as const, data: weights(i) })),
        { name: 'output' },
      ],
      operators: names.map((_, i) => ({
        code: 'CONV_2D' as const,
        inputs: [0, i + 1, -1],
        outputs: [names.length + 1],
      })),
      inputs: [0],
      outputs: [names.length + 1],
    }),
  };
}

/** The rounds repeat after this many models. */
export const soakPeriod = 10;

/**
 * Opens one model after the other. Each fifth one is compared with another model, each fifth one has the atlas opened, and the engine is switched
 * after each fifth one.
 * @param engines in turn
 * @param first number of the first model, a multiple of `soakPeriod`
 */
export async function openModels(
  page: Page,
  { first, count, engines }: { first: number; count: number; engines: readonly EngineChoice[] },
): Promise<void> {
  for (let number = first; number < first + count; number++) {
    if (number % 5 === 4) await chooseEngine(page, engines[Math.floor(number / 5) % engines.length]!);
    if (number % 5 === 1) await compareTwo(page, number);
    else await openOne(page, number);
    if (number % 5 === 3) await openAndCloseAtlas(page);
  }
}

async function openOne(page: Page, number: number): Promise<void> {
  const model = soakModel(number);
  await chooseFile(page, model);
  await waitUntilCounted(page, number);
}

async function compareTwo(page: Page, number: number): Promise<void> {
  await dropFiles(page, [soakModel(number), soakModel(number + 1000)]);
  await waitUntilCounted(page, number);
  await expect(page.locator('tr[data-tensor] [data-changes="kept"]')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Stop comparing' }).click();
  await expect(page.getByRole('region', { name: 'Comparison' })).toBeHidden();
}

/** Playwright keeps each input element that it has handed over until the page is left, so this does without one, unlike `drop`. */
async function dropFiles(page: Page, files: readonly SoakModel[]): Promise<void> {
  const texts = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page.evaluate((given) => {
    const dataTransfer = new DataTransfer();
    for (const { name, base64 } of given) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      dataTransfer.items.add(new File([bytes], name));
    }
    for (const event of ['dragenter', 'dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(event, { bubbles: true, cancelable: true, dataTransfer }));
  }, texts);
}

async function waitUntilCounted(page: Page, number: number): Promise<void> {
  await expect(page.locator('tr[data-tensor]').first()).toContainText(`model_${number}/`);
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
  await expect(page.getByRole('progressbar')).toHaveCount(0);
}

async function openAndCloseAtlas(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await expect(atlas(page)).toHaveAttribute('data-read', String(tensorsOfModel));
  await expect(atlas(page)).toHaveAttribute('data-state', 'ready');
  await page.keyboard.press('a');
  await expect(heatmap(page)).toHaveAttribute('data-state', 'ready');
}

async function chooseEngine(page: Page, engine: EngineChoice): Promise<void> {
  await chooseFromMenu(page, /^Engine: /, 'menuitemradio', engineNames[engine]);
  await expect(page.locator('[data-engine]')).toHaveAttribute('data-engine', engine);
}
