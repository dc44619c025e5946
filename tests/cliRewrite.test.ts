import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { main } from '../src/command/main';
import { writeModel } from '../src/command/writeModel';
import { ModelError } from '../src/modelError';
import { taskBundle } from './support/buildBundle';
import { buildModel } from './support/buildModel';
import { denseLayer, reportOfBytes } from './support/openBytes';
import { storedSparse } from './support/storedSparse';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-rewrite-'));
const values = [1, 2, 3, 4, 8, 7, 6, 5];
const layer = denseLayer({ name: 'weights', shape: [2, 4], type: 'INT8', data: values, quantization: { scale: 0.5 } });
const model = buildModel(layer);
const path = (name: string) => join(folder, name);

afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(path(name));
  writeFileSync(path('a.tflite'), model);
});

/** Runs the command in this process. */
async function run(...args: string[]) {
  const [out, errors]: [string[], string[]] = [[], []];
  const log = vi.spyOn(console, 'log').mockImplementation((text) => void out.push(String(text)));
  const error = vi.spyOn(console, 'error').mockImplementation((text) => void errors.push(String(text)));
  try {
    const code = await main(args, '0');
    return { code, out: out.join('\n'), errors: errors.join('\n') };
  } finally {
    log.mockRestore();
    error.mockRestore();
    // Each run adds one.
    process.stdout.removeAllListeners('error');
  }
}

async function refused(message: string, ...args: string[]) {
  const before = readdirSync(folder);
  const { code, errors } = await run(...args);
  expect(errors).toContain(message);
  expect(errors.split('\n')).toHaveLength(1);
  expect(code).toBe(2);
  expect(readdirSync(folder)).toEqual(before);
}

const out = ['--out', path('o.tflite')];

