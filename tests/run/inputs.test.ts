import { gzipSync } from 'node:zlib';
import { BlobWriter, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { describe, expect, it } from 'vitest';
import { arrayInputs } from '../../src/run/arrayInputs';
import { type DecodeImage, type ImageRange, imageInputs } from '../../src/run/imageInputs';
import { type InputSet, zeroInputs } from '../../src/run/inputSet';
import { mnistInputs } from '../../src/run/mnistInputs';
import { randomInputs } from '../../src/run/randomInputs';
import type { RunTensor } from '../../src/run/runTensor';
import { float32Bytes, npyFile } from '../support/npyFile';

const tensor = (type: RunTensor['type'], ...shape: number[]): RunTensor => ({ name: 'x', type, shape });
const floats = (bytes: Uint8Array) => [...new Float32Array(bytes.slice().buffer)];
const only = (set: InputSet, index = 0) => set.at(index)[0]!;

describe('random and zero inputs', () => {
  it('are the same for the same seed, and others for another seed or example', () => {
    const input = [tensor('FLOAT32', 4, 4)];
    const [first, again, other] = [randomInputs(input, 1, 2), randomInputs(input, 1, 2), randomInputs(input, 2, 2)];
    expect(only(first)).toEqual(only(again));
    expect(only(first)).not.toEqual(only(other));
    expect(only(first, 0)).not.toEqual(only(first, 1));
  });

  it('give each type values that it can have', () => {
    const bytes = only(randomInputs([tensor('INT8', 10_000)], 3, 1));
    expect(new Set(bytes).size).toBe(256);
    expect(new Set(only(randomInputs([tensor('BOOL', 1000)], 3, 1)))).toEqual(new Set([0, 1]));
    const longs = new BigInt64Array(only(randomInputs([tensor('INT64', 1000)], 3, 1)).slice().buffer);
    expect(new Set(longs)).toEqual(new Set(Array.from({ length: 10 }, (_, digit) => BigInt(digit))));
    const reals = floats(only(randomInputs([tensor('FLOAT32', 1000)], 3, 1)));
    expect(Math.min(...reals)).toBeGreaterThanOrEqual(-1);
    expect(Math.min(...reals)).toBeLessThan(-0.9);
    expect(Math.max(...reals)).toBeGreaterThan(0.9);
  });

  it('are not made for text', () => {
    expect(() => only(randomInputs([tensor('STRING', 1)], 1, 1))).toThrow('input x has the type STRING');
  });

  it('are zero on request', () => {
    expect(zeroInputs([tensor('INT16', 2), tensor('FLOAT32', 1)]).at(0)).toEqual([
      new Uint8Array(4),
      new Uint8Array(4),
    ]);
  });
});

describe('arrays', () => {
  const file = (name: string, shape: readonly number[], values: readonly number[]) => ({
    name,
    bytes: npyFile('<f4', shape, float32Bytes(values)),
  });

  it('are one example, or several along a further dimension', async () => {
    const one = await arrayInputs([tensor('FLOAT32', 1, 2, 2, 1)], [file('a.npy', [2, 2], [1, 2, 3, 4])]);
    expect([one.count, floats(only(one))]).toEqual([1, [1, 2, 3, 4]]);
    const two = await arrayInputs([tensor('FLOAT32', 1, 2)], [file('a.npy', [2, 2], [1, 2, 3, 4])]);
    expect([two.count, floats(only(two, 1))]).toEqual([2, [3, 4]]);
  });

  it('belong to inputs by name, else by order', async () => {
    const inputs = [
      { ...tensor('FLOAT32', 1), name: 'first' },
      { ...tensor('FLOAT32', 1), name: 'second' },
    ];
    const named = await arrayInputs(inputs, [file('second.npy', [1], [2]), file('first.npy', [1], [1])]);
    expect(named.at(0).map(floats)).toEqual([[1], [2]]);
    const ordered = await arrayInputs(inputs, [file('b.npy', [1], [2]), file('a.npy', [1], [1])]);
    expect(ordered.at(0).map(floats)).toEqual([[2], [1]]);
  });

  it('come from a .npz file, with labels', async () => {
    const zip = new ZipWriter(new BlobWriter());
    await zip.add('x.npy', new Uint8ArrayReader(file('', [2, 1], [5, 6]).bytes));
    await zip.add('labels.npy', new Uint8ArrayReader(npyFile('|u1', [2], Uint8Array.of(3, 1))), { level: 0 });
    const bytes = new Uint8Array(await (await zip.close()).arrayBuffer());
    const set = await arrayInputs([tensor('FLOAT32', 1)], [{ name: 'a.npz', bytes }]);
    expect([set.count, [...(set.labels as Float64Array)], floats(only(set, 1))]).toEqual([2, [3, 1], [6]]);
  });

  it('that do not fit are named', async () => {
    const input = [tensor('FLOAT32', 1, 3)];
    const messages: readonly [RunTensor[], Parameters<typeof arrayInputs>[1], string][] = [
      [
        input,
        [file('a.npy', [4], [1, 2, 3, 4])],
        'array a has the shape 4; input x has 1 × 3, with the number of examples in front',
      ],
      [input, [], 'there are 0 arrays, and the model has 1 inputs: x (1 × 3)'],
      [input, [file('a.npy', [0, 3], [])], 'the arrays have no examples'],
      [
        input,
        [file('a.npy', [2, 3], [1, 2, 3, 4, 5, 6]), file('labels.npy', [1], [1])],
        'different numbers of examples: 2, 1',
      ],
      [
        [tensor('INT8', 1)],
        [file('a.npy', [1], [200])],
        'array a has the value 200; input x is INT8, which holds integers from -128 to 127',
      ],
      [[tensor('INT32', 1)], [file('a.npy', [1], [0.5])], 'array a has the value 0.5'],
      [[tensor('INT32', 1)], [file('a.npy', [1], [Number.NaN])], 'array a has the value NaN'],
    ];
    for (const [inputs, files, message] of messages) {
      await expect(arrayInputs(inputs, files), message).rejects.toThrow(message);
    }
  });
});

describe('images', () => {
  const white = [255, 255, 255, 255];
  const decode: DecodeImage = async (_, __, width, height) =>
    Uint8ClampedArray.from({ length: 4 * width * height }, (___, index) =>
      index < 4 ? [255, 0, 0, 128][index]! : white[index % 4]!,
    );
  const image = new File([], 'a.png');
  const inputOf = async (input: RunTensor, range: ImageRange = '0..1') =>
    only(await imageInputs([input], [image], range, decode));

  it('have the range of the input', async () => {
    expect(floats(await inputOf(tensor('FLOAT32', 1, 1, 2, 3)))).toEqual([1, 0, 0, 1, 1, 1]);
    expect(floats(await inputOf(tensor('FLOAT32', 1, 1, 2, 3), '-1..1'))).toEqual([1, -1, -1, 1, 1, 1]);
    expect(floats(await inputOf(tensor('FLOAT32', 1, 1, 2, 3), '0..255'))).toEqual([255, 0, 0, 255, 255, 255]);
    expect([...(await inputOf(tensor('UINT8', 1, 1, 2, 3)))]).toEqual([255, 0, 0, 255, 255, 255]);
    expect([...new Int8Array((await inputOf(tensor('INT8', 1, 1, 2, 3))).slice().buffer)]).toEqual([
      127, -128, -128, 127, 127, 127,
    ]);
  });

  it('are gray or have alpha, as the input', async () => {
    expect([...(await inputOf(tensor('UINT8', 1, 1, 2, 1)))]).toEqual([76, 255]);
    expect([...(await inputOf(tensor('UINT8', 1, 1, 2, 4)))]).toEqual([255, 0, 0, 128, ...white]);
  });

  it('need an input for images', async () => {
    await expect(inputOf(tensor('FLOAT32', 1, 10))).rejects.toThrow('input x has the shape 1 × 10; images need');
    await expect(
      imageInputs([tensor('UINT8', 1, 1, 1, 1), tensor('UINT8', 1)], [image], '0..1', decode),
    ).rejects.toThrow('2 inputs');
    await expect(imageInputs([tensor('UINT8', 1, 1, 1, 1)], [], '0..1', decode)).rejects.toThrow('no image is chosen');
  });
});

describe('images of MNIST', () => {
  const images = Uint8Array.of(
    0,
    0,
    8,
    3,
    0,
    0,
    0,
    2,
    0,
    0,
    0,
    28,
    0,
    0,
    0,
    28,
    ...new Uint8Array(784),
    ...new Uint8Array(784).fill(255),
  );
  const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 4);
  const readFrom = (pack: (bytes: Uint8Array) => Uint8Array) => async (name: string) =>
    new Uint8Array(pack(name.includes('images') ? images : labels));
  const input = [tensor('FLOAT32', 1, 28, 28, 1)];

  it('come with labels, packed or not', async () => {
    for (const pack of [gzipSync, (bytes: Uint8Array) => bytes]) {
      const set = await mnistInputs(input, readFrom(pack), 10_000);
      expect([set.count, set.labels![1], floats(only(set, 0))[0], floats(only(set, 1))[783]]).toEqual([2, 4, 0, 1]);
      expect((await mnistInputs(input, readFrom(pack), 1)).count).toBe(1);
    }
  });

  it('that are damaged or do not fit are reported', async () => {
    const cut = readFrom((bytes) => bytes.subarray(0, bytes.length - 1));
    await expect(mnistInputs(input, cut, 1)).rejects.toThrow('damaged');
    await expect(mnistInputs([tensor('FLOAT32', 1, 32, 32, 1)], cut, 1)).rejects.toThrow(
      'images of MNIST have 28 × 28 pixels',
    );
  });
});
