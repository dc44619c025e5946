import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { buildModel } from '../../tests/support/buildModel';
import { denseLayer } from '../../tests/support/openBytes';
import { withBrowser } from './browser';
import { type Figure, type Goal, median, quantile } from './measure';

const side = 16_384;
const group = `frames, ${side}x${side}`;

/** How smoothly a map of 16,384 x 16,384 weights is moved and zoomed by the mouse, at several distances, with a software renderer. */
export async function frameFigures(folder: string): Promise<Figure[]> {
  const path = join(folder, 'large.tflite');
  await writeLargeModel(path);
  return withBrowser(async (browser, address) => {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.addInitScript({ content: recordFrames });
    await page.goto(address);
    await page.setInputFiles('input[type=file]', path);
    const map = page.locator('canvas[role=img][data-state=ready]');
    await map.waitFor({ timeout: 60_000 });
    const box = (await map.boundingBox())!;
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await page.mouse.move(middle.x, middle.y);
    const figures: Figure[] = [];
    figures.push(await recorded(page, group, 'zooming in from the complete tensor', () => wheel(page, -40, 80)));
    figures.push(await recorded(page, group, 'zooming out again', () => wheel(page, 40, 80)));
    await wheel(page, -100, 6);
    figures.push(await recorded(page, group, 'panning from far', () => drag(page, middle)));
    await wheel(page, -100, 8);
    figures.push(await recorded(page, group, 'panning, some weights a pixel', () => drag(page, middle)));
    await wheel(page, -100, 20);
    figures.push(await recorded(page, group, 'panning from near', () => drag(page, middle)));
    return figures;
  }).finally(() => rm(path));
}

/** An INT8 tensor without quantization; a pseudo-random half of it is zero. */
async function writeLargeModel(path: string): Promise<void> {
  const data = { offset: 4096, size: side * side };
  const head = buildModel(denseLayer({ shape: [side, side], type: 'INT8', data }));
  const file = await open(path, 'w');
  await file.write(head, 0, head.length, 0);
  const rows = new Int8Array(64 * side);
  let seed = 7;
  for (let i = 0; i < rows.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
    rows[i] = seed < 0 ? 0 : seed >> 24;
  }
  for (let row = 0; row < side; row += 64) await file.write(rows, 0, rows.length, 4096 + row * side);
  await file.close();
}

type Recorder = { frames: number[]; tasks: number[] };

/** In the page: the times of frames, and tasks of more than 50 ms. As text, since what compiles this file adds calls that the page lacks. */
export const recordFrames = `
  window.recorder = { frames: [], tasks: [] };
  requestAnimationFrame(function tick(time) {
    recorder.frames.push(time);
    requestAnimationFrame(tick);
  });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) recorder.tasks.push(entry.duration);
  }).observe({ entryTypes: ['longtask'] });
`;

/** Acts, and says how long frames took meanwhile. */
export async function recorded(page: Page, group: string, way: string, act: () => Promise<void>): Promise<Figure> {
  await page.evaluate(() =>
    Object.assign((window as unknown as { recorder: Recorder }).recorder, { frames: [], tasks: [] }),
  );
  await act();
  const { frames, tasks } = await page.evaluate(() => (window as unknown as { recorder: Recorder }).recorder);
  const lengths = frames.slice(1).map((time, i) => time - frames[i]);
  const slow = quantile(lengths, 0.95);
  const goals: Goal[] = [
    { text: `median ${median(lengths).toFixed(1)} ms of 17`, met: median(lengths) <= 17.5 },
    { text: `95 % within ${slow.toFixed(1)} ms of 34`, met: slow <= 34 },
    { text: `longest task ${Math.max(0, ...tasks).toFixed(0)} ms (0: none over 50)`, met: tasks.length === 0 },
  ];
  return { group, way, milliseconds: median(lengths), goals };
}

/** Turns the wheel, once a frame. @param delta CSS pixels */
export async function wheel(page: Page, delta: number, times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await page.mouse.wheel(0, delta);
    await page.waitForTimeout(16);
  }
}

async function drag(page: Page, { x, y }: { x: number; y: number }): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 90; i++) {
    await page.mouse.move(x + 150 * Math.sin(i / 10), y + 100 * Math.sin(i / 7));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}
