import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { isBundle, modelsIn } from '../../src/tflite/bundle';
import { zipMembers } from '../../src/tflite/zipMembers';
import { claiming, listingOften, litertlmBundle, type Packing, taskBundle } from '../support/buildBundle';
import { buildModel } from '../support/buildModel';
import { denseLayer, errorCodeOf, openSource } from '../support/openBytes';
import { recordedSource } from '../support/recordedSource';

const model = buildModel(denseLayer({ shape: [2, 4], type: 'INT8', data: [0, 3, 0, 0, 1, 2, 3, 4] }));
const other = buildModel(denseLayer({ shape: [1, 8], type: 'INT8', data: [0, 0, 0, 0, 0, 0, 0, 1] }));
const text = new TextEncoder().encode('TFL3 stands in this file too, but not at byte 4');

/** The bytes of the models of a bundle, by name. */
async function found(bytes: Uint8Array, name = 'a.task'): Promise<Record<string, Uint8Array>> {
  const models = await modelsIn(memorySource(name, bytes));
  return Object.fromEntries(
    await Promise.all(models.map(async (source) => [source.name, await source.slice(0, source.byteLength)] as const)),
  );
}

const openModels = (bytes: Uint8Array) => modelsIn(memorySource('a.task', bytes));

describe('model', () => {
  it('is the only model of its file, even with an appended archive', async () => {
    const bytes = buildModel({
      ...denseLayer({ shape: [1, 4], data: [1, 0, 0, 2] }),
      trailing: await taskBundle({ model }),
    });
    const source = memorySource('a.tflite', bytes);
    expect(await modelsIn(source)).toEqual([source]);
    expect(await isBundle(source)).toBe(false);
  });

  it('is not found in other files', async () => {
    expect(await errorCodeOf(() => openModels(text))).toBe('not-tflite');
    expect(await errorCodeOf(() => openModels(new Uint8Array(0)))).toBe('not-tflite');
  });
});

describe('.task bundle', () => {
  it.each<Packing>(['stored', 'deflated'])(
    'gives its models by their content, %s, whatever their names',
    async (packing) => {
      const bundle = await taskBundle({ 'first.tflite': model, 'label.tflite': text, 'folder/second': other }, packing);
      expect(await found(bundle)).toEqual({ 'a.task/first.tflite': model, 'a.task/folder/second': other });
      expect(await isBundle(memorySource('a.task', bundle))).toBe(true);
    },
  );

  it.each<Packing>(['stored', 'deflated'])('can contain a bundle, %s', async (packing) => {
    const inner = await taskBundle({ 'deep.tflite': model }, 'deflated');
    const bundle = await taskBundle({ 'hand.task': inner, 'gesture.tflite': other }, packing);
    expect(await found(bundle)).toEqual({ 'a.task/hand.task/deep.tflite': model, 'a.task/gesture.tflite': other });
  });

  it.each([1, 2, 3, 4])('can start with %i zeros, also if nested', async (zeros) => {
    const inner = await taskBundle({ 'deep.tflite': model }, 'stored', zeros);
    const bundle = await taskBundle({ 'hand.task': inner, 'gesture.tflite': other }, 'stored', zeros);
    expect(await found(bundle)).toEqual({ 'a.task/hand.task/deep.tflite': model, 'a.task/gesture.tflite': other });
  });

  it('has a maximum nesting', async () => {
    let bundle = await taskBundle({ model });
    for (let depth = 0; depth < 4; depth++) bundle = await taskBundle({ 'b.task': bundle });
    expect(Object.keys(await found(bundle))).toEqual([`a.task/${'b.task/'.repeat(4)}model`]);
    expect(await errorCodeOf(async () => openModels(await taskBundle({ 'b.task': bundle })))).toBe('bad-bundle');
  });

  it('reads weights of a stored model on demand', async () => {
    const large = new Uint8Array(4 * 2 ** 20);
    large.set(model);
    const source = recordedSource(await taskBundle({ 'large.tflite': large, 'small.tflite': model }));
    const [first] = await modelsIn(source);
    const read = source.reads.reduce((sum, [start, end]) => sum + end - start, 0);
    expect(read).toBeLessThan(400_000);
    expect((await openSource(first)).contents).toMatchObject({
      name: 'a.tflite/large.tflite',
      byteLength: large.length,
    });
  });

  it('without a model is a bad bundle', async () => {
    expect(await errorCodeOf(async () => openModels(await taskBundle({ 'a.txt': text })))).toBe('bad-bundle');
    expect(
      await errorCodeOf(async () => openModels(await taskBundle({ 'a.txt': new Uint8Array(0) }, 'deflated'))),
    ).toBe('bad-bundle');
  });

  it('is a bad bundle wherever it is truncated', async () => {
    // The list of members of the nested bundle must not be used for the outer one.
    const bundle = await taskBundle({ 'a.tflite': model, 'b.task': await taskBundle({ 'c.tflite': other }) });
    for (let length = 8; length < bundle.length; length++) {
      expect(await errorCodeOf(() => openModels(bundle.slice(0, length))), `cut at ${length}`).toBe('bad-bundle');
    }
  });

  it('throws only ModelErrors, whichever byte is damaged', async () => {
    const bundle = await taskBundle({ 'a.tflite': model, 'b.txt': text }, 'deflated');
    const codes = new Set<string | undefined>();
    for (let at = 0; at < bundle.length; at++) {
      const damaged = bundle.slice();
      damaged[at] ^= 0xff;
      codes.add(await errorCodeOf(() => openModels(damaged)));
    }
    expect([...codes].sort()).toEqual(['bad-bundle', 'not-tflite', undefined]);
  });

  it('detects damaged data by its checksum', async () => {
    const noise = new Uint8Array(2000).map((_, i) => (i * 7919) >>> 3);
    noise.set(model.subarray(0, 8));
    const bundle = await taskBundle({ 'a.tflite': noise }, 'deflated');
    bundle[500] ^= 0x10;
    await expect(openModels(bundle)).rejects.toMatchObject({ code: 'bad-bundle' });
  });
});

