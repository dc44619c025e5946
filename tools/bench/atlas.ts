import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { manyTensors } from '../../tests/support/manyTensors';
import { withBrowser } from './browser';
import { recorded, recordFrames, wheel } from './frames';
import type { Figure } from './measure';

const group = 'atlas of 400 tensors';

/** How smoothly the sheet of all tensors opens and is zoomed, once all of them are counted. */
export async function atlasFigures(folder: string): Promise<Figure[]> {
  const path = join(folder, 'many.tflite');
  writeFileSync(path, manyTensors());
  return withBrowser(async (browser, address) => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.addInitScript({ content: recordFrames });
    await page.goto(address);
    await page.setInputFiles('input[type=file]', path);
    await page.locator('canvas[role=img][data-state=ready]').waitFor();
    await page.getByRole('progressbar').waitFor({ state: 'hidden' });
    const sheet = page.locator('canvas[data-tensors="400"][data-state=ready]');
    const opened = await recorded(page, group, 'opened', async () => {
      await page.keyboard.press('a');
      await sheet.waitFor();
    });
    const box = (await sheet.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const zoomed = await recorded(page, group, 'zoomed in and out', async () => {
      await wheel(page, -120, 40);
      await wheel(page, 120, 40);
    });
    return [opened, zoomed];
  });
}
