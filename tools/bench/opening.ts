import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from '@playwright/test';
import { memorySource } from '../../src/bytes/byteSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { manyTensors } from '../../tests/support/manyTensors';
import { withBrowser } from './browser';
import { type Figure, median } from './measure';

const models = [
  { name: 'tutorial, 13 MB', path: 'public/samples/mnist-2by4-float32.tflite', atMost: 90 },
  {
    name: 'pose_landmark_heavy, 28 MB, 198 weight tensors',
    path: 'node_modules/@mediapipe/pose/pose_landmark_heavy.tflite',
    atMost: undefined,
  },
];
const rounds = 5;

/** Time from choosing a file to its first map in headless Chromium, as ratio to reading the complete file and parsing its records in Node. */
export async function openingFigures(folder: string): Promise<Figure[]> {
  const many = join(folder, 'many.tflite');
  writeFileSync(many, manyTensors());
  return withBrowser(async (browser, address) => {
    // A browser is busy just after its start.
    await openedOnce(browser, address, models[0].path);
    const figures: Figure[] = [];
    for (const { name, path, atMost } of [...models, { name: '28 MB, 400 weight tensors', path: many, atMost: 325 }]) {
      const [reading, opening, longest]: number[][] = [[], [], []];
      for (let round = 0; round < rounds; round++) {
        reading.push(await readingTime(path));
        const opened = await openedOnce(browser, address, path);
        opening.push(opened.milliseconds);
        longest.push(opened.longestTask);
      }
      const group = `open ${name}`;
      const milliseconds = median(opening);
      figures.push(
        { group, way: 'read and parsed completely, in Node', milliseconds: median(reading), ratio: 1 },
        {
          ...{ group, way: 'chosen to first map', milliseconds, ratio: milliseconds / median(reading) },
          goals: [
            ...(atMost ? [{ text: `at most ${atMost} ms on a quiet machine`, met: milliseconds <= atMost }] : []),
            {
              text: `longest task on the main thread ${Math.max(...longest).toFixed(0)} ms (0: none over 50)`,
              met: Math.max(...longest) === 0,
            },
          ],
        },
      );
    }
    return [...figures, ...(await pageBytes(browser, address))];
  });
}

/** On a page of its own. */
async function openedOnce(browser: Browser, address: string, path: string): Promise<Opened> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  await page.goto(address);
  const opened = await openingTime(page, path);
  await page.close();
  return opened;
}

/** What a visit fetches, compressed: until a file can be dropped and, with the rest that comes then, until its map is drawn. */
async function pageBytes(browser: Browser, address: string): Promise<Figure[]> {
  const page = await browser.newPage();
  const fetched: Promise<number>[] = [];
  page.on('response', (response) => {
    if (response.url().startsWith(address))
      fetched.push(response.body().then((body) => gzipSync(body).length, leftOut));
  });
  const total = async () => (await Promise.all(fetched)).reduce((sum, bytes) => sum + bytes, 0);
  await page.goto(address);
  await page.waitForLoadState('networkidle');
  const before = await total();
  await page.setInputFiles('input[type=file]', models[0].path);
  await page.waitForSelector('canvas[data-state="ready"]');
  await page.waitForLoadState('networkidle');
  const group = 'bytes of the page, gzip';
  const figure = (way: string, bytes: number): Figure => ({
    ...{ group, way, milliseconds: Number.NaN, note: `${(bytes / 1000).toFixed(1)} kB` },
  });
  return [
    figure('all that is fetched before a model, what comes ahead for it included', before),
    figure('more for the first one', (await total()) - before),
  ];
}

/** What is still on its way when the page is closed came after everything that is counted. */
function leftOut(): number {
  return 0;
}

async function readingTime(path: string): Promise<number> {
  const started = performance.now();
  await openModelFile(memorySource(path, readFileSync(path)));
  return performance.now() - started;
}

type Opened = { readonly milliseconds: number; readonly longestTask: number };

async function openingTime(page: Page, path: string): Promise<Opened> {
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
