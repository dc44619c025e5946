// npm run screenshots: renews the images of the README from the built page.
// npm run screenshots -- --states FOLDER: writes ten states of the page, light, dark and on a phone, instead.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pageStates } from '../tests/support/pageStates';
import { withBrowser } from './bench/browser';

const { states } = parseArgs({ options: { states: { type: 'string' } } }).values;
const statesFolder = states && resolve(states);
process.chdir(join(import.meta.dirname, '..'));
const images = 'docs/images';
const model = 'model=samples/mnist-2by4-int8-12-violations.tflite&tensor=0:5';

const shots: readonly { readonly name: string; readonly fragment: string; readonly keys?: readonly string[] }[] = [
  { name: 'far', fragment: model },
  { name: 'near', fragment: `${model}&rows=88:104&columns=2036:2060&color=quantile` },
  { name: 'violation', fragment: model, keys: [']', ']'] },
  { name: 'atlas', fragment: model, keys: ['a'] },
  {
    name: 'compare',
    fragment:
      'model=samples/mnist-2by4-float32.tflite&compare=samples/mnist-2by4-int8.tflite&tensor=0:3&rows=0:64&columns=0:32',
  },
];

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const laptop = { viewport: { width: 1400, height: 900 } };
const looks = [
  { name: 'light', ...laptop, colorScheme: 'light' as const },
  { name: 'dark', ...laptop, colorScheme: 'dark' as const },
  { name: 'phone', ...phone, colorScheme: 'light' as const },
];

if (statesFolder) await writeStates(statesFolder);
else await renewImages();

async function writeStates(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await withBrowser(async (browser, baseURL) => {
    for (const { name, ...look } of looks) {
      const context = await browser.newContext({ ...look, baseURL, reducedMotion: 'reduce' });
      for (const [i, state] of pageStates.entries()) {
        const page = await context.newPage();
        await state.open(page);
        await page.screenshot({ path: join(folder, `${String(i + 1).padStart(2, '0')}-${state.name}-${name}.png`) });
        await page.close();
      }
      await context.close();
    }
  });
}

async function renewImages(): Promise<void> {
  mkdirSync(images, { recursive: true });
  await withBrowser(async (browser, address) => {
    for (const { name, fragment, keys = [] } of shots) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 760 } });
      await page.goto(`${address}#v=1&${fragment}&theme=light`);
      await page.locator('canvas[role="img"][data-state="ready"]').first().waitFor();
      for (const key of keys) await page.keyboard.press(key);
      // Numbers, margins and thumbnails appear after the map.
      await page.waitForTimeout(1500);
      await page.screenshot({ path: `${images}/${name}.png` });
      await page.close();
    }
  });
}
