import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { preview } from 'vite';
import { writeBigModel } from '../bigModel';
import { chromiumArguments, chromiumPath } from '../chromium';
import type { Figure } from './measure';

/** A model of 4.5 GB on the page: when its rows are there, when a tensor beyond 4 GiB is drawn, and what it takes of memory. */
export async function bigFileFigures(): Promise<Figure[]> {
  const path = join(tmpdir(), 'prunescope-bench-4.5GB.tflite');
  await writeBigModel(path);
  const served = await preview({ preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error' });
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args: chromiumArguments });
  try {
    const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
    await page.goto(served.resolvedUrls!.local[0]);
    await page.waitForLoadState('networkidle');
    const before = startedMemory();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, startedMemory());
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
      before === 0
        ? 'memory is measured on Linux only'
        : `process tree at most ${((most - before) / 1e6).toFixed(0)} MB above before`;
    return [
      { group, way: 'dropped to rows listed', milliseconds: listed },
      { group, way: 'chosen to drawn, beyond 4 GiB', milliseconds: drawn },
      { group, way: 'all weights read', milliseconds: read, gigabytesPerSecond: 4.5e3 / read, note: growth },
    ];
  } finally {
    await browser.close();
    await served.close();
    rmSync(path, { force: true });
  }
}

async function mapReady(page: Page, name: string): Promise<void> {
  await page.locator(`canvas[data-state="ready"][aria-label*="${name}"]`).waitFor();
}

/** Bytes of memory of all that this process started, shared pages counted once; 0 where the system does not say. */
function startedMemory(): number {
  if (!existsSync('/proc/self/smaps_rollup')) return 0;
  const parents = new Map<number, number>();
  for (const entry of readdirSync('/proc')) {
    const stat = /^\d+$/.test(entry) && fileText(`/proc/${entry}/stat`);
    if (stat) parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isStarted = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && isStarted(parent));
  };
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (isStarted(pid)) kilobytes += Number(/^Pss:\s+(\d+)/m.exec(fileText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
  }
  return kilobytes * 1024;
}

/** Processes come and go while they are looked at. */
function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