describe('names of members', () => {
  const names = [
    '../x.tflite',
    '..\\x.tflite',
    '/etc/x.tflite',
    'C:\\x.tflite',
    'C:/x.tflite',
    'a//b',
    './a',
    '\\\\host\\x',
    'a\0b',
  ];

  it.each<Packing>(['stored', 'deflated'])('are only names, %s', async (packing) => {
    const bundle = await taskBundle(Object.fromEntries(names.map((name) => [name, model])), packing);
    expect(Object.keys(await found(bundle))).toEqual(names.map((name) => `a.task/${name}`));
  });

  it('of nested bundles are only names', async () => {
    const bundle = await taskBundle({ '../b.task': await taskBundle({ '../../c': other }) });
    expect(await found(bundle)).toEqual({ 'a.task/../b.task/../../c': other });
  });
});

describe('bundle with too many members', () => {
  const tooMany = { code: 'too-large', message: expect.stringMatching(/members; expected at most 4096\./) };

  it('says so for .task', async () => {
    const bundle = await taskBundle({ 'a.tflite': model });
    await expect(openModels(listingOften(bundle, 4097))).rejects.toMatchObject(tooMany);
    // The members overlap, which is found later.
    await expect(openModels(listingOften(bundle, 4096))).rejects.toMatchObject({ code: 'bad-bundle' });
  });

  it('says so for .litertlm', async () => {
    const sections = Array.from({ length: 4097 }, () => [0n, 0n] as const);
    await expect(openModels(litertlmBundle(sections))).rejects.toMatchObject(tooMany);
  });
});

