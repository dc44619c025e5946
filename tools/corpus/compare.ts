import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pythonWith } from '../python';

// Compares the reports of `prunescope report --json` with those of tests/models/independent_report.py, for each model in a folder:
//
//     npx tsx tools/corpus/compare.ts FOLDER [--pattern 2,4]
//
// Prints a line per difference, then a summary. Exits with 1 if there is a difference.

type Report = { model: { name: string }; tensors?: Tensor[]; error?: { code: string } };
type Tensor = { subgraph: number; tensor: number; operators: { code: string }[]; type: string; encoding: string };

const [folder, ...options] = process.argv.slice(2);
if (!folder) throw new Error('usage: npx tsx tools/corpus/compare.ts FOLDER [--pattern 2,4]');

const extensions = /\.(tflite|lite|task|litertlm)$/;
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => extensions.test(file));
const root = join(import.meta.dirname, '../..');
const python = pythonWith();
if (!python) throw new Error('no Python 3 found; independent_report.py needs it');
const commands = {
  prunescope: [
    process.execPath,
    '--import',
    import.meta.resolve('tsx'),
    join(root, 'src/entries/cli.ts'),
    'report',
    '--json',
  ],
  independent: [python, join(root, 'tests/models/independent_report.py')],
};

async function reportsBy([program, ...start]: string[], file: string): Promise<Report[]> {
  const run = promisify(execFile)(program, [...start, file, ...options], { maxBuffer: 2 ** 30 });
  // Exit code 2 means that a file could not be read. The JSON has the error.
  const { stdout, stderr } = await run.catch((failed: { stdout: string; stderr: string }) => failed);
  try {
    return [JSON.parse(stdout)].flat();
  } catch {
    throw new Error(`${program} ${start.join(' ')} ${file} printed no JSON, but:\n${stdout}${stderr}`);
  }
}

// Fields that independent_report.py does not write. Unit tests compare them with their definitions.
const onlyOurs: ReadonlySet<string> = new Set(['structure', 'role', 'status']);

/** Every difference of two pieces of JSON, with the way to it. Tensors are called by their names; messages are for people, and pass. */
function* differences(found: unknown, expected: unknown, path = ''): Generator<string> {
  if (path.endsWith('.error.message')) return;
  if (typeof found !== 'object' || typeof expected !== 'object' || !found || !expected) {
    if (found !== expected) yield `${path}: ${shown(found)}, independently ${shown(expected)}`;
    return;
  }
  const [a, b] = [found, expected].map(byKey);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (!onlyOurs.has(key)) yield* differences(a[key], b[key], `${path}.${key}`);
  }
}

function byKey(value: object): Record<string, unknown> {
  if (!Array.isArray(value) || !value[0]?.encoding) return value as Record<string, unknown>;
  return Object.fromEntries(value.map((tensor: Tensor) => [`${tensor.subgraph}:${tensor.tensor}`, tensor]));
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
}

const seen = new Map<string, number>();
function count(what: string): void {
  seen.set(what, (seen.get(what) ?? 0) + 1);
}

let equal = 0;
let different = 0;
for (const file of files.sort()) {
  const path = join(folder, file);
  // One at a time, because large models need much memory.
  const found = await reportsBy(commands.prunescope, path);
  const expected = await reportsBy(commands.independent, path);
  for (let i = 0; i < Math.max(found.length, expected.length); i++) {
    const lines = [...differences(found[i], expected[i])];
    for (const line of lines) console.log(`${(expected[i] ?? found[i]).model.name} ${line}`);
    if (lines.length > 0) different++;
    else equal++;
    if (expected[i]?.error) count(`model error ${expected[i].error?.code}`);
    for (const tensor of expected[i]?.tensors ?? []) {
      count('tensors');
      for (const { code } of tensor.operators) count(code);
      count(`${tensor.type} ${tensor.encoding}`);
    }
  }
}
console.log([...seen].map(([what, times]) => `${what}: ${times}`).join('\n'));
console.log(`${equal} equal, ${different} different`);
// A folder without models is an error.
process.exitCode = different > 0 || equal === 0 ? 1 : 0;
