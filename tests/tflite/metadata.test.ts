import { describe, expect, it } from 'vitest';
import { metadataOf, readEach } from '../../src/tflite/metadata';
import { openModelFile } from '../../src/tflite/modelFile';
import { modelConstants } from '../../src/tflite/weights/modelConstants';
import { buildModel, type ModelDescription } from '../support/buildModel';
import { denseLayer, errorCodeOf, openSource } from '../support/openBytes';
import { recordedSource } from '../support/recordedSource';

const megabyte = 2 ** 20;

function largeModel(place: 'inside' | 'after', count = 8): ModelDescription {
  const weights = Array.from({ length: count }, (_, i) => ({
    name: `weights ${i}`,
    shape: [1024, 1024],
    type: 'INT8' as const,
    data: { bytes: new Uint8Array(megabyte).fill(i), place },
  }));
  return {
    tensors: [{ name: 'input' }, { name: 'output' }, ...weights],
    operators: weights.map((_, i) => ({ code: 'FULLY_CONNECTED', inputs: [0, 2 + i, -1], outputs: [1] })),
    inputs: [0],
    outputs: [1],
  };
}

function bytesRead(source: ReturnType<typeof recordedSource>): number {
  return source.reads.reduce((total, [start, end]) => total + end - start, 0);
}

describe('model in a large file', () => {
  it.each(['inside', 'after'] as const)('is parsed without weights, which are %s the flatbuffer', async (place) => {
    const source = recordedSource(buildModel(largeModel(place)));
    const { model } = await openModelFile(source);
    expect(model.subgraphs[0].tensors).toHaveLength(10);
    expect(source.reads.length).toBeLessThanOrEqual(4);
    expect(bytesRead(source)).toBeLessThan(400_000);
  });

  it('lists weights without further reads if buffers are not looked up', async () => {
    const source = recordedSource(buildModel(largeModel('inside')));
    const file = await openModelFile(source);
    const before = source.reads.length;
    expect((await modelConstants(file, false)).weights).toHaveLength(8);
    expect(source.reads).toHaveLength(before);
  });

  it('reads all buffers together, one page each', async () => {
    const source = recordedSource(buildModel(largeModel('inside')));
    const file = await openModelFile(source);
    const before = bytesRead(source);
    expect((await modelConstants(file, true)).weights).toHaveLength(8);
    expect(bytesRead(source) - before).toBeLessThanOrEqual(8 * 2 * 4096);
  });

  it('reads only the bytes of a requested tensor', async () => {
    const source = recordedSource(buildModel(largeModel('inside')));
    const opened = await openSource(source);
    const before = source.reads.length;
    await opened.analysisOf(opened.contents.tensors[3], { zeros: 2, of: 4 });
    const large = source.reads.slice(before).filter(([start, end]) => end - start > 8192);
    expect(large.map(([start, end]) => end - start)).toEqual([megabyte]);
  });

  it('is found if data such as a zip of labels is appended', async () => {
    const source = recordedSource(
      buildModel({ ...denseLayer({ shape: [1, 4], data: [1, 0, 0, 2] }), trailing: new Uint8Array(3 * megabyte) }),
    );
    expect((await openModelFile(source)).model.subgraphs[0].operators).toHaveLength(1);
    expect(bytesRead(source)).toBeLessThan(400_000);
  });

  it('is found if its records are in the middle of the file', async () => {
    const description = largeModel('inside');
    const source = recordedSource(buildModel({ ...description, trailing: new Uint8Array(megabyte) }));
    expect((await openModelFile(source)).model.subgraphs[0].tensors.at(-1)?.name).toBe('weights 7');
    expect(bytesRead(source)).toBeLessThan(500_000);
  });

  it('can have a description of many pages', async () => {
    const description = 'long '.repeat(50_000);
    const source = recordedSource(buildModel({ ...largeModel('inside', 2), description }));
    expect((await openModelFile(source)).model.description).toBe(description);
  });
});

describe('pages of a file', () => {
  const bytes = new Uint8Array(megabyte);
  /** Ranges read for numbers at these offsets, in addition to start and end. */
  async function readsFor(...offsets: number[]): Promise<readonly [number, number][]> {
    const source = recordedSource(bytes);
    await metadataOf(source).read((buffer) => readEach(offsets.length, (i) => buffer.readInt32(offsets[i])));
    return source.reads.slice(2);
  }

  it('at the start and at the end are read first', async () => {
    const source = recordedSource(bytes);
    await metadataOf(source).read((buffer) => buffer.readUint8(0));
    expect(source.reads).toEqual([
      [0, 16 * 1024],
      [megabyte - 256 * 1024, megabyte],
    ]);
  });

  it('are read completely, and as one range if they are close together', async () => {
    expect(await readsFor(100_000)).toEqual([[98_304, 102_400]]);
    expect(await readsFor(120_000, 100_000)).toEqual([[98_304, 122_880]]);
    expect(await readsFor(100_000, 300_000)).toEqual([
      [98_304, 102_400],
      [299_008, 303_104],
    ]);
  });

  it('can have numbers across their boundary', async () => {
    const edge = Uint8Array.from({ length: 16 * 1024 }, (_, i) => i & 255);
    const [short, long] = await metadataOf(recordedSource(edge)).read((buffer) => [
      buffer.readUint16(4095),
      buffer.readInt32(4094),
    ]);
    expect(short).toBe(0x00ff);
    expect(long).toBe(0x0100fffe);
  });

  it('end with the file: a read past it is an error, not zeros', async () => {
    const metadata = metadataOf(recordedSource(new Uint8Array(10)));
    expect(await errorCodeOf(() => metadata.read((buffer) => buffer.readInt32(6)))).toBeUndefined();
    expect(await errorCodeOf(() => metadata.read((buffer) => buffer.readInt32(7)))).toBe('truncated');
    expect(await errorCodeOf(() => metadata.read((buffer) => buffer.readInt32(-1)))).toBe('truncated');
  });

  it('are no longer read once the signal is aborted', async () => {
    const signal = AbortSignal.abort();
    const metadata = metadataOf(recordedSource(bytes));
    expect(await errorCodeOf(() => metadata.read((buffer) => buffer.readUint8(0), signal))).toBe('cancelled');
  });
});