describe('zip bomb', () => {
  it('with its true size is not unpacked', async () => {
    const bundle = claiming(await taskBundle({ 'a.tflite': model }, 'deflated'), 2 ** 31);
    await expect(openModels(bundle)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringMatching(/2147483648/),
    });
  });

  it('with a false size is unpacked up to this size', async () => {
    const large = new Uint8Array(64 * 2 ** 20);
    large.set(model);
    const bundle = claiming(await taskBundle({ 'a.tflite': large }, 'deflated'), 1000);
    expect(bundle.length).toBeLessThan(100_000);
    const before = process.memoryUsage().arrayBuffers;
    await expect(openModels(bundle)).rejects.toMatchObject({ code: 'bad-bundle' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(large.length / 2);
  });

  it('has one limit for all members', async () => {
    const bundle = await taskBundle({ 'a.tflite': model, 'b.tflite': model }, 'deflated');
    const members = await zipMembers(memorySource('a.task', bundle), { bytesLeft: model.length + 1 });
    expect((await members[0].open()).byteLength).toBe(model.length);
    expect(await errorCodeOf(() => members[1].open())).toBe('too-large');
  });

  it('with overlapping members is rejected', async () => {
    const bundle = await taskBundle({ 'a.tflite': model, 'b.tflite': model });
    const view = new DataView(bundle.buffer);
    const entries = Array.from(bundle.keys()).filter(
      (at) => at + 4 <= bundle.length && view.getUint32(at, true) === 0x02014b50,
    );
    expect(entries).toHaveLength(2);
    view.setUint32(entries[1] + 42, view.getUint32(entries[0] + 42, true), true);
    expect(await errorCodeOf(() => openModels(bundle))).toBe('bad-bundle');
  });
});

describe('.litertlm bundle', () => {
  it('names models by the position of their section', async () => {
    const bundle = litertlmBundle([text, model, new Uint8Array(0), other]);
    expect(await found(bundle, 'b.litertlm')).toEqual({
      'b.litertlm/section1.tflite': model,
      'b.litertlm/section3.tflite': other,
    });
  });

  it('gives access to weights', async () => {
    const [source] = await modelsIn(memorySource('b.litertlm', litertlmBundle([text, other])));
    const { contents } = await openSource(source);
    expect(contents).toMatchObject({ name: 'b.litertlm/section1.tflite', tensors: [{ shape: [1, 8] }] });
  });

  it('without a model is a bad bundle', async () => {
    expect(await errorCodeOf(() => openModels(litertlmBundle([text])))).toBe('bad-bundle');
    expect(await errorCodeOf(() => openModels(litertlmBundle([])))).toBe('bad-bundle');
  });

  it('is a bad bundle wherever it is truncated', async () => {
    const bundle = litertlmBundle([model]);
    for (let length = 8; length < 200; length++) {
      expect(await errorCodeOf(() => openModels(bundle.slice(0, length))), `cut at ${length}`).toBe('bad-bundle');
    }
    expect(await errorCodeOf(() => openModels(bundle.slice(0, -1)))).toBe('bad-bundle');
  });

  it.each<[bigint, bigint]>([
    [16384n, 2n ** 64n - 1n],
    [2n ** 63n, 2n ** 63n + 8n],
    [100n, 50n],
  ])('is a bad bundle if a section is outside the file: %i to %i', async (begin, end) => {
    expect(await errorCodeOf(() => openModels(litertlmBundle([model, [begin, end]])))).toBe('bad-bundle');
  });

  it.each([0n, 32n, 2n ** 40n, 2n ** 64n - 1n])('is a bad bundle if its header ends at %i', async (end) => {
    const bundle = litertlmBundle([model]);
    new DataView(bundle.buffer).setBigUint64(24, end, true);
    expect(await errorCodeOf(() => openModels(bundle))).toBe('bad-bundle');
  });

  it.each([
    ['root offset 0', (view: DataView) => view.setUint32(32, 0, true)],
    ['no vtable', (view: DataView) => view.setInt32(32 + view.getUint32(32, true), 0, true)],
    ['a vtable before the file', (view: DataView) => view.setInt32(32 + view.getUint32(32, true), 2 ** 20, true)],
  ])('is a bad bundle if its header has %s', async (_, damage) => {
    const bundle = litertlmBundle([model]);
    damage(new DataView(bundle.buffer));
    await expect(openModels(bundle)).rejects.toMatchObject({
      code: 'bad-bundle',
      message: expect.stringContaining('header of the bundle is damaged'),
    });
  });

  it('throws only ModelErrors, whichever byte of its header is damaged', async () => {
    const bundle = litertlmBundle([{ content: model, modelType: 'tf_lite_aux' }, text]);
    for (let at = 0; at < 300; at++) {
      for (const bits of [0x01, 0xff]) {
        const damaged = bundle.slice();
        damaged[at] ^= bits;
        const code = await errorCodeOf(() => openModels(damaged));
        expect([undefined, 'bad-bundle', 'not-tflite']).toContain(code);
      }
    }
  });
});
