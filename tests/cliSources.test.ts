import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Of } from '../src/bytes/diskSource';
import { litertlmBundle, taskBundle } from './support/buildBundle';
import { buildModel } from './support/buildModel';
import { builtCommand, type Run } from './support/builtCommand';
import { denseLayer } from './support/openBytes';

const good = buildModel(denseLayer({ name: 'good', shape: [2, 4], type: 'INT8', data: [0, 3, 0, 4, 1, 0, 0, 0] }));
const bad = buildModel(denseLayer({ name: 'bad', shape: [2, 4], type: 'INT8', data: [1, 3, 0, 4, 1, 0, 0, 0] }));
const external = buildModel({
  ...denseLayer({ name: 'outside', shape: [2, 4], type: 'INT8', externalBuffer: 7 }),
  externalBufferGroups: ['weights of a.bin'],
  externalBuffers: [{ id: 7, group: 0, offset: 1, length: 8 }],
});
const externalBytes = Uint8Array.of(9, 0, 3, 0, 4, 1, 0, 0, 0);
const longName = `${'begin/'.repeat(20)}middle${'/end'.repeat(20)}`;
// Longer than the first request, so a second one follows.
const long = buildModel({
  ...denseLayer({ shape: [1, 4], type: 'INT8', data: [1, 0, 0, 2] }),
  trailing: new Uint8Array(50_000),
});

const folder = mkdtempSync(join(tmpdir(), 'prunescope-'));
let prunescope: (...args: string[]) => Promise<Run>;
let files: Record<string, Uint8Array>;

beforeAll(async () => {
  const both = await taskBundle({ 'good.tflite': good, 'bad.tflite': bad });
  files = {
    'good.tflite': good,
    'bad.tflite': bad,
    'both.task': both,
    'packed.task': await taskBundle({ 'good.tflite': good, 'bad.tflite': bad }, 'deflated'),
    'one.task': await taskBundle({ 'good.tflite': good }),
    'nested.task': await taskBundle({ 'inner.task': both, 'good.tflite': good }),
    'damaged member.task': await taskBundle({ 'cut.tflite': good.slice(0, 40), 'good.tflite': good }),
    'empty.task': await taskBundle({ 'labels.txt': Uint8Array.of(97) }),
    'cut.task': both.slice(0, -1),
    'speech.litertlm': litertlmBundle([Uint8Array.of(1), good]),
    'split-weights.litertlm': readFileSync('tests/models/split-weights.litertlm'),
    'paths.task': await taskBundle({ '../x.tflite': good, 'C:\\y.tflite': good, '/z.tflite': bad }),
    'damaged root.tflite': new Uint8Array([0, 0, 0, 0, ...good.subarray(4)]),
    'names.tflite': buildModel(denseLayer({ name: longName, shape: [1, 4], type: 'INT8', data: [0, 0, 0, 1] })),
    'long.tflite': long,
    'beside.tflite': external,
    'weights of a.bin': externalBytes,
    'page.html': new TextEncoder().encode('<!doctype html><title>not found</title>'),
    'a b.tflite': good,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  mkdirSync(join(folder, 'alone'));
  writeFileSync(join(folder, 'alone', 'beside.tflite'), external);
  prunescope = await builtCommand(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}

type Shown = {
  model: { name: string; bytes: number; sha256: string };
  error?: { code: string };
  tensors: { name: string }[];
};

async function reports(...args: string[]): Promise<Run & { shown: Shown[] }> {
  const run = await prunescope('report', '--json', ...args);
  const shown = JSON.parse(run.stdout);
  expect(Array.isArray(shown)).toBe(true);
  return { ...run, shown };
}

describe('bundle', () => {
  it.each(['both.task', 'packed.task'])(
    'gives one report per model, named after bundle and model: %s',
    async (name) => {
      const { code, shown } = await reports(name);
      expect(code).toBe(0);
      expect(shown.map(({ model }) => model)).toEqual([
        { name: `${name}/good.tflite`, bytes: good.length, sha256: sha256Of(good) },
        { name: `${name}/bad.tflite`, bytes: bad.length, sha256: sha256Of(bad) },
      ]);
      expect(shown.map(({ tensors }) => tensors[0])).toMatchObject([{ name: 'good', nonzeros: 3 }, { nonzeros: 4 }]);
    },
  );

  it('gives an array in JSON, even for one model', async () => {
    expect((await reports('one.task')).shown).toHaveLength(1);
    expect((await reports('speech.litertlm')).shown).toMatchObject([
      { model: { name: 'speech.litertlm/section1.tflite' } },
    ]);
  });

  it('can contain bundles; names of models include all bundles', async () => {
    const { shown } = await reports('nested.task');
    expect(shown.map(({ model }) => model.name)).toEqual([
      'nested.task/inner.task/good.tflite',
      'nested.task/inner.task/bad.tflite',
      'nested.task/good.tflite',
    ]);
  });

  it('prints one table per model', async () => {
    const { code, stdout } = await prunescope('report', 'both.task');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^both\.task\/good\.tflite: [\s\S]*\n\nboth\.task\/bad\.tflite: /);
  });

  it('with a damaged model, reports the others and exits 2', async () => {
    const { code, shown, stderr } = await reports('damaged member.task');
    expect(code).toBe(2);
    expect(shown).toMatchObject([
      { model: { name: 'damaged member.task/cut.tflite' }, error: { code: 'truncated' } },
      { model: { name: 'damaged member.task/good.tflite' }, tensors: [{ name: 'good' }] },
    ]);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^prunescope: damaged member\.task\/cut\.tflite: /)]);
  });

  it('can have members with any name, which are only names', async () => {
    const { code, shown } = await reports('paths.task');
    expect(code).toBe(0);
    expect(shown.map(({ model }) => model.name)).toEqual([
      'paths.task/../x.tflite',
      'paths.task/C:\\y.tflite',
      'paths.task//z.tflite',
    ]);
    expect((await prunescope('check', 'paths.task', '--tensor', '../x.tflite#good')).code).toBe(0);
    expect((await prunescope('check', 'paths.task', '--tensor', '/z.tflite#bad')).code).toBe(1);
    const before = readdirSync(folder);
    const map = join(folder, 'map.svg');
    expect((await prunescope('render', 'paths.task', '--tensor', '../x.tflite#good', '--out', map)).code).toBe(0);
    expect(readdirSync(folder)).toEqual([...before, 'map.svg'].sort());
    rmSync(map);
  });

  it.each(['empty.task', 'cut.task'])('if it cannot be read, exits 2 with one line: %s', async (name) => {
    const { code, shown, stderr } = await reports(name);
    expect(code).toBe(2);
    expect(shown).toMatchObject([{ model: { name }, error: { code: 'bad-bundle' } }]);
    expect(lines(stderr)).toEqual([expect.stringMatching(new RegExp(`^prunescope: ${name}: .*expected`))]);
  });
});

