// npm run bench: times as ratios to references measured in the same run. `-- --json` prints JSON, `-- --only NAME` runs a part, `-- --check` exits
// with 1 if a goal that the README claims is missed by more than a tenth.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { atlasFigures } from './bench/atlas';
import { bigFileFigures } from './bench/bigFile';
import { checkFigures } from './bench/checks';
import { commandFigures } from './bench/command';
import { embedFigures } from './bench/embeds';
import { frameFigures } from './bench/frames';
import { gpuFigures } from './bench/gpu';
import { brokenClaims, type Figure, figureTable } from './bench/measure';
import { memoryFigures } from './bench/memory';
import { openingFigures } from './bench/opening';
import { thresholdFigures } from './bench/threshold';

const parts: Readonly<Record<string, (folder: string) => Promise<Figure[]>>> = {
  checks: checkFigures,
  gpu: gpuFigures,
  command: commandFigures,
  opening: openingFigures,
  frames: frameFigures,
  atlas: atlasFigures,
  threshold: thresholdFigures,
  embeds: embedFigures,
  memory: memoryFigures,
  bigFile: bigFileFigures,
};

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, check: { type: 'boolean' }, only: { type: 'string', multiple: true } },
});
const requested = values.only ?? Object.keys(parts);
const unknown = requested.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new Error(`there is no part ${unknown.join(', ')}; expected ${Object.keys(parts).join(', ')}`);

const folder = mkdtempSync(join(tmpdir(), 'prunescope-bench-'));
const figures: Figure[] = [];
try {
  for (const name of requested) {
    console.error(`${name} …`);
    figures.push(...(await parts[name](folder)));
  }
} finally {
  rmSync(folder, { recursive: true });
}

const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
if (values.json) {
  console.log(JSON.stringify({ machine, figures }, null, 2));
} else {
  console.log(
    `${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; medians, ratio to the first way of each group\n`,
  );
  console.log(figureTable(figures));
}
if (values.check) {
  for (const claim of brokenClaims(figures)) {
    console.error(`bench: the README claims more than this run shows: ${claim}`);
    process.exitCode = 1;
  }
}
