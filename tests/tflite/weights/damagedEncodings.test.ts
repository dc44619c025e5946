import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildModel, type ModelDescription } from '../../support/buildModel';
import {
  ancillaryOf,
  compressionMetadata,
  decodeLayer,
  lutLayer,
  type PlainWeights,
  shuffledLayer,
} from '../../support/encodedWeights';
import { reportOfBytes } from '../../support/openBytes';

const eight: PlainWeights = {
  ...{ shape: [2, 4], type: 'INT8', bits: 8, quantization: { scale: 0.5, zeroPoint: 0 } },
  values: [0n, 3n, 0n, 0n, 1n, 2n, 3n, 4n],
};
const tile: PlainWeights = {
  ...{ shape: [4, 16], type: 'UINT8', bits: 8, quantization: { scale: 0.5, zeroPoint: 128 } },
  values: Array<bigint>(64).fill(128n),
};

/** The error of the only weight tensor. */
async function errorOf(model: ModelDescription): Promise<{ code: string; message: string } | undefined> {
  const { tensors } = await reportOfBytes(buildModel(model));
  expect(tensors).toHaveLength(1);
  return 'error' in tensors[0] ? tensors[0].error : undefined;
}

const error = (code: string, message: RegExp) => ({ code, message: expect.stringMatching(message) });

describe('weights in the format SHUFFLED4x16INT8', () => {
  it('are not read in other formats', async () => {
    expect(await errorOf(shuffledLayer(tile, 2))).toEqual(error('unsupported-type', /weights_format is 2/));
  });

  it('are not read if operators use different formats', async () => {
    const layer = shuffledLayer(tile);
    const operators = [...layer.operators!, { code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] } as const];
    expect(await errorOf({ ...layer, operators })).toEqual(error('unsupported-type', /weights_format is 0 and 1/));
  });

  it('are not read with another zero point or type', async () => {
    const zeroPoint3 = shuffledLayer({ ...tile, quantization: { scale: 1, zeroPoint: 3 } });
    expect(await errorOf(zeroPoint3)).toEqual(error('unsupported-type', /is 3; expected 128/));
    const layer = shuffledLayer(tile);
    const tensors = layer.tensors!.map((tensor, i) => (i === 1 ? { ...tensor, type: 'INT16' as const } : tensor));
    expect(await errorOf({ ...layer, tensors })).toEqual(error('unsupported-type', /INT16; expected UINT8/));
  });

  it('fill tiles and the shape', async () => {
    const layer = shuffledLayer(tile);
    const withShape = (shape: number[]) => ({
      ...layer,
      tensors: layer.tensors!.map((tensor, i) => (i === 1 ? { ...tensor, shape } : tensor)),
    });
    expect(await errorOf(withShape([4, 8]))).toEqual(error('bad-shape', /\[4, 8\]/));
    expect(await errorOf(withShape([2, 16]))).toEqual(error('bad-shape', /\[2, 16\]/));
    expect(await errorOf(withShape([8, 16]))).toEqual(error('truncated', /128 bytes, but the buffer has 64/));
  });
});

describe('weights with lookup tables', () => {
  it('are not read if the version of the metadata is not known', async () => {
    expect(await errorOf(lutLayer(eight, { version: 2 }))).toEqual(error('unsupported-type', /version 2/));
  });

  it('are not read if the metadata is damaged', async () => {
    const layer = lutLayer(eight);
    const withMetadata = (bytes: Uint8Array) => ({ ...layer, buffers: [{ bytes }, ...layer.buffers!.slice(1)] });
    expect(await errorOf(withMetadata(Uint8Array.of(99, 0, 0, 0)))).toMatchObject({ code: 'truncated' });
    expect(await errorOf({ ...layer, metadata: [{ name: 'COMPRESSION_METADATA', buffer: 77 }] })).toEqual(
      error('bad-offset', /buffer 77/),
    );
    expect(await errorOf(lutLayer(eight, { tensor: 9 }))).toEqual(error('bad-offset', /tensor 0:9/));
  });

  it('have indices of 1 to 7 bits in their table', async () => {
    const layer = lutLayer(eight);
    const withEntry = (entry: { valueBuffer: number; indexBits: number }) => ({
      ...layer,
      buffers: [{ bytes: compressionMetadata([{ tensor: 1, ...entry }]) }, ...layer.buffers!.slice(1)],
    });
    expect(await errorOf(withEntry({ valueBuffer: 2, indexBits: 3 }))).toBeUndefined();
    expect(await errorOf(withEntry({ valueBuffer: 2, indexBits: 8 }))).toEqual(error('unsupported-type', /8 bits/));
    expect(await errorOf(withEntry({ valueBuffer: 2, indexBits: 0 }))).toEqual(error('unsupported-type', /0 bits/));
    expect(await errorOf(withEntry({ valueBuffer: 2, indexBits: 7 }))).toEqual(error('truncated', /indices need 7/));
    expect(await errorOf(withEntry({ valueBuffer: 8, indexBits: 3 }))).toEqual(error('bad-offset', /buffer 8/));
    const short = { ...layer, buffers: [layer.buffers![0], { bytes: Uint8Array.of(0, 3) }] };
    expect(await errorOf(short)).toEqual(error('bad-sparsity', /value table has 2 values/));
  });

  it('are not read with several scales in other tensors, or with less than 8 bits', async () => {
    const layer = lutLayer({ ...eight, quantization: { details: { scales: 0, blockSize: 4 } } });
    expect(await errorOf(layer)).toEqual(error('unsupported-type', /blockwise/));
    expect(await errorOf(lutLayer({ ...eight, type: 'INT4' }))).toEqual(error('unsupported-type', /INT4/));
  });

  it('leave other tensors of the model as they are', async () => {
    const layer = lutLayer(eight);
    const plain = { name: 'plain', shape: [1, 4], type: 'INT8', data: [0, 1, 0, 2] } as const;
    const { tensors } = await reportOfBytes(
      buildModel({
        ...layer,
        tensors: [...layer.tensors!, plain],
        operators: [...layer.operators!, { code: 'FULLY_CONNECTED', inputs: [0, 3, -1], outputs: [2] }],
      }),
    );
    expect(tensors).toMatchObject([
      { encoding: 'tflm-lut', nonzeros: 5 },
      { encoding: 'dense', nonzeros: 2 },
    ]);
  });
});

