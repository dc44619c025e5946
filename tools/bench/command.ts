import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { diskSource } from '../../src/bytes/diskSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { dataRanges } from '../../src/tflite/tensorData';
import { modelConstants } from '../../src/tflite/weights/modelConstants';
import { pythonWith } from '../python';
import { type Figure, type Goal, median } from './measure';

const model = 'public/samples/mnist-2by4-float32.tflite';
const rounds = 15;
const empty = "node -e ''";
const report = 'prunescope report --json';
const numpy = 'Python with numpy, given the positions of the weights';

// Of a process that does nothing.
const maxRatio = 2;

/**
 * Time of a `prunescope report` process, as ratio to a Node process that does nothing. Beside it a Python process that loads numpy and checks the
 * same tensors at given positions. They run in turn.
 */
export async function commandFigures(): Promise<Figure[]> {
  const python = pythonWith('numpy');
  const script = join(import.meta.dirname, 'report.py');
  const places = JSON.stringify(await placesOf(model));
  const ways = [
    { way: empty, program: process.execPath, args: ['-e', ''] },
    { way: report, program: process.execPath, args: ['dist-cli/prunescope.js', 'report', model, '--json'] },
    ...(python ? [{ way: numpy, program: python, args: [script, model, places] }] : []),
  ];
  const times = new Map<string, number[]>(ways.map(({ way }) => [way, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { way, program, args } of ways) times.get(way)!.push(timeOf(program, args));
  }
  const typical = new Map([...times].map(([way, all]) => [way, median(all)]));
  return ways.map(({ way }) => {
    const milliseconds = typical.get(way)!;
    const ratio = milliseconds / typical.get(empty)!;
    const figure = { group: 'complete process, the tutorial’s model', way, milliseconds, ratio };
    return way === report ? { ...figure, goals: goalsOf(ratio, milliseconds, typical.get(numpy)) } : figure;
  });
}

function goalsOf(ratio: number, milliseconds: number, python: number | undefined): Goal[] {
  const text = `at most ${maxRatio.toFixed(1)} times ${empty}: ${ratio.toFixed(2)} times`;
  const goals = [{ text, met: ratio <= maxRatio }];
  return python === undefined ? goals : [...goals, { text: 'faster than Python', met: milliseconds < python }];
}

function timeOf(program: string, args: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return performance.now() - started;
}

async function placesOf(path: string): Promise<{ start: number; columns: number; rows: number }[]> {
  const source = await diskSource(path);
  const file = await openModelFile(source);
  const { weights } = await modelConstants(file, true);
  const ranges = await dataRanges(
    file.metadata,
    file.model,
    weights.map(({ tensor }) => tensor),
  );
  await source.close();
  return weights.map(({ tensor: { shape } }, i) => ({
    start: (ranges[i] as { start: number }).start,
    columns: shape.at(-1)!,
    rows: shape.slice(0, -1).reduce((product, size) => product * size, 1),
  }));
}
