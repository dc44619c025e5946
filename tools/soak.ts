// npm run soak: opens 200 models one after the other in the built page, and prints what page and worker hold meanwhile. Exits with 1 if that grows
// by more than 5 % after the first 50. Then prints the longest tasks for models of 5,000 and 20,000 operators. `-- --models 100` opens fewer.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withBrowser } from './bench/browser';
import { printLargeModels } from './soak/largeModels';
import { soakInModels } from './soak/manyModels';

const { values } = parseArgs({ options: { models: { type: 'string', default: '200' } } });

const folder = mkdtempSync(join(tmpdir(), 'prunescope-soak-'));
try {
  await withBrowser(async (browser, address) => {
    if (!(await soakInModels(browser, address, Number(values.models)))) process.exitCode = 1;
    await printLargeModels(browser, address, folder);
  });
} finally {
  rmSync(folder, { recursive: true });
}