describe('prune', () => {
  it('writes a model with the pattern, and says what changed', async () => {
    const { code, out: text, errors } = await run('prune', path('a.tflite'), ...out);
    expect([code, errors]).toEqual([0, '']);
    expect(text).toMatch(/0:1 +weights +0\.00 % +50\.00 % +8 +8 +dense/);
    const report = await reportOfBytes(readFileSync(path('o.tflite')));
    expect(report.tensors[0]).toMatchObject({ nonzeros: 4, conforms: true, status: 'conforms' });
    expect(readdirSync(folder).sort()).toEqual(['a.tflite', 'o.tflite']);
  });

  it('replaces a file that is there, and prints JSON', async () => {
    writeFileSync(path('o.tflite'), 'old');
    const { out: text } = await run(
      'prune',
      path('a.tflite'),
      ...out,
      '--sparsity',
      '0.25',
      '--tensor',
      '0:1',
      '--json',
    );
    expect(JSON.parse(text)).toEqual({
      model: { name: 'a.tflite', bytes: model.length },
      out: { name: 'o.tflite', bytes: model.length },
      tensors: [
        {
          ...{ subgraph: 0, tensor: 1, name: 'weights', zerosBefore: 0, zerosAfter: 2, elements: 8 },
          ...{ bytesBefore: 8, bytesAfter: 8, encodingBefore: 'dense', encodingAfter: 'dense' },
        },
      ],
      notes: [],
    });
    expect(readFileSync(path('o.tflite'))).toHaveLength(model.length);
  });

  it('follows a plan', async () => {
    const prune = { kind: 'threshold', threshold: 2 };
    const tensors = [{ subgraph: 0, tensor: 1, name: 'weights', prune, encoding: 'tflm-decode' }];
    writeFileSync(path('plan.json'), JSON.stringify({ planVersion: 1, tensors }));
    expect(await run('prune', path('a.tflite'), ...out, '--plan', path('plan.json'))).toMatchObject({ code: 0 });
    const report = await reportOfBytes(readFileSync(path('o.tflite')));
    // Scale 0.5: the values up to 4.
    expect(report.tensors[0]).toMatchObject({ encoding: 'tflm-decode', nonzeros: 4 });
  });

  it('refuses a plan for another model', async () => {
    const plan = (changes: object) =>
      writeFileSync(path('plan.json'), JSON.stringify({ planVersion: 1, tensors: [], ...changes }));
    const args = ['prune', path('a.tflite'), ...out, '--plan', path('plan.json')];
    plan({ model: { name: 'b.tflite', bytes: 99 } });
    await refused('a.tflite: the plan is for another model, b.tflite of 99 bytes; this one has', ...args);
    plan({ model: { name: 'b.tflite', bytes: model.length, sha256: '0'.repeat(64) } });
    await refused('this one has other content', ...args);
    plan({ tensors: [{ subgraph: 0, tensor: 9, prune: { kind: 'sparsity', sparsity: 1 } }] });
    await refused('lists tensor 0:9, which this model does not have', ...args);
    plan({ tensors: [{ subgraph: 0, tensor: 1, name: 'kernel', prune: { kind: 'sparsity', sparsity: 1 } }] });
    await refused('tensor 0:1 has the name "weights", and "kernel" in the plan', ...args);
    writeFileSync(path('plan.json'), '{');
    await refused('this is not JSON', ...args);
    await refused('the plan cannot be read (ENOENT)', ...args.slice(0, -1), path('none.json'));
  });

  it('refuses its input as the output, also by another name, and anything that is not a file', async () => {
    await refused('this is the model itself', 'prune', path('a.tflite'), '--out', path('a.tflite'));
    linkSync(path('a.tflite'), path('hard.tflite'));
    await refused('this is the model itself', 'prune', path('a.tflite'), '--out', path('hard.tflite'));
    symlinkSync(path('a.tflite'), path('soft.tflite'));
    await refused('this is the model itself', 'prune', path('a.tflite'), '--out', path('soft.tflite'));
    await refused('expected a file', 'prune', path('a.tflite'), '--out', folder);
    await refused('cannot be written (ENOENT)', 'prune', path('a.tflite'), '--out', path('none/o.tflite'));
    expect(readFileSync(path('a.tflite'))).toEqual(Buffer.from(model));
  });

  it('refuses tensors that cannot be pruned, with the reason', async () => {
    const depthwise = { ...layer, operators: [{ code: 'DEPTHWISE_CONV_2D' as const, inputs: [0, 1], outputs: [2] }] };
    writeFileSync(path('depthwise.tflite'), buildModel(depthwise));
    await refused(
      'the last dimension of DEPTHWISE_CONV_2D weights is not the input channels',
      'prune',
      path('depthwise.tflite'),
      ...out,
      '--tensor',
      '0:1',
    );
    const sparse = storedSparse([1, 0, 0, 2, 0, 3, 0, 0], [2, 4], { formats: 'dc' });
    writeFileSync(path('sparse.tflite'), buildModel(denseLayer({ ...sparse, type: 'INT8' })));
    await refused(
      'is stored sparse, so its weights cannot be pruned in place',
      'prune',
      path('sparse.tflite'),
      ...out,
      '--tensor',
      '0:1',
    );
    const shared = denseLayer({ shape: [2, 4], type: 'INT8', buffer: 1 }, { shape: [4, 2], type: 'INT8', buffer: 1 });
    const both = [...shared.operators!, { code: 'FULLY_CONNECTED' as const, inputs: [0, 3, -1], outputs: [2] }];
    writeFileSync(
      path('shared.tflite'),
      buildModel({ ...shared, operators: both, buffers: [{ bytes: Uint8Array.from(values) }] }),
    );
    await refused(
      'shares its data with tensor 0:3, which has another',
      'prune',
      path('shared.tflite'),
      ...out,
      '--tensor',
      '0:1',
    );
    await refused(
      '--tensor 0:7: no weight tensor matches; available: 0:1 (weights)',
      'prune',
      path('a.tflite'),
      ...out,
      '--tensor',
      '0:7',
    );
    const { code, errors } = await run('prune', path('sparse.tflite'), ...out);
    expect(errors).toContain('left as they are without --tensor: 1 tensors, 0:1 (weights)');
    expect(errors).toContain('no weights of CONV_2D or FULLY_CONNECTED can be changed');
    expect(code).toBe(2);
  });

  it('refuses bundles, and models with their weights in another file', async () => {
    writeFileSync(path('b.task'), await taskBundle({ 'a.tflite': model }));
    await refused('this is a bundle; prune expects one .tflite model', 'prune', path('b.task'), ...out);
    const external = buildModel({
      ...denseLayer({ name: 'outside', shape: [2, 4], type: 'INT8', externalBuffer: 7 }),
      externalBufferGroups: ['w.bin'],
      externalBuffers: [{ id: 7, group: 0, offset: 0, length: 8 }],
    });
    writeFileSync(path('external.tflite'), external);
    writeFileSync(path('w.bin'), Uint8Array.from(values));
    await refused('has its weights in the external file w.bin', 'prune', path('external.tflite'), ...out);
  });

  it('says that weights in another file are not copied', async () => {
    const both = [...layer.operators!, { code: 'FULLY_CONNECTED' as const, inputs: [0, 3, -1], outputs: [2] }];
    const tensors = [...layer.tensors!, { name: 'outside', shape: [2, 4], type: 'INT8' as const, externalBuffer: 7 }];
    const externalBuffers = [{ id: 7, group: 0, offset: 0, length: 8 }];
    const mixed = { ...layer, operators: both, tensors, externalBufferGroups: ['w.bin'], externalBuffers };
    writeFileSync(path('mixed.tflite'), buildModel(mixed));
    writeFileSync(path('w.bin'), Uint8Array.from(values));
    for (const args of [['prune'], ['pack', '--encoding', 'csr']]) {
      const { code, errors } = await run(args[0]!, path('mixed.tflite'), ...out, ...args.slice(1), '--tensor', '0:1');
      expect(code).toBe(0);
      expect(errors).toContain('The model has weights in the file w.bin: put a copy into the folder of the new file.');
      const report = await reportOfBytes(readFileSync(path('o.tflite')));
      expect(report.tensors[1]).toMatchObject({ name: 'outside', error: { code: 'external-missing' } });
    }
  });

  it('refuses wrong usage', async () => {
    const file = path('a.tflite');
    await refused('prune needs --out', 'prune', file);
    await refused(
      'prune accepts one of --pattern, --sparsity and --plan, found --pattern and --sparsity',
      'prune',
      file,
      ...out,
      '--pattern',
      '2,4',
      '--sparsity',
      '0.5',
    );
    await refused('prune needs a pattern z,n', 'prune', file, ...out, '--pattern', 'block:1x4');
    await refused('prune accepts either --plan or --tensor', 'prune', file, ...out, '--plan', 'p', '--tensor', '0:1');
    await refused('prune accepts one FILE', 'prune', file, file, ...out);
    await refused('pack needs --encoding; expected one of dense', 'pack', file, ...out);
    await refused('--encoding coo; expected one of dense', 'pack', file, ...out, '--encoding', 'coo');
    await refused('pack has no option --sparsity', 'pack', file, ...out, '--encoding', 'csr', '--sparsity', '0.5');
  });
});

