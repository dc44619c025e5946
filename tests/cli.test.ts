import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { targetNames } from '../src/sparsity/targetResult';
import { buildModel, type ModelDescription, type TensorDescription } from './support/buildModel';
import { builtCommand } from './support/builtCommand';
import { denseLayer } from './support/openBytes';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-'));
const command = join(folder, 'dist-cli/prunescope.mjs');

const conforming: TensorDescription = {
  name: 'dense/good',
  shape: [2, 4],
  type: 'INT8',
  data: [0, 3, 0, 4, 1, 0, 0, 0],
};
const violating: TensorDescription = { name: 'dense/bad', shape: [2, 4], type: 'INT8', data: [1, 3, 0, 4, 1, 0, 0, 0] };
const shortRows: TensorDescription = { name: 'short', shape: [4, 1], type: 'INT8', data: [1, 1, 1, 1] };
const unreadable: TensorDescription = { name: 'dense/cut', shape: [2, 4], type: 'INT8', data: [1] };

const zeros: TensorDescription = { name: 'zeros', shape: [16, 4], type: 'INT8', data: new Uint8Array(64) };
const full: TensorDescription = { name: 'full', shape: [2, 4], type: 'INT8', data: [1, 2, 3, 4, 5, 6, 7, 8] };

function layers(...weights: TensorDescription[]): ModelDescription {
  return {
    tensors: [{ name: 'input' }, ...weights, { name: 'output' }],
    operators: weights.map((_, i) => ({
      ...{ code: 'FULLY_CONNECTED', inputs: [0, i + 1, -1], outputs: [weights.length + 1] },
    })),
  };
}

const models: Record<string, ModelDescription> = {
  'good.tflite': denseLayer(conforming),
  'bad.tflite': denseLayer(violating),
  'mixed.tflite': layers(conforming, violating, shortRows),
  'dense.tflite': layers(conforming, full),
  'full.tflite': layers(full),
  // Three scales for two channels.
  'scales.tflite': layers({ ...full, quantization: { scale: [1, 1, 1] } }),
  'short.tflite': denseLayer(shortRows),
  'cut.tflite': layers(conforming, unreadable),
  'empty.tflite': {},
  'npu.tflite': {
    tensors: [
      { name: 'input', type: 'INT8' },
      { ...conforming, name: 'good' },
      { ...violating, name: 'bad', data: [0, 3, 0, 4, -128, 1, 1, 0] },
      { name: 'output', type: 'INT8' },
    ],
    operators: [1, 2].map((weights) => ({ code: 'FULLY_CONNECTED', inputs: [0, weights, -1], outputs: [3] })),
  },
  'sparse.tflite': layers({
    name: 'sparse',
    shape: [2, 64],
    type: 'INT8',
    data: [1, 1, 1, ...Array<number>(125).fill(0)],
  }),
  'gates.tflite': {
    tensors: [{ name: 'input' }, { ...violating, name: 'gate' }],
    operators: [{ code: 'UNIDIRECTIONAL_SEQUENCE_LSTM', inputs: [0, 1] }],
  },
  'partly.tflite': {
    tensors: [{ name: 'input' }, zeros, { ...zeros, name: 'factors' }],
    operators: [
      { code: 'FULLY_CONNECTED', inputs: [0, 1, -1] },
      { code: 'MUL', inputs: [0, 2] },
    ],
  },
};

beforeAll(async () => {
  for (const [name, model] of Object.entries(models)) writeFileSync(join(folder, name), buildModel(model));
  writeFileSync(join(folder, 'page.tflite'), '<!doctype html><html>');
  await builtCommand(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Each test starts Node at least once.
type Run = { code: number | null; stdout: string; stderr: string };

function prunescope(...args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args], { cwd: folder });
    const run: Run = { code: null, stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      run.stdout += text;
    });
    child.stderr.on('data', (text) => {
      run.stderr += text;
    });
    child.on('close', (code) => resolve({ ...run, code }));
  });
}

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}

