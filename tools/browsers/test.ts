// npm run test:browsers: runs the same scenarios in Firefox and WebKitGTK. The last line is "N passed, N failed". `-- webkit` runs only WebKitGTK,
// `-- chromium` Chromium.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { site } from '../../tests/support/site';
import { buildIfOutdated } from '../buildIfOutdated';
import { installPrograms } from '../debianPrograms';
import type { DrivenBrowser, DrivenPage } from './drivenBrowser';
import { embedScenarios } from './embedScenarios';
import { pageScenarios } from './pageScenarios';
import { firefoxPrograms, webkitPrograms } from './programs';
import { chromium, firefox } from './puppeteerBrowser';
import type { Scenario } from './scenario';
import { webkit } from './webkitBrowser';

const pictures = 'build/browsers';
const browsers = {
  firefox: { launch: firefox, programs: firefoxPrograms },
  webkit: { launch: webkit, programs: webkitPrograms },
  chromium: { launch: chromium, programs: [] },
} as const;

process.chdir(join(import.meta.dirname, '../..'));
const given = process.argv.slice(2);
const unknown = given.find((name) => !(name in browsers));
if (unknown) throw new Error(`there is no browser ${unknown}; expected ${Object.keys(browsers).join(', ')}`);
const names = (given.length > 0 ? given : ['firefox', 'webkit']) as (keyof typeof browsers)[];

installPrograms(
  'Browsers',
  names.flatMap((name) => browsers[name].programs),
);
buildIfOutdated();
await mkdir(pictures, { recursive: true });
// Pages of other origins fetch its models and its script.
const app = await site({ folder: 'dist', headers: { 'access-control-allow-origin': '*' } });
const count = { passed: 0, failed: 0 };
try {
  for (const name of names) await runIn(name);
} finally {
  await app.close();
}
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

/** Runs all scenarios in a browser, one after the other. */
async function runIn(name: keyof typeof browsers): Promise<void> {
  const downloads = await mkdtemp(join(tmpdir(), 'prunescope-downloads-'));
  const start = performance.now();
  const before = { ...count };
  try {
    const browser = await browsers[name].launch(downloads);
    console.log(`\n=== ${browser.name}`);
    try {
      for (const scenario of [...pageScenarios, ...embedScenarios]) await runScenario(scenario, browser, name);
    } finally {
      await browser.close();
    }
  } catch (thrown) {
    count.failed++;
    console.log(`FAILED  ${name} does not run: ${thrown}`);
  } finally {
    await rm(downloads, { recursive: true, force: true });
  }
  const { passed, failed } = { passed: count.passed - before.passed, failed: count.failed - before.failed };
  console.log(`=== ${name}: ${passed} passed, ${failed} failed, ${secondsSince(start)}`);
}

async function runScenario({ name, what, play }: Scenario, browser: DrivenBrowser, file: string): Promise<void> {
  const start = performance.now();
  const pages: DrivenPage[] = [];
  try {
    const remarks: string[] = [];
    await play({
      address: `${app.origin}/`,
      downloads: browser.downloads,
      async newPage(address) {
        const page = await browser.newPage();
        pages.push(page);
        await page.open(address);
        return page;
      },
      remark: (text) => remarks.push(text),
      keepScreenshot: (page, picture) => keep(page, `${file}-${picture}`),
    });
    count.passed++;
    console.log(`passed  ${name}: ${what}, ${secondsSince(start)}${remarks.map((remark) => ` (${remark})`).join('')}`);
  } catch (thrown) {
    count.failed++;
    console.log(`FAILED  ${name}: ${what}, ${secondsSince(start)}\n${thrown}`);
    const last = pages.at(-1);
    if (last) await keep(last, `${file}-${name.replace(' ', '-')}`);
  }
  for (const page of pages) await page.close();
}

async function keep(page: DrivenPage, name: string): Promise<void> {
  await writeFile(join(pictures, `${name}.png`), await page.screenshot());
}

function secondsSince(start: number): string {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
