import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { deepModel } from '../../tests/support/deepModel';
import { type LongestTasks, longestTasks } from '../bench/longestTasks';

const sizes = [5000, 20_000];
const timeout = 300_000;

/** Prints the longest tasks of the page and of its worker for a model, and for one of four times as many operators. */
export async function printLargeModels(browser: Browser, address: string, folder: string): Promise<void> {
  for (const operators of sizes) {
    const path = join(folder, `${operators}.tflite`);
    writeFileSync(path, deepModel(operators));
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, serviceWorkers: 'block' });
    const page = await context.newPage();
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    const steps: Readonly<Record<string, () => Promise<void>>> = {
      'opened and counted': () => openAndCount(page, path),
      'list scrolled': () => scrollList(page),
      'atlas opened': () => openAtlas(page),
    };
    for (const [step, act] of Object.entries(steps)) {
      console.log(`${operators} operators, ${step}: ${spelled(await longestTasks(browser, page, act))}`);
    }
    await context.close();
  }
}

function spelled({ page, worker }: LongestTasks): string {
  return `longest task ${page.toFixed(0)} ms of the page, ${worker.toFixed(0)} ms of the worker`;
}

async function openAndCount(page: Page, path: string): Promise<void> {
  await page.setInputFiles('input[type=file]', path);
  await page.locator('canvas[role=img][data-state=ready]').waitFor({ timeout });
  await page.getByRole('progressbar').first().waitFor({ state: 'hidden', timeout });
}

async function scrollList(page: Page): Promise<void> {
  const { x, y } = (await page.locator('tr[data-tensor]').first().boundingBox())!;
  await page.mouse.move(x + 5, y + 5);
  for (let i = 0; i < 40; i++) await page.mouse.wheel(0, 3000);
}

async function openAtlas(page: Page): Promise<void> {
  await page.keyboard.press('a');
  await page.locator('canvas[data-tensors][data-state=ready]').waitFor({ timeout });
}
