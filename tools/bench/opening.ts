import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { memorySource } from '../../src/bytes/byteSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { chromiumArguments, chromiumPath } from '../chromium';
import { type Figure, median } from './measure';

const models = [
  { name: 'tutorial, 13 MB', path: 'public/samples/mnist-2by4-float32.tflite' },
  { name: 'pose_landmark_heavy, 28 MB', path: 'node_modules/@mediapipe/pose/pose_landmark_heavy.tflite' },
];
const rounds = 5;

/** From the moment a file is chosen to its first map, in headless Chromium, against reading the whole file and parsing its records in Node. */
export async function openingFigures(): Promise<Figure[]> {
  if (!existsSync('dist/index.html')) throw new Error('there is no dist/; run npm run build first');
  const server = await preview({ preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error' });
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: chromiumArguments });
  const figures: Figure[] = [];
  try {
    for (const { name, path } of models) {
      const reading: number[] = [];
      const opening: number[] = [];
      const longest: number[] = [];
      for (let round = 0; round < rounds; round++) {
        reading.push(await readingTime(path));
        const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
        await page.goto(server.resolvedUrls!.local[0]);
        const opened = await openingTime(page, path);
        opening.push(opened.milliseconds);
        longest.push(opened.longestTask);
        await page.close();
      }
      const group = `open ${name}`;
      const ratio = median(opening) / median(reading);
      figures.push(
        { group, way: 'read and parse', milliseconds: median(reading), ratio: 1 },
        {
          group,
          way: 'chosen to first map',
          milliseconds: median(opening),
          ratio,
          note: `longest task on the main thread ${Math.max(...longest).toFixed(0)} ms (0: none over 50)`,
        },
      );
    }
  } finally {
    await browser.close();
    await server.close();
  }
  return figures;
}

async function readingTime(path: string): Promise<number> {
  const started = performance.now();
  await openModelFile(memorySource(path, readFileSync(path)));
  return performance.now() - started;
}

async function openingTime(page: Page, path: string): Promise<{ milliseconds: number; longestTask: number }> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => {
    const measured = { started: 0, ready: 0, longestTask: 0 };
    Object.assign(window, { measured });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) measured.longestTask = Math.max(measured.longestTask, entry.duration);
    }).observe({ entryTypes: ['longtask'] });
    document.addEventListener(
      'change',
      () => {
        measured.started = performance.now();
      },
      { capture: true },
    );
    new MutationObserver(() => {
      if (document.querySelector('canvas[data-state="ready"]')) measured.ready ||= performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.setInputFiles('input[type=file]', path);
  await page.waitForFunction(() => (window as unknown as { measured: { ready: number } }).measured.ready > 0);
  return page.evaluate(() => {
    const { started, ready, longestTask } = (
      window as unknown as { measured: { started: number; ready: number; longestTask: number } }
    ).measured;
    return { milliseconds: ready - started, longestTask };
  });
}