describe('pack', () => {
  it('says that the file grows before it is written', async () => {
    const { code, errors, out: text } = await run('pack', path('a.tflite'), ...out, '--encoding', 'csr');
    expect(code).toBe(0);
    expect(errors).toContain('tensor 0:1 (weights): csr takes 19 bytes, 137.50 % more than dense (8): keep it dense.');
    expect(errors).toMatch(/The new file takes [\d,]+ bytes, [\d.]+ % more than before\./);
    expect(text).toMatch(/dense to csr/);
    const report = await reportOfBytes(readFileSync(path('o.tflite')));
    expect(report.tensors[0]).toMatchObject({ encoding: 'sparse', nonzeros: 8 });
  });

  it('refuses an encoding that cannot hold the tensor', async () => {
    await refused(
      'rows of 4 weights cannot be stored in blocks of 1 x 16',
      'pack',
      path('a.tflite'),
      ...out,
      '--encoding',
      'block:1x16',
      '--tensor',
      '0:1',
    );
  });
});

describe('a write that fails', () => {
  const failing = (thrown: Error) => ({
    ...{ byteLength: 9, tensors: [], notes: [] },
    async *chunks() {
      yield Uint8Array.of(1, 2, 3);
      throw thrown;
    },
  });
  const signal = new AbortController().signal;

  it('leaves no file, and keeps the one that was there', async () => {
    const cancelled = new ModelError('cancelled', 'canceled');
    await expect(writeModel(failing(cancelled), path('o.tflite'), signal)).rejects.toBe(cancelled);
    expect(readdirSync(folder)).toEqual(['a.tflite']);
    await expect(writeModel(failing(cancelled), path('a.tflite'), signal)).rejects.toBe(cancelled);
    expect(readFileSync(path('a.tflite'))).toEqual(Buffer.from(model));
  });

  it('says before the work that there is no space', async () => {
    const huge = { ...failing(new Error('not reached')), byteLength: 2 ** 52 };
    await expect(writeModel(huge, path('o.tflite'), signal)).rejects.toThrow(
      `the new model takes ${2 ** 52} bytes, but`,
    );
    expect(readdirSync(folder)).toEqual(['a.tflite']);
  });
});
