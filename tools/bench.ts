// npm run bench: what the work costs, as ratios of what ran beside it. `-- --json` prints the figures for machines.
import { cpus } from 'node:os';
import { bigFileFigures } from './bench/bigFile';
import { checkFigures } from './bench/checks';
import { figureTable } from './bench/measure';
import { openingFigures } from './bench/opening';

const figures = [...(await checkFigures()), ...(await openingFigures()), ...(await bigFileFigures())];

if (process.argv.includes('--json')) {
  console.log(
    JSON.stringify(
      { machine: { cpu: cpus()[0].model, cores: cpus().length, node: process.version }, figures },
      null,
      2,
    ),
  );
} else {
  console.log(
    `${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; medians, ratio to the first way of each group\n`,
  );
  console.log(figureTable(figures));
}
