import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { manyTensors } from '../../tests/support/manyTensors';
import { withBrowser } from './browser';
import { recorded, recordFrames, wheel } from './frames';
import { type LongestTasks, longestTasks, tasksFigures } from './longestTasks';
import type { Figure } from './measure';
import { chooseAndRead, restingPage } from './openedPage';

const group = 'atlas of 400 tensors';

const sheet = 'canvas[data-tensors="400"][data-state=ready]';
const tracedRounds = 3;

/** How smoothly the sheet of all tensors opens and is zoomed, once all of them are counted, and its longest tasks. */
export async function atlasFigures(folder: string): Promise<Figure[]> {
  const path = join(folder, 'many.tflite');
  writeFileSync(path, manyTensors());
  return withBrowser(async (browser, address) => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.addInitScript({ content: recordFrames });
    await page.goto(address);
    await chooseAndRead(page, path);
    const opened = await recorded(page, group, 'opened', () => openSheet(page));
    const zoomed = await recorded(page, group, 'zoomed in and out', () => zoomSheet(page));
    await page.close();
    const tasks: LongestTasks[] = [];
    for (let round = 0; round < tracedRounds; round++) tasks.push(await tasksInSheet(browser, address, path));
    return [opened, zoomed, ...tasksFigures(group, 'opened and zoomed', tasks)];
  });
}

async function tasksInSheet(browser: Browser, address: string, path: string): Promise<LongestTasks> {
  const page = await restingPage(browser, { address });
  await chooseAndRead(page, path);
  const tasks = await longestTasks(browser, page, async () => {
    await openSheet(page);
    await zoomSheet(page);
  });
  await page.close();
  return tasks;
}

async function openSheet(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await page.locator(sheet).waitFor();
}

async function zoomSheet(page: Page): Promise<void> {
  const box = (await page.locator(sheet).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await wheel(page, -120, 40);
  await wheel(page, 120, 40);
}
