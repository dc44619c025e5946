// npm run test:docs-sites: builds a small site with each docs tool from the snippets of the embed dialog, and checks it in Chromium. The last line is
// "N passed, N failed". `-- mkdocs` checks only MkDocs, `-- notebook` only the cell of docs/notebook.md.
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { chromiumArguments, chromiumPath } from '../chromium';
import { installPrograms } from '../debianPrograms';
import { notebookFindings } from './notebook';
import { docsPrograms } from './programs';
import { docusaurusSite, htmlSite, jupyterSite, mkdocsSite, sphinxSite, vitepressSite } from './sites';
import { type Finding, findingsOf } from './visit';

process.chdir(join(import.meta.dirname, '../..'));
if (!existsSync('dist/prune-scope.js')) throw new Error('there is no dist/; run npm run build first');
const [requested = ''] = process.argv.slice(2);
const sites = [htmlSite, vitepressSite, mkdocsSite, sphinxSite, jupyterSite, docusaurusSite].filter(({ name }) =>
  name.toLowerCase().includes(requested.toLowerCase()),
);
const withNotebook = 'notebook'.includes(requested.toLowerCase());
if (sites.length === 0 && !withNotebook) throw new Error(`there is no site named ${requested}`);

installPrograms('Docs tools', docsPrograms);
// In build/, so that the packages of the project are found from there.
await mkdir('build', { recursive: true });
const folder = await mkdtemp(join('build', 'docs-sites-'));
const browser = await chromium.launch({ executablePath: await chromiumPath(), args: chromiumArguments });
const count = { passed: 0, failed: 0 };
try {
  for (const docs of sites) {
    // Outside the project, because it has its own packages.
    const place = docs === docusaurusSite ? await mkdtemp(join(tmpdir(), 'prunescope-docs-')) : join(folder, docs.name);
    await mkdir(place, { recursive: true });
    report(docs.name, await findingsOf(docs, place, () => browser.newPage()));
    if (docs === docusaurusSite) await rm(place, { recursive: true, force: true });
  }
  if (withNotebook) {
    const place = join(folder, 'notebook');
    await mkdir(place, { recursive: true });
    report('Notebook', await notebookFindings(place, () => browser.newPage()));
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
console.log(`\n${count.passed} passed, ${count.failed} failed`);
process.exitCode = count.failed > 0 ? 1 : 0;

function report(name: string, findings: readonly Finding[]): void {
  for (const { what, fault } of findings) {
    console.log(`${fault === undefined ? 'passed' : 'FAILED'}  ${name}: ${what}${fault ? `\n${fault}` : ''}`);
    count[fault === undefined ? 'passed' : 'failed']++;
  }
}
