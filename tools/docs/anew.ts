// npm run docs:anew: draws the picture inside every live map of the documentation, and runs every command that it shows, by the command as it is built.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { argumentsIn, outputIn, withOutputs } from './examples';
import { docsFolder, docsPages, liveMapsOf, pageText, renderArguments } from './liveMaps';

process.chdir(join(import.meta.dirname, '../..'));
const command = resolve('dist-cli/prunescope.js');
// A folder of its own, as some of the commands write files.
const samples = mkdtempSync(join(tmpdir(), 'prunescope-docs-'));
cpSync('public/samples', samples, { recursive: true });

for (const page of docsPages()) {
  const text = pageText(page);
  for (const map of liveMapsOf(page, text)) {
    const out = join(docsFolder, map.picture.src!);
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
