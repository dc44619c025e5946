import { describe, expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { sha256Of } from '../../src/bytes/diskSource';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { openModel } from '../../src/model/openModel';
import { twoOfFour } from '../../src/sparsity/pattern';
import { reportOn, type TensorReport } from '../../src/sparsity/report';
import { buildModel, type ModelDescription, packed, storedSparse, type TensorDescription } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';

const weights: TensorDescription = { shape: [2, 4], type: 'INT8', externalBuffer: 7 };
const values = [0, 3, 0, 0, 1, 2, 3, 4];
const file = Uint8Array.of(9, 9, ...values, 9);

type Tables = Pick<ModelDescription, 'externalBuffers' | 'externalBufferGroups'>;

const tables: Tables = {
  externalBufferGroups: ['other.bin', 'weights.bin'],
  externalBuffers: [
    { id: 3, group: 0 },
    { id: 7, group: 1, offset: 2, length: 8 },
  ],
};

/** The report on a layer with weights in `weights.bin`, and the requested files. */
async function reported(
  bytes: Uint8Array | null = file,
  { tensor = weights, more = [], ...changed }: Tables & { tensor?: TensorDescription; more?: TensorDescription[] } = {},
) {
  const asked: string[] = [];
  const model = buildModel({ ...denseLayer(tensor, ...more), ...tables, ...changed });
  const engine = cpuEngine();
  const opened = await openModel(memorySource('a.tflite', model), {
    engineFor: () => engine,
    exact: true,
    async externalFile(name) {
      asked.push(name);
      return bytes ? memorySource(name, bytes) : undefined;
    },
  });
  const { tensors } = await reportOn({ model: opened, modelSha256: '', pattern: twoOfFour, sha256: sha256Of });
  return { tensor: tensors[0] as TensorReport & { error?: { code: string; message: string } }, asked, opened };
}

const buffer = (changed: object): Tables => ({
  externalBuffers: [{ id: 7, group: 1, offset: 2, length: 8, ...changed }],
});

describe('external weights', () => {
  it('are found by the id of their buffer, not by its position', async () => {
    const { tensor, asked } = await reported();
    expect(tensor).toMatchObject({ nonzeros: 5, blocks: 2, conformingBlocks: 1 });
    expect(new Set(asked)).toEqual(new Set(['weights.bin']));
  });

  it('are listed before they are read', async () => {
    const { opened } = await reported(null);
    expect(opened.contents.externalFiles).toEqual(['weights.bin']);
  });

  it('can have zero points per channel', async () => {
    const quantization = { scale: [1, 1], zeroPoint: [3, 4], dimension: 0 };
    expect((await reported(file, { tensor: { ...weights, quantization } })).tensor).toMatchObject({ nonzeros: 6 });
  });

  it('can be stored sparse', async () => {
    const { data, ...sparse } = storedSparse([0, 0, 0, 5, 0, 6, 0, 0], [2, 4], { formats: 'dc', indexWidths: 8 });
    const tensor = { ...weights, ...sparse };
    const bytes = Uint8Array.of(9, ...packed(data, 'INT8'));
    expect((await reported(bytes, { tensor, ...buffer({ offset: 1, length: 2 }) })).tensor).toMatchObject({
      encoding: 'sparse',
      nonzeros: 2,
    });
  });

  it('can have external zero points for blocks', async () => {
    const details = { zeroPoints: 3, scales: -1, blockSize: 2 };
    const zeroPoints: TensorDescription = { shape: [2, 2], type: 'INT8', externalBuffer: 8 };
    const { tensor } = await reported(Uint8Array.of(...values, 3, 0, 1, 4), {
      tensor: { ...weights, quantization: { details } },
      more: [zeroPoints],
      externalBuffers: [
        { id: 7, group: 1, offset: 0, length: 8 },
        { id: 8, group: 1, offset: 8, length: 4 },
      ],
    });
    // Zeros: the 3 of [0, 3], both of [0, 0], the 1 of [1, 2], the 4 of [3, 4].
    expect(tensor).toMatchObject({ nonzeros: 3 });
  });

  it.each(['', 'none', 'unpacked'])('can have the packing "%s"', async (packing) => {
    expect((await reported(file, buffer({ packing }))).tensor).toMatchObject({ nonzeros: 5 });
  });
});

describe('external weights that cannot be read', () => {
  it('give an error with the file name', async () => {
    const { tensor } = await reported(null);
    expect(tensor.error).toMatchObject({ code: 'external-missing', message: expect.stringMatching(/weights\.bin/) });
  });

  it.each([
    ['reach past its end', 'truncated', buffer({ offset: 4 })],
    ['lie beyond 2^53', 'truncated', buffer({ offset: 2n ** 64n - 8n })],
    ['take more than 2^53', 'truncated', buffer({ length: 2n ** 64n - 1n })],
    ['are fewer than the shape takes', 'truncated', buffer({ length: 7 })],
    ['have an id that is not in the list', 'bad-offset', buffer({ id: 6 })],
    ['have no list', 'bad-offset', { externalBuffers: [] }],
    [
      'have an id that stands twice',
      'bad-offset',
      { externalBuffers: [7, 7].map((id) => ({ id, group: 1, length: 8 })) },
    ],
    ['are of a group that is not there', 'bad-offset', buffer({ group: 2 })],
    ['are packed', 'unsupported-type', buffer({ packing: 'zstd' })],
  ] as [string, string, Tables][])('%s: %s', async (_, code, changed) => {
    expect((await reported(file, changed)).tensor.error?.code).toBe(code);
  });

  it.each([
    '../weights.bin',
    '/etc/passwd',
    'folder/weights.bin',
    'folder\\weights.bin',
    'C:weights.bin',
    '..',
    '.',
    '',
  ])('never request a file in another folder: "%s"', async (name) => {
    const { tensor, asked, opened } = await reported(file, { externalBufferGroups: ['other.bin', name] });
    expect(tensor.error?.code).toBe('external-missing');
    expect(asked).toEqual([]);
    expect(opened.contents.externalFiles).toEqual([]);
  });

  it('never request a file whose name contains a line break or NUL', async () => {
    for (const name of ['a\nb', 'a\0b']) {
      expect((await reported(file, { externalBufferGroups: ['other.bin', name] })).asked).toEqual([]);
    }
  });
});
