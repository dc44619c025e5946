import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { writeBigModel } from '../bigModel';
import { withBrowser } from './browser';
import type { Figure } from './measure';
import { startedMemory } from './processes';

/** A model of 4.5 GB on the page: when its rows are there, when a tensor beyond 4 GiB is drawn, and what it takes of memory. */
export async function bigFileFigures(folder: string): Promise<Figure[]> {
  const path = join(folder, '4.5GB.tflite');
  await writeBigModel(path);
  return withBrowser(async (browser, address) => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.goto(address);
    await page.waitForLoadState('networkidle');
    const before = startedMemory();
    let most = before ?? 0;
    const watch = setInterval(() => {
      most = Math.max(most, startedMemory() ?? 0);
    }, 200);

    const group = 'page, model of 4.5 GB';
    const started = performance.now();
    await page.setInputFiles('input[type=file]', path);
    await page.getByRole('table', { name: 'Weight tensors' }).locator('tr[data-tensor]').nth(9).waitFor();
    const listed = performance.now() - started;
    const chosen = performance.now();
    await page.locator('tr', { hasText: 'beyond 4 GiB/conv' }).click();
    await mapReady(page, 'beyond 4 GiB/conv');
    const drawn = performance.now() - chosen;
    await page
      .getByRole('progressbar', { name: 'Reading all weights' })
      .waitFor({ state: 'detached', timeout: 300_000 });
    const read = performance.now() - started;
    clearInterval(watch);
    const growth =
      before === undefined
        ? 'memory is measured on Linux only'
        : `process tree at most ${((most - before) / 1e6).toFixed(0)} MB above before`;
    return [
      { group, way: 'dropped to rows listed', milliseconds: listed },
      { group, way: 'chosen to drawn, beyond 4 GiB', milliseconds: drawn },
      { group, way: 'all weights read', milliseconds: read, gigabytesPerSecond: 4.5e3 / read, note: growth },
    ];
  }).finally(() => rmSync(path));
}

async function mapReady(page: Page, name: string): Promise<void> {
  await page.locator(`canvas[data-state="ready"][aria-label*="${name}"]`).waitFor();
}