describe.concurrent('prunescope report', () => {
  it('prints a table with a line for each weight tensor', async () => {
    const { code, stdout, stderr } = await prunescope('report', 'mixed.tflite');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^mixed\.tflite: .* at least 2 zeros in every 4$/m);
    expect(stdout).toMatch(/^0:1 +dense\/good +FULLY_CONNECTED +2x4 +INT8 +62\.50 % +conforms +0$/m);
    expect(stdout).toMatch(/^0:2 +dense\/bad +FULLY_CONNECTED +2x4 +INT8 +50\.00 % +unstructured +1$/m);
    expect(stdout).toMatch(/^0:3 +short .* rows too short +0$/m);
    expect(lines(stdout).slice(1, 3)).toEqual([
      '45.0 % zeros in 20 weights',
      '1 of 2 tensors holds 2 of 4, 1 unstructured',
    ]);
  });

  it('prints the pattern as text', async () => {
    const { stdout } = await prunescope('report', 'good.tflite', '--pattern', '1,4');
    expect(stdout).toContain('at least 1 zero in every 4');
  });

  it('prints JSON: an object for one file, an array for several', async () => {
    const one = await prunescope('report', 'good.tflite', '--json');
    expect(JSON.parse(one.stdout)).toMatchObject({
      ...{ reportVersion: 1, model: { name: 'good.tflite' }, pattern: { zeros: 2, of: 4 } },
      tensors: [{ name: 'dense/good', nonzeros: 3, conforms: true }],
    });
    const two = await prunescope('report', 'good.tflite', join(folder, 'bad.tflite'), '--json');
    const reports = JSON.parse(two.stdout) as { model: { name: string } }[];
    expect(reports.map(({ model }) => model.name)).toEqual(['good.tflite', 'bad.tflite']);
    expect([one.code, two.code]).toEqual([0, 0]);
  });

  it.each([['--pattern', '3,4'], ['--m_by_n', '3,4'], ['--pattern=3,4']])(
    'accepts a pattern: %s %s',
    async (...args) => {
      const { stdout } = await prunescope('report', 'good.tflite', '--json', ...args);
      expect(JSON.parse(stdout)).toMatchObject({
        pattern: { zeros: 3, of: 4 },
        tensors: [{ blocks: 2, conformingBlocks: 1, conforms: false }],
      });
    },
  );

  it('continues after a file that cannot be read, and exits 2', async () => {
    const { code, stdout, stderr } = await prunescope('report', 'missing.tflite', 'page.tflite', 'good.tflite');
    expect(code).toBe(2);
    expect(stdout).toContain('dense/good');
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^prunescope: missing\.tflite: .*ENOENT/),
      expect.stringMatching(/^prunescope: page\.tflite: this is an HTML page, not a TensorFlow Lite model/),
    ]);
  });

  it('prints an error instead of a report in JSON', async () => {
    const { code, stdout } = await prunescope('report', 'good.tflite', 'missing.tflite', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject([
      { model: { name: 'good.tflite' } },
      { model: { name: 'missing.tflite' }, error: { code: 'not-found', message: expect.any(String) } },
    ]);
    expect(Object.keys(JSON.parse(stdout)[1])).toEqual(['model', 'error']);
    const alone = await prunescope('report', 'page.tflite', '--json');
    expect(JSON.parse(alone.stdout)).toMatchObject({ model: { name: 'page.tflite' }, error: { code: 'not-tflite' } });
  });

  it('exits 0 with a line on stderr if a single tensor cannot be read', async () => {
    const { code, stdout, stderr } = await prunescope('report', 'cut.tflite');
    expect(code).toBe(0);
    expect(stdout).toMatch(/dense\/cut .* truncated/);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^prunescope: cut\.tflite: .*dense\/cut/)]);
  });

  it('reports a model without weights', async () => {
    const { code, stdout } = await prunescope('report', 'empty.tflite');
    expect(code).toBe(0);
    expect(stdout).toContain('no weight tensors');
  });

  it('rejects a folder', async () => {
    const { code, stderr } = await prunescope('report', '.');
    expect(code).toBe(2);
    expect(lines(stderr)).toHaveLength(1);
  });

  it('prints errors on one line, even if the tensor name contains line breaks', async () => {
    writeFileSync(join(folder, 'lines.tflite'), buildModel(denseLayer({ ...unreadable, name: 'two\nlines\x1b[31m' })));
    const { stderr } = await prunescope('report', 'lines.tflite');
    expect(lines(stderr)).toHaveLength(1);
  });
});