describe('prunescope check of a bundle', () => {
  it('checks each model', async () => {
    const { code, stdout } = await prunescope('check', 'both.task');
    expect(code).toBe(1);
    expect(lines(stdout)).toHaveLength(2);
    expect((await prunescope('check', 'one.task')).code).toBe(0);
  });

  it.each([
    [['both.task', '--tensor', 'good.tflite#0:1'], 0],
    [['both.task', '--tensor', 'bad.tflite#0:1'], 1],
    [['both.task', '--tensor', 'bad.tflite#b*'], 1],
    [['both.task', '--tensor', '0:1'], 1],
    [['both.task', '--tensor', 'good'], 0],
    [['nested.task', '--tensor', 'inner.task/bad.tflite#bad'], 1],
    [['nested.task', '--tensor', 'good.tflite#0:1'], 0],
    [['good.tflite', 'both.task', '--tensor', 'good.tflite#0:1'], 0],
  ])('%j exits %i', async (args, code) => {
    const run = await prunescope('check', ...args);
    expect(run.code).toBe(code);
    expect(lines(run.stderr)).toHaveLength(1);
  });

  it.each([
    [['both.task', '--tensor', 'bad.tflite#good']],
    [['both.task', '--tensor', 'nowhere.tflite#0:1']],
    [['both.task', '--tensor', 'nowhere']],
    [['good.tflite', 'bad.tflite', '--tensor', 'good']],
    [['good.tflite', '--tensor', 'good.tflite#0:1']],
  ])('%j matches nothing and exits 2', async (args) => {
    const run = await prunescope('check', ...args);
    expect(run.code).toBe(2);
    expect(lines(run.stderr)).toEqual([
      expect.stringMatching(/^prunescope: .*: no weight tensor matches .*; available: /),
    ]);
  });
});

