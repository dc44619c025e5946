import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pythonWith } from '../python';
import type { Figure } from './measure';
import { type Case, caseName } from './prunedBytes';

/** The same check in Python, timed inside it, on the same bytes; none where there is no numpy, or no such type in it. */
export function pythonFigures(size: Case, file: string): Figure[] {
  const python = pythonWith('numpy');
  if (!python || size.bits < 8) return [];
  const { type, rowCount, columnCount, bits } = size;
  const script = join(import.meta.dirname, 'check.py');
  const ran = spawnSync(python, [script, file, type, String(rowCount), String(columnCount)], { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`${python} ${script} failed: ${ran.stderr}`);
  const times = JSON.parse(ran.stdout) as Record<string, number>;
  const figure = (way: string, milliseconds: number, rows: number): Figure => {
    const gigabytesPerSecond = (rows * columnCount * bits) / 8 / milliseconds / 1e6;
    return { group: caseName(size), way, milliseconds, gigabytesPerSecond };
  };
  return [
    figure('Python, double loop', times['double loop'], times['loop rows']),
    figure('numpy, plain', times.plain, rowCount),
    figure('numpy, four column sums', times['four column sums'], rowCount),
    figure('numpy, four flags as one number', times['packed sums'], rowCount),
  ];
}
