import type { Browser } from '@playwright/test';
import { type Held, heldByPage, recordHeld } from '../../tests/support/heldByPage';
import { openModels, soakPeriod } from '../../tests/support/soak';

/** What a page held after some models. */
type Look = Held & { readonly models: number };

// Models until the browser has compiled the code that runs often.
const warmUp = 5 * soakPeriod;
const goal = 0.05;

// What comes and goes between two looks: an instance of WebAssembly in use, buffers of a GPU engine in use, and the listeners of menus.
const slack: Readonly<Partial<Record<keyof Held, number>>> = {
  wasmMemory: 5 * 2 ** 16,
  gpuBuffers: 16,
  gpuBytes: 2 ** 16,
  listeners: 150,
};

/**
 * Opens models one after the other in one page, prints what it holds after every ten of them, and then by how much that grew.
 * @param count a multiple of ten, more than 50
 * @returns whether nothing grew by more than 5 % after the first 50 models
 */
export async function soakInModels(browser: Browser, address: string, count: number): Promise<boolean> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, serviceWorkers: 'block' });
  await recordHeld(context);
  const page = await context.newPage();
  const held = await heldByPage(page);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(address);
  const looks: Look[] = [];
  for (let first = 0; first < count; first += soakPeriod) {
    await openModels(page, { first, count: soakPeriod, engines: ['cpu', 'webgpu', 'wasm'] });
    const look = { models: first + soakPeriod, ...(await held()) };
    if (look.models === soakPeriod) console.log(lineOf(Object.keys(look)));
    console.log(lineOf(Object.values(look)));
    looks.push(look);
  }
  await context.close();
  console.log(`${count} models of 50 tensors, ${faults.length} errors in the page`);
  return reportGrowth(looks) && faults.length === 0;
}

/** Compares the mean of the last 50 models with the mean of the 50 after which the page is warm: single looks differ by what is in use. */
function reportGrowth(looks: readonly Look[]): boolean {
  const period = warmUp / soakPeriod;
  const warm = looks.filter(({ models }) => models >= warmUp).slice(0, period);
  const last = looks.slice(-period);
  const names = Object.keys(looks[0]!).filter((name) => name !== 'models') as (keyof Held)[];
  let isMet = true;
  for (const name of names) {
    const [before, after] = [warm, last].map(
      (part) => part.reduce((sum, look) => sum + look[name], 0) / part.length,
    ) as [number, number];
    const met = after - before <= Math.max(goal * before, slack[name] ?? 0);
    const grown = before === 0 ? '' : ` (${((100 * (after - before)) / before).toFixed(1)} %)`;
    console.log(`${name}: ${Math.round(before)}, then ${Math.round(after)}${grown}${met ? '' : ': grows'}`);
    isMet &&= met;
  }
  return isMet;
}

function lineOf(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(11)).join('');
}