describe('external weights', () => {
  it('are read from the folder of the model', async () => {
    const run = await prunescope('report', 'beside.tflite', '--json');
    expect(JSON.parse(run.stdout)).toMatchObject({ tensors: [{ name: 'outside', nonzeros: 3, conforms: true }] });
    expect(run.code).toBe(0);
  });

  it('give an error for the tensor that names a missing file', async () => {
    const { code, stdout, stderr } = await prunescope('report', 'alone/beside.tflite', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ tensors: [{ error: { code: 'external-missing' } }] });
    expect(lines(stderr)).toEqual([expect.stringMatching(/^prunescope: beside\.tflite: .*weights of a\.bin/)]);
    expect((await prunescope('check', 'alone/beside.tflite')).code).toBe(2);
  });
});

/** Counts of the tensors of split-weights.litertlm, from how it was made. */
const splitWeights = [
  [
    { name: 'decode/w1', elements: 512, nonzeros: 256, conforms: true },
    { name: 'decode/w2', elements: 256, nonzeros: 128, blocks: 64, conformingBlocks: 46 },
  ],
  [
    { name: 'embedder/w1', elements: 512, nonzeros: 256, conforms: true },
    { name: 'embedder/w2', elements: 256, nonzeros: 136, blocks: 64, conformingBlocks: 42 },
  ],
];

it('weights of .litertlm models are read from their section', async () => {
  const { code, shown, stderr } = await reports('split-weights.litertlm');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(shown).toMatchObject(splitWeights.map((tensors) => ({ tensors })));
});

it('a file with a damaged root table is not an empty model', async () => {
  for (const command of ['report', 'check']) {
    const { code, stderr } = await prunescope(command, 'damaged root.tflite');
    expect(code).toBe(2);
    expect(lines(stderr)).toEqual([expect.stringMatching(/^prunescope: damaged root\.tflite: .*the file is damaged/)]);
  }
  const { stdout } = await prunescope('report', 'damaged root.tflite', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'bad-offset' } });
});

describe('URL', () => {
  type Answer = (request: IncomingMessage, response: ServerResponse, bytes: Uint8Array) => void;
  const requested: string[] = [];
  let version = 0;

  const ranged: Answer = (request, response, bytes) => {
    const [, start, end] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? '') ?? [];
    if (start === undefined) return void response.end(bytes);
    const last = Math.min(Number(end), bytes.length - 1);
    const headers = { 'Content-Range': `bytes ${start}-${last}/${bytes.length}` };
    response.writeHead(206, headers).end(bytes.subarray(Number(start), last + 1));
  };
  const answers: Record<string, Answer> = {
    ranged,
    whole: (_, response, bytes) => response.end(bytes),
    changing: (request, response, bytes) => {
      // The second version of the file stays.
      response.setHeader('ETag', `"${Math.min(version++, 1)}"`);
      ranged(request, response, bytes);
    },
    'ranges-once': (request, response, bytes) => {
      if (request.headers.range?.startsWith('bytes=0-32767')) return ranged(request, response, bytes);
      response.writeHead(416).end();
    },
    broken: (_, response, bytes) => {
      response.writeHead(200, { 'Content-Length': 2 * bytes.length });
      response.write(bytes, () => response.destroy());
    },
  };
  const server = createServer((request, response) => {
    requested.push(request.url!);
    const [, way, name] = decodeURIComponent(request.url!.split('?')[0]).split('/');
    const bytes = files[name];
    if (!bytes) return void response.writeHead(404, 'Not Found').end('<html>not found</html>');
    answers[way](request, response, bytes);
  });
  let origin: string;
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(['ranged', 'whole'])('is accepted as FILE, from a server that answers %s', async (way) => {
    const { code, stdout, stderr } = await prunescope('report', '--json', `${origin}/${way}/a%20b.tflite?raw=1#top`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      model: { name: 'a b.tflite', bytes: good.length, sha256: sha256Of(good) },
      tensors: [{ name: 'good', nonzeros: 3 }],
    });
  });

  it.each(['ranged', 'whole'])('can be of a bundle, from a server that answers %s', async (way) => {
    const { shown } = await reports(`${origin}/${way}/packed.task`);
    expect(shown.map(({ model }) => model.name)).toEqual(['packed.task/good.tflite', 'packed.task/bad.tflite']);
  });

  it.each(['ranged', 'whole'])(
    'can be of a bundle with sections of weights, from a server that answers %s',
    async (way) => {
      requested.length = 0;
      const { shown } = await reports(`${origin}/${way}/split-weights.litertlm`);
      expect(shown).toMatchObject(splitWeights.map((tensors) => ({ tensors })));
      expect(new Set(requested)).toEqual(new Set([`/${way}/split-weights.litertlm`]));
    },
  );

  it('can have external weights in the same folder', async () => {
    const { stdout } = await prunescope('report', '--json', `${origin}/ranged/beside.tflite?token=1`);
    expect(JSON.parse(stdout)).toMatchObject({ tensors: [{ nonzeros: 3 }] });
    expect(requested).toContain('/ranged/weights%20of%20a.bin');
  });

  it.each([
    ['ranged/nowhere.tflite', 'not-found', /returned 404 Not Found; expected a model/],
    ['ranged/page.html', 'not-tflite', /HTML page, not a TensorFlow Lite model/],
    ['whole/page.html', 'not-tflite', /HTML page, not a TensorFlow Lite model/],
    ['changing/long.tflite', 'changed', /changed while it was being read/],
    ['ranges-once/long.tflite', 'changed', /changed while it was being read/],
    ['broken/long.tflite', 'network', /was lost/],
  ])('%s: %s, in one line', async (path, code, message) => {
    const run = await prunescope('report', '--json', `${origin}/${path}`);
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ model: { name: path.split('/')[1] }, error: { code } });
    expect(lines(run.stderr)).toEqual([expect.stringMatching(message)]);
  });

  it('can be a file: URL', async () => {
    const { shown } = await reports(pathToFileURL(join(folder, 'a b.tflite')).href, 'good.tflite');
    expect(shown).toMatchObject([{ model: { name: 'a b.tflite' } }, { tensors: [{ name: 'good' }] }]);
  });

  it.each([
    ['hf://org/name', 'not-found', /this URL names no file; expected hf:\/\/org\/name\/file\.tflite/],
    ['ftp://user:secret@models.test/a.tflite', 'network', /: ftp: URLs are not supported; expected a path/],
    ['file:///%2f/a.tflite', 'not-found', /this file: URL has no path on this computer/],
  ])('%s: %s, in one line', async (given, code, message) => {
    const run = await prunescope('report', '--json', given);
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code } });
    expect(lines(run.stderr)).toEqual([expect.stringMatching(message)]);
    expect(run.stdout + run.stderr).not.toContain('secret');
  });

  it.each(['http://127.0.0.1:1/a.tflite', 'http://', 'https://[/a.tflite'])(
    '%s fails with one line',
    async (address) => {
      const run = await prunescope('report', address);
      expect(run.code).toBe(2);
      expect(lines(run.stderr)).toEqual([expect.stringMatching(/^prunescope: .*could not be fetched/)]);
    },
  );
});