describe.concurrent('prunescope check', () => {
  it('exits 0 if all tensors conform, and 1 if one does not', async () => {
    expect(await prunescope('check', 'good.tflite')).toMatchObject({ code: 0, stderr: '' });
    const { code, stdout } = await prunescope('check', 'good.tflite', 'mixed.tflite');
    expect(code).toBe(1);
    expect(stdout).toContain('mixed.tflite: 0:2 dense/bad: 1 of 2 blocks breaks 2 of 4');
  });

  it('skips trivial tensors by default', async () => {
    const { code, stdout } = await prunescope('check', 'mixed.tflite', '--json');
    expect(code).toBe(1);
    const names = (JSON.parse(stdout) as { tensors: { name: string }[] }).tensors.map(({ name }) => name);
    expect(names).toEqual(['dense/good', 'dense/bad']);
  });

  it.each([
    ['short.tflite', /no tensor to check: no weights can break the pattern/],
    ['empty.tflite', /no tensor to check: no operators/],
    ['gates.tflite', /no tensor to check: .*not checked without --all or --tensor: 1 of UNIDIRECTIONAL_SEQUENCE_LSTM$/],
  ])('exits 2 and says why if there is no tensor to check in %s', async (file, reason) => {
    const { code, stdout, stderr } = await prunescope('check', file);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines(stderr)).toEqual([expect.stringMatching(reason)]);
  });

  it('--all checks the weights of other operators', async () => {
    const { code, stdout, stderr } = await prunescope('check', 'gates.tflite', '--all');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(lines(stdout)).toEqual([expect.stringMatching(/gates\.tflite: 0:1 gate: 1 of 2 blocks breaks 2 of 4/)]);
  });

  it('names constants that are not listed, and --strict exits 2', async () => {
    const note =
      'prunescope: partly.tflite: 64 B of 128 B of constants are listed (50.00 %). Not listed: 1 constant of MUL, 64 B (not a weight input).';
    expect(await prunescope('check', 'partly.tflite')).toMatchObject({ code: 0, stderr: `${note}\n` });
    expect(await prunescope('check', 'partly.tflite', '--strict')).toMatchObject({ code: 2, stderr: `${note}\n` });
    expect((await prunescope('check', 'good.tflite', '--strict')).code).toBe(0);
  });

  it('--min-sparsity requires a share of zeros', async () => {
    expect((await prunescope('check', 'good.tflite', '--min-sparsity', '0.625')).code).toBe(0);
    const { code, stdout } = await prunescope('check', 'good.tflite', '--min-sparsity', '0.63');
    expect(code).toBe(1);
    expect(stdout).toContain('62.50 % zeros, expected at least 63.00 %');
  });

  it('--target requires that tensors are eligible, and says all that fails', async () => {
    expect(await prunescope('check', 'npu.tflite', '--target', 'ethos-u85', '--tensor', 'good')).toMatchObject({
      code: 0,
      stdout: 'npu.tflite: 0:1 good: Eligible for ethos-u85\n',
    });
    const { code, stdout } = await prunescope('check', 'npu.tflite', '--target', 'ethos-u85');
    expect(code).toBe(1);
    const pattern = 'pattern: 1 of 2 blocks of 4 input channels has more than 2 non-zeros, first at [1, 0]';
    const range = 'range: a weight is -128 after the zero point; expected -127 to 127, first at [1, 0]';
    expect(lines(stdout)[1]).toBe(`npu.tflite: 0:2 bad: Not eligible for ethos-u85: ${pattern}; ${range}`);
  });

  it('--target replaces the pattern, unless both are given', async () => {
    // 2 of 4 holds in neither row, but every tensor with enough zeros becomes smaller.
    expect((await prunescope('check', 'sparse.tflite', '--target', 'tflm-decode')).code).toBe(0);
    const both = await prunescope('check', 'sparse.tflite', '--target', 'tflm-decode', '--pattern', '2,4');
    expect(both.code).toBe(1);
    expect(both.stdout).toContain('1 of 32 blocks breaks 2 of 4; Eligible for tflm-decode');
  });

  it('--allow-dense names tensors that are not pruned, and does not check them', async () => {
    const judged = await prunescope('check', 'dense.tflite');
    expect(judged.code).toBe(1);
    const option = '2 of 2 blocks break 2 of 4; not pruned (0.00 % zeros): --allow-dense does not check such tensors';
    expect(lines(judged.stdout)[1]).toBe(`dense.tflite: 0:2 full: ${option}`);
    const { code, stdout, stderr } = await prunescope('check', 'dense.tflite', '--allow-dense');
    expect(code).toBe(0);
    expect(lines(stdout)).toEqual([expect.stringContaining('0:1 dense/good')]);
    const named = 'prunescope: dense.tflite: 0:2 full: not checked because of --allow-dense: not pruned (0.00 % zeros)';
    expect(lines(stderr)).toEqual([named]);
    const json = await prunescope('check', 'dense.tflite', '--allow-dense', '--json');
    expect(json).toMatchObject({ code: 0, stderr: `${named}\n` });
    expect((JSON.parse(json.stdout) as { tensors: unknown[] }).tensors).toMatchObject([{ status: 'conforms' }]);
    // A tensor with zeros that break the pattern still fails.
    expect((await prunescope('check', 'mixed.tflite', '--allow-dense')).code).toBe(1);
  });

  it('--allow-dense exits 2 if it leaves no tensor to check', async () => {
    for (const args of [
      ['full.tflite'],
      ['dense.tflite', '--tensor', 'full'],
      ['full.tflite', '--min-sparsity', '0.5'],
    ]) {
      const { code, stdout, stderr } = await prunescope('check', ...args, '--allow-dense');
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(lines(stderr)).toEqual([
        expect.stringMatching(/ full: not checked because of --allow-dense/),
        expect.stringMatching(/no tensor to check: --allow-dense leaves out all selected tensors$/),
      ]);
    }
    // The selected tensor is in the other file.
    const files = ['good.tflite', 'dense.tflite', '--tensor', 'dense/good'];
    expect((await prunescope('check', ...files, '--allow-dense')).code).toBe(0);
  });

  it('prints errors of selected tensors only', async () => {
    expect((await prunescope('check', 'cut.tflite', '--tensor', 'dense/good')).stderr).toBe('');
  });

  it.each([
    ['0:1', ['dense/good'], 0],
    ['0:2', ['dense/bad'], 1],
    ['dense/good', ['dense/good'], 0],
    ['dense/*', ['dense/good', 'dense/bad'], 1],
    ['*good', ['dense/good'], 0],
    ['short', ['short'], 0],
  ])('--tensor %s selects %j', async (reference, names, code) => {
    const run = await prunescope('check', 'mixed.tflite', '--tensor', reference, '--json');
    expect((JSON.parse(run.stdout) as { tensors: { name: string }[] }).tensors.map(({ name }) => name)).toEqual(names);
    expect(run.code).toBe(code);
  });

  it('accepts several tensors', async () => {
    const run = await prunescope('check', 'mixed.tflite', '--tensor', '0:1', '--tensor', 'short', '--json');
    expect((JSON.parse(run.stdout) as { tensors: unknown[] }).tensors).toHaveLength(2);
    expect(run.code).toBe(0);
  });

  it('exits 2 if a tensor does not exist, and names the available ones', async () => {
    const { code, stderr } = await prunescope('check', 'mixed.tflite', '--tensor', '0:1', '--tensor', 'nowhere*');
    expect(code).toBe(2);
    expect(lines(stderr)).toEqual([
      expect.stringMatching(/^prunescope: mixed\.tflite: .*nowhere\*.*0:1 \(dense\/good\)/),
    ]);
  });

  it('exits 2 only if a selected tensor cannot be read', async () => {
    expect((await prunescope('check', 'cut.tflite')).code).toBe(2);
    expect((await prunescope('check', 'cut.tflite', '--tensor', 'dense/cut')).code).toBe(2);
    expect((await prunescope('check', 'cut.tflite', '--tensor', 'dense/good')).code).toBe(0);
  });

  it('exits 2, not 1, if a file cannot be read and another violates', async () => {
    expect((await prunescope('check', 'bad.tflite', 'missing.tflite')).code).toBe(2);
  });
});

