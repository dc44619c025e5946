import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Page } from '@playwright/test';
import { buildModel } from '../../tests/support/buildModel';
import { denseLayer } from '../../tests/support/openBytes';
import { withBrowser } from './browser';
import type { Figure } from './measure';
import { startedMemory } from './processes';

const warmUps = 5;
const openings = 10;
const side = { rows: 10_000, columns: 10_000 }; // float32: 400 MB

/** What stays in memory after a model of 400 MB was opened and closed ten times, a small one in between. */
export async function memoryFigures(folder: string): Promise<Figure[]> {
  const large = join(folder, '400MB.tflite');
  await writeModel(large);
  const small = 'public/samples/mnist-2by4-int8.tflite';
  return withBrowser(
    async (browser, address) => {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
      const heaps = await heapsOf(page);
      await page.goto(address);
      const started = performance.now();
      const once = async () => {
        await openModel(page, large, '10000');
        await openModel(page, small, '1024');
      };
      // The first runs load code and allocate buffers that later runs reuse.
      for (let i = 0; i < warmUps; i++) await once();
      const before = { heap: await heaps.used(), processes: startedMemory() };
      for (let i = 0; i < openings; i++) await once();
      const after = { heap: await heaps.used(), processes: startedMemory() };
      const figure = (way: string, from: number, to: number): Figure => ({
        ...{ group: `memory after ${openings} openings of 400 MB`, way, milliseconds: Number.NaN },
        ratio: to / from,
        note: `${(from / 1e6).toFixed(1)} MB before, ${(to / 1e6).toFixed(1)} MB after`,
        goals: [{ text: 'within 5 %', met: to <= 1.05 * from }],
      });
      return [
        { group: 'memory', way: `${openings} openings`, milliseconds: performance.now() - started },
        figure('JavaScript heap, buffers and wasm memory, page and worker', before.heap, after.heap),
        ...(before.processes === undefined || after.processes === undefined
          ? []
          : [figure('all processes of the browser', before.processes, after.processes)]),
      ];
    },
    ['--js-flags=--expose-gc'],
  ).finally(() => rm(large));
}

async function openModel(page: Page, path: string, rows: string): Promise<void> {
  await page.setInputFiles('input[type=file]', path);
  await page.locator(`canvas[role=img][data-state=ready][data-rows="0:${rows}"]`).waitFor({ timeout: 60_000 });
  await page
    .locator('tr[data-tensor]', { hasText: /\d ms$/ })
    .first()
    .waitFor();
}

/** The JavaScript heaps of the page and of its worker, array buffers and the memory of WebAssembly included, after a collection. */
async function heapsOf(page: Page): Promise<{ used(): Promise<number> }> {
  const session = await page.context().newCDPSession(page);
  const workers: string[] = [];
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    if (targetInfo.type === 'worker') workers.push(sessionId);
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  return {
    async used() {
      await page.waitForTimeout(1000);
      await session.send('HeapProfiler.collectGarbage');
      for (const worker of workers) await inWorker(session, worker, 'HeapProfiler.collectGarbage');
      await page.waitForTimeout(500);
      const heaps = [await session.send('Runtime.getHeapUsage')];
      for (const worker of workers) heaps.push(await inWorker(session, worker, 'Runtime.getHeapUsage'));
      return heaps.reduce((sum, heap) => {
        const { usedSize, backingStorageSize = 0 } = heap as { usedSize: number; backingStorageSize?: number };
        return sum + usedSize + backingStorageSize;
      }, 0);
    },
  };
}

let lastId = 0;

// biome-ignore lint/suspicious/noExplicitAny: what Chromium answers depends on the method
function inWorker(session: CDPSession, sessionId: string, method: string): Promise<any> {
  const id = ++lastId;
  return new Promise((resolve) => {
    session.on('Target.receivedMessageFromTarget', function answered({ message, sessionId: from }) {
      const answer = JSON.parse(message);
      if (from !== sessionId || answer.id !== id) return;
      session.off('Target.receivedMessageFromTarget', answered);
      resolve(answer.result);
    });
    void session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) });
  });
}

async function writeModel(path: string): Promise<void> {
  const shape = [side.rows, side.columns] as const;
  const data = { offset: 4096, size: side.rows * side.columns * 4 };
  const head = buildModel(denseLayer({ shape, type: 'FLOAT32', data }));
  const file = await open(path, 'w');
  await file.write(head, 0, head.length, 0);
  const row = Float32Array.from({ length: side.columns }, (_, i) => (i % 4 < 2 ? 0 : i));
  for (let i = 0; i < side.rows; i++) await file.write(row, 0, row.byteLength, 4096 + i * row.byteLength);
  await file.close();
}
