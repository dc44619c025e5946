import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { diskSource } from '../../src/bytes/diskSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { dataRanges } from '../../src/tflite/tensorData';
import { modelConstants } from '../../src/tflite/weights/modelConstants';
import { pythonWith } from '../python';
import { type Figure, median } from './measure';

const model = 'public/samples/mnist-2by4-float32.tflite';
const rounds = 9;

/** Time of a `prunescope report` process, as ratio to a Python process that loads numpy and checks the same tensors at given positions. */
export async function commandFigures(): Promise<Figure[]> {
  const group = 'complete process, the tutorial’s model';
  const python = pythonWith('numpy');
  const script = join(import.meta.dirname, 'report.py');
  const places = JSON.stringify(await placesOf(model));
  const [ours, theirs]: number[][] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(timeOf(process.execPath, ['dist-cli/prunescope.js', 'report', model, '--json']));
    if (python) theirs.push(timeOf(python, [script, model, places]));
  }
  const report: Figure = { group, way: 'prunescope report --json', milliseconds: median(ours) };
  if (!python) return [report];
  const ratio = median(ours) / median(theirs);
  return [
    { group, way: 'Python with numpy, given the positions of the weights', milliseconds: median(theirs), ratio: 1 },
    { ...report, ratio, goals: [{ text: 'faster than Python', met: ratio < 1 }] },
  ];
}

function timeOf(program: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return performance.now() - started;
}

async function placesOf(path: string): Promise<{ start: number; columns: number; rows: number }[]> {
  const file = await openModelFile(await diskSource(path));
  const { weights } = await modelConstants(file, true);
  const ranges = await dataRanges(
    file.metadata,
    file.model,
    weights.map(({ tensor }) => tensor),
  );
  return weights.map(({ tensor: { shape } }, i) => ({
    start: (ranges[i] as { start: number }).start,
    columns: shape.at(-1)!,
    rows: shape.slice(0, -1).reduce((product, size) => product * size, 1),
  }));
}
