// npm run docs:update: draws the fallback image of each live map in the documentation, and updates the output of each command, with the built command.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { argumentsIn, outputIn, withOutputs } from './examples';
import { docsFolder, docsPages, liveMapsOf, pageText, pictureOf, renderArguments } from './liveMaps';

process.chdir(join(import.meta.dirname, '../..'));
const command = resolve('dist-cli/prunescope.js');
// In a temporary folder, because some commands write files.
const samples = mkdtempSync(join(tmpdir(), 'prunescope-docs-'));
cpSync('public/samples', samples, { recursive: true });

for (const page of docsPages()) {
  const text = pageText(page);
  for (const map of liveMapsOf(page, text)) {
    const out = pictureOf(map);
    mkdirSync(dirname(out), { recursive: true });
    run(renderArguments(map, out), '.');
  }
  writeFileSync(
    join(docsFolder, page),
    withOutputs(text, (words) => outputIn(run(argumentsIn(words), samples))),
  );
}
rmSync(samples, { recursive: true });

function run(words: string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...words], { cwd, encoding: 'utf8' });
  return { code: status, stdout, stderr };
}
