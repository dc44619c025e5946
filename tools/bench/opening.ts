import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { manyTensors } from '../../tests/support/manyTensors';
import { site } from '../../tests/support/site';
import { firstMapSizes, startSizes } from '../startSizes';
import { withBrowser } from './browser';
import { firstTensorReads } from './firstTensorReads';
import { type LongestTasks, longestTasks, tasksFigures } from './longestTasks';
import { claimedGoal, type Figure, type Goal, median } from './measure';
import { chooseAndDraw, chooseAndRead, type OpeningTimes, openingTimes, restingPage } from './openedPage';

type Model = {
  readonly name: string;
  readonly path: string;
  /** Times of the floor. */
  readonly atMost: number;
  /** What the README says, in times of the floor. */
  readonly claimed: number;
  /** Whether the first map needs a small part of the file. It then has a second floor, which reads that part only. */
  readonly isSmallPart?: boolean;
};

const tutorial = 'public/samples/mnist-2by4-float32.tflite';
const rounds = 7;
const tracedRounds = 3;
// Bytes, gzip.
const bytesBefore = 130_000;
const bytesForFirstMap = 60_000;

/**
 * Time from choosing a file to its first map in headless Chromium. The reference is the floor of the platform, measured in turn: a page with one
 * worker, already warm, that reads the complete file, counts what is not zero for each pixel in one loop, and paints one canvas. If the first map
 * needs a small part of the file, the same page also reads that part only, whose place it is told.
 */
export async function openingFigures(folder: string): Promise<Figure[]> {
  const many = join(folder, 'many.tflite');
  writeFileSync(many, manyTensors());
  const models: readonly Model[] = [
    { name: 'tutorial, 13 MB, 4 weight tensors', path: tutorial, atMost: 1.2, claimed: 1.2 },
    {
      name: 'pose_landmark_heavy, 28 MB, 198 weight tensors',
      path: 'node_modules/@mediapipe/pose/pose_landmark_heavy.tflite',
      atMost: 0.6,
      claimed: 0.7,
      isSmallPart: true,
    },
    { name: '28 MB, 400 weight tensors', path: many, atMost: 0.6, claimed: 0.7, isSmallPart: true },
  ];
  const floor = await site({ folder: join(import.meta.dirname, 'floor') });
  try {
    return await withBrowser(async (browser, address) => {
      const floorPage = { address: `${floor.origin}/` };
      // A browser is busy just after its start.
      await openingTimes(browser, { address }, tutorial);
      const figures: Figure[] = [];
      for (const model of models) figures.push(...(await figuresOf(browser, { address }, floorPage, model)));
      return [...figures, ...(await pageBytes(browser, address))];
    });
  } finally {
    await floor.close();
  }
}

type Page = { readonly address: string };

async function figuresOf(browser: Browser, page: Page, floorPage: Page, model: Model): Promise<Figure[]> {
  const [own, floor, least]: OpeningTimes[][] = [[], [], []];
  const reads = model.isSmallPart && encodeURIComponent(JSON.stringify(await firstTensorReads(model.path)));
  for (let round = 0; round < rounds; round++) {
    floor.push(await openingTimes(browser, floorPage, model.path));
    if (reads) least.push(await openingTimes(browser, { address: `${floorPage.address}#${reads}` }, model.path));
    own.push(await openingTimes(browser, page, model.path));
  }
  const tasks: LongestTasks[] = [];
  for (let round = 0; round < tracedRounds; round++) tasks.push(await tasksWhileReading(browser, page, model.path));

  const group = `open ${model.name}`;
  const figures = (['warm', 'cold'] as const).flatMap((visit): Figure[] => {
    const reference = median(floor.map((times) => times[visit]));
    const milliseconds = median(own.map((times) => times[visit]));
    const ratio = milliseconds / reference;
    const goals: Goal[] =
      visit === 'warm'
        ? [
            { text: `at most ${model.atMost} of the floor: ${ratio.toFixed(2)}`, met: ratio <= model.atMost },
            claimedGoal(`about ${model.claimed} of the floor`, ratio, model.claimed),
          ]
        : [];
    const leastTime = median(least.map((times) => times[visit]));
    const note = reads && `${(milliseconds / leastTime).toFixed(2)} of the floor of the first tensor`;
    return [
      { group, way: `floor, ${visit}`, milliseconds: reference, ratio: 1 },
      ...(reads
        ? [{ group, way: `floor of the first tensor, ${visit}`, milliseconds: leastTime, ratio: leastTime / reference }]
        : []),
      { group, way: `chosen to first map, ${visit}`, milliseconds, ratio, goals, ...(note && { note }) },
    ];
  });
  return [...figures, ...tasksFigures(group, 'until all is read', tasks)];
}

/** The longest tasks from the choice of the file until all of its tensors are read. */
async function tasksWhileReading(browser: Browser, target: Page, path: string): Promise<LongestTasks> {
  const page = await restingPage(browser, target);
  const tasks = await longestTasks(browser, page, async () => {
    await chooseAndRead(page, path);
  });
  await page.close();
  return tasks;
}

/** What a visit fetches, compressed: until a file can be dropped, for the first map, ahead of what follows it, and the rest. */
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
  const start = bytesOf(startSizes('index.html'));
  const needed = bytesOf(firstMapSizes());
  const ahead = (await total()) - start;
  await chooseAndDraw(page, tutorial);
  await page.waitForLoadState('networkidle');
  const group = 'bytes of the page, gzip';
  const figure = (way: string, bytes: number, goals: readonly Goal[] = []): Figure => ({
    ...{ group, way, milliseconds: Number.NaN, note: `${(bytes / 1000).toFixed(1)} kB`, goals },
  });
  return [
    figure('until a model can be dropped', start, [claimedGoal('at most 130 kB', start, bytesBefore)]),
    figure('more for the first map', needed, [{ text: 'at most 60 kB', met: needed <= bytesForFirstMap }]),
    figure('fetched ahead, not needed for it', ahead - needed),
    figure('more after the first map', (await total()) - start - ahead),
  ];
}

function bytesOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}

/** What is still on its way when the page is closed came after everything that is counted. */
function leftOut(): number {
  return 0;
}
