// npm run screenshots: renews the images of the README from the built page.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withBrowser } from './bench/browser';

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