describe('weights of TFLM_DECODE', () => {
  const nothing = new Uint8Array(0);

  it('are not read if type or version are not known', async () => {
    const layer = (ancillary: Uint8Array) => decodeLayer(eight, Uint8Array.of(255), ancillary);
    for (const type of [3, 127, 200]) {
      expect(await errorOf(layer(ancillaryOf(type, [], nothing)))).toEqual(
        error('unsupported-type', new RegExp(`the type of TFLM_DECODE is ${type};`)),
      );
    }
    expect(await errorOf(layer(ancillaryOf(2, [], nothing, 2)))).toEqual(error('unsupported-type', /version .* is 2/));
    const typeVersion = ancillaryOf(2, [], nothing);
    typeVersion[4] = 3;
    expect(await errorOf(layer(typeVersion))).toEqual(error('unsupported-type', /version .* is 3/));
    expect(await errorOf(layer(Uint8Array.of(2, 1)))).toEqual(error('truncated', /2 bytes; expected a header of 16/));
  });

  it('pruned, have a bit each and a value for each bit', async () => {
    const bits = (bitmap: number[], values: number[]) =>
      decodeLayer({ ...eight, shape: [3, 4] }, Uint8Array.from(bitmap), ancillaryOf(2, [], Uint8Array.from(values)));
    expect(await errorOf(bits([0x80, 0x10], [1, 2]))).toBeUndefined();
    expect(await errorOf(bits([0x80], [1, 2]))).toEqual(error('truncated', /bitmap of 12 weights needs 2 bytes/));
    expect(await errorOf(bits([0x80, 0x10], [1]))).toEqual(error('truncated', /more weights than the 1/));
  });

  it('with Huffman codes, have codes of at least a bit that lead to symbols', async () => {
    const symbol = (bits: number, value: number) => 0x8000 | (bits << 11) | value;
    const layer = (codes: number[], entries: number[], weights = eight, isWide = 0) =>
      decodeLayer(
        weights,
        Uint8Array.from(codes),
        ancillaryOf(1, [isWide], new Uint8Array(Uint16Array.from(entries).buffer)),
      );
    expect(await errorOf(layer([0b01010101], [symbol(1, 0), symbol(1, 5)]))).toBeUndefined();
    expect(await errorOf(layer([0], [symbol(2, 0)], { ...eight, shape: [3, 4] }))).toEqual(
      error('truncated', /12 weights do not fit in 1 bytes/),
    );
    expect(await errorOf(layer([255], [symbol(1, 0)]))).toEqual(error('bad-sparsity', /entry 1 .* have 1/));
    // The entry refers to itself.
    expect(await errorOf(layer([0], [0, 0]))).toEqual(error('truncated', /8 weights do not fit in 1 bytes/));
    const two = [symbol(1, 0), symbol(1, 5)];
    expect(await errorOf(layer([0], two, { ...eight, type: 'INT16' }))).toEqual(error('unsupported-type', /INT16/));
    expect(await errorOf(layer([0], two, { ...eight, type: 'UINT8' }, 1))).toEqual(error('unsupported-type', /UINT8/));
  });

  it('with lookup tables, have a table per channel', async () => {
    const quantization = { scale: [1, 2], zeroPoint: [0, 0], dimension: 0 };
    const tables = (count: number) =>
      decodeLayer({ ...eight, quantization }, Uint8Array.of(0x55), ancillaryOf(0, [1, 2], new Uint8Array(2 * count)));
    expect(await errorOf(tables(2))).toBeUndefined();
    expect(await errorOf(tables(1))).toEqual(error('truncated', /value tables need 4 bytes/));
  });
});

it('any bytes give weights or a ModelError', async () => {
  const outcomes = new Set<string | undefined>();
  const bytes = (maxLength: number) => fc.uint8Array({ minLength: 1, maxLength });
  const anyHeader = fc.tuple(fc.constantFrom(0, 1, 2), fc.nat(255), fc.nat(4));
  const anyType = fc.constantFrom<PlainWeights['type']>('INT8', 'INT16', 'INT64');
  const shape = fc.array(fc.oneof(fc.nat(9), fc.nat(200), fc.constant(2 ** 20)), { maxLength: 3 });
  const check = fc.asyncProperty(
    shape,
    anyType,
    bytes(40),
    anyHeader,
    bytes(300),
    async (size, elementType, encoded, header, content) => {
      const [type, ...settings] = header;
      const ancillary = ancillaryOf(type, settings, content);
      const layer = decodeLayer({ ...eight, shape: size, type: elementType }, encoded, ancillary);
      outcomes.add((await errorOf(layer))?.code);
    },
  );
  await fc.assert(check, { numRuns: 500 });
  expect([...outcomes]).toEqual(expect.arrayContaining([undefined, 'truncated', 'bad-sparsity']));
});