describe('table', () => {
  it('shortens long names in the middle; JSON contains complete names', async () => {
    const { stdout } = await prunescope('report', 'names.tflite');
    expect(Math.max(...lines(stdout).map(({ length }) => length))).toBeLessThanOrEqual(140);
    expect(stdout).toMatch(/begin\/begin.*….*\/end\/end/);
    const { stdout: json } = await prunescope('report', 'names.tflite', '--json');
    expect(JSON.parse(json).tensors[0].name).toBe(longName);
  });
});

describe('block pattern', () => {
  it('is counted by report, and no block violates it', async () => {
    const { code, stdout } = await prunescope('report', 'good.tflite', '--pattern', 'block:1x4', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.pattern).toEqual({ block: { rows: 1, columns: 4 } });
    expect(report.tensors).toHaveLength(1);
    for (const tensor of report.tensors) {
      expect(tensor).toMatchObject({ conforms: true, trivial: false, conformingBlocks: tensor.blocks });
      expect(tensor.zeroBlocks).toBeGreaterThanOrEqual(0);
      expect(tensor.shareOfZeros).toBeLessThanOrEqual(1);
    }
    expect((await prunescope('check', 'both.task', '--pattern', 'block:4x4')).code).toBe(0);
  });

  it('without rows, or of a single weight, is invalid usage', async () => {
    for (const text of ['block:0x4', 'block:1x1', 'block:1x65']) {
      const { code, stderr } = await prunescope('report', 'good.tflite', '--pattern', text);
      expect(code).toBe(2);
      expect(lines(stderr)).toEqual([expect.stringContaining(`prunescope: pattern ${text}: expected z,n`)]);
    }
  });
});

it('a closed pipe is not an error', async () => {
  const many = Array.from({ length: 60 }, () => 'both.task');
  const child = spawn(process.execPath, ['dist-cli/prunescope.mjs', 'report', ...many], { cwd: folder });
  let [stdout, stderr] = ['', ''];
  child.stdout.once('data', (text) => {
    stdout += text;
    child.stdout.destroy();
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  await new Promise((resolve) => child.on('close', resolve));
  expect(stdout).toContain('both.task/good.tflite');
  expect(stderr).toBe('');
});