describe.concurrent('command line', () => {
  it('prints help', async () => {
    for (const flag of ['--help', '-h']) {
      const { code, stdout, stderr } = await prunescope(flag);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/prunescope report FILE/);
    }
  });

  it.each(['--help', '-h', '--version'])('reads a file of the name %s after --', async (name) => {
    const { code, stdout, stderr } = await prunescope('check', '--', name);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`prunescope: ${name}: `);
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await prunescope('--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it.each([
    [['draw', 'good.tflite']],
    [['report']],
    [['check']],
    [['report', 'good.tflite', '--pattern', '4,4']],
    [['report', 'good.tflite', '--pattern', '2,65']],
    [['report', 'good.tflite', '--m_by_n', 'half']],
    [['report', 'good.tflite', '--pattern']],
    [['report', 'good.tflite', '--color', 'red']],
    [['report', 'good.tflite', '--tensor', '0:1']],
    [['report', 'good.tflite', '--all']],
    [['report', 'good.tflite', '--allow-dense']],
    [['check', 'good.tflite', '--all', '--tensor', '0:1']],
    [['check', 'good.tflite', '--min-sparsity', '50']],
    [['check', 'good.tflite', '--min-sparsity', '']],
    [['check', 'good.tflite', '--target', 'gpu']],
    [['report', 'good.tflite', '--target', 'coreml']],
    [['report', 'good.tflite', '--targets', '--json']],
    [['report', 'good.tflite', '--targets', '--what-if']],
    [['report', 'good.tflite', '--sparsity', '0.5']],
    [['report', 'good.tflite', '--what-if', '--sparsity', '80']],
    [['report', 'good.tflite', '--what-if', '--pattern', 'block:1x4']],
    [['check', 'good.tflite', '--what-if']],
  ])('%j is invalid usage: exit 2, one line', async (args) => {
    const { code, stdout, stderr } = await prunescope(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(lines(stderr)).toEqual([expect.stringMatching(/^prunescope: .*see prunescope --help$/)]);
  });

  it('report --targets prints what targets make of each tensor', async () => {
    const { code, stdout } = await prunescope('report', 'npu.tflite', '--targets');
    expect(code).toBe(0);
    const [, , head, good, bad] = lines(stdout);
    expect(head.split(/ {2,}/)).toEqual(['tensor', 'name', 'operator', ...targetNames]);
    expect(good).toMatch(/^0:1 +good +FULLY_CONNECTED +yes +yes +encoding +/);
    expect(bad).toMatch(/^0:2 +bad +FULLY_CONNECTED +pattern \+1 +yes +encoding +/);
    expect(stdout).toContain('Eligible means that the target can use the zeros of the tensor, not that it will.');
  });

  it('report --what-if says what pruning to the pattern would keep of tensors that can break it', async () => {
    const { code, stdout } = await prunescope('report', 'mixed.tflite', '--what-if', '--json');
    expect(code).toBe(0);
    const [good, bad, short] = JSON.parse(stdout).tensors;
    expect(good.energy).toEqual({ pattern: { zeros: 2, of: 4 }, total: 26, kept: 1 });
    // [1, 3, 0, 4] loses 1.
    expect(bad.energy).toEqual({ pattern: { zeros: 2, of: 4 }, total: 27, kept: 26 / 27 });
    expect(short).not.toHaveProperty('energy');
    expect(bad.sizes).toMatchObject({ dense: 8, gzip: gzipSync(Uint8Array.of(1, 3, 0, 4, 1, 0, 0, 0)).length });
    const table = await prunescope('report', 'mixed.tflite', '--what-if');
    expect(table.stdout).toMatch(/violating blocks +energy kept at 2 of 4\n/);
    expect(table.stdout).toMatch(/^0:2 .* 1 +96\.30 %$/m);
    expect(table.stdout).toMatch(/^0:3 .* -$/m);
  });

  it('report --what-if counts a tensor whose scales cannot be read, without its energy', async () => {
    const { stdout } = await prunescope('report', 'scales.tflite', '--what-if', '--json');
    const [tensor] = JSON.parse(stdout).tensors;
    expect(tensor).toMatchObject({ nonzeros: 8, status: 'dense' });
    expect(tensor).not.toHaveProperty('energy');
  });

  it('report --what-if --sparsity prunes complete tensors, and --markdown has the same column', async () => {
    const args = ['report', 'full.tflite', '--what-if', '--sparsity', '0.5'];
    const { stdout } = await prunescope(...args, '--json');
    // 5, 6, 7 and 8 stay.
    expect(JSON.parse(stdout).tensors[0].energy).toEqual({ sparsity: 0.5, total: 204, kept: 174 / 204 });
    const markdown = await prunescope(...args, '--markdown');
    expect(markdown.stdout).toContain('| energy kept at 50 % zeros |\n');
    expect(markdown.stdout).toContain('| 85.29 % |\n');
  });

  it('without arguments, prints help on stderr and exits 2', async () => {
    const { code, stdout, stderr } = await prunescope();
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('prunescope report FILE');
  });
});

describe('the files of the command', () => {
  const filesOf = (name: string) => [
    ...readFileSync(join(folder, 'dist-cli', name), 'utf8').matchAll(/\bfrom "\.\/([^"]+)"|\bimport\("\.\/([^"]+)"\)/g),
  ];
  const importedBy = (name: string) => filesOf(name).flatMap(([, file]) => file ?? []);
  const loadedOnDemand = (name: string) => filesOf(name).flatMap(([, , file]) => file ?? []);

  it('are one for a report, and others for the page, drawing, rewriting, bundles and review files', () => {
    expect(importedBy('command.mjs')).toEqual([]);
    expect(loadedOnDemand('command.mjs').sort()).toEqual([
      'githubCheck.mjs',
      'litertlm.mjs',
      'open.mjs',
      'render.mjs',
      'rewrite.mjs',
      'whatIf.mjs',
      'writeReview.mjs',
      'zipMembers.mjs',
    ]);
    expect(importedBy('prunescope.mjs')).toEqual([]);
  });
});
