import { expect, it, vi } from 'vitest';
import { type ByteSource, memorySource } from '../../src/bytes/byteSource';
import { fileSource } from '../../src/bytes/fileSource';
import { pageSize, withPageCache } from '../../src/bytes/pageCache';
import { partSource } from '../../src/bytes/partSource';
import { errorCodeOf } from '../support/openBytes';
import { recordedSource } from '../support/recordedSource';

const file = new File([Uint8Array.from([0, 1, 2, 3, 4])], 'a.tflite');

it('reads ranges of a File, end exclusive', async () => {
  const source = fileSource(file);
  expect([source.name, source.byteLength]).toEqual(['a.tflite', 5]);
  expect([...(await source.slice(1, 3))]).toEqual([1, 2]);
});

it('reads a range of a File in parts', async () => {
  const large = new File([Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)], 'a.tflite');
  const parts: Uint8Array[] = [];
  for await (const part of fileSource(large).chunks!(1000, 299_000)) parts.push(part);
  expect(Buffer.concat(parts).equals(await fileSource(large).slice(1000, 299_000))).toBe(true);
});

it('reads a range of a part of a File in parts', async () => {
  const source = fileSource(new File([Uint8Array.from({ length: 100 }, (_, i) => i)], 'a.tflite'));
  const part = partSource(withPageCache(source), 10, 90, 'member');
  const parts: Uint8Array[] = [];
  for await (const chunk of part.chunks!(5, 70)) parts.push(chunk);
  expect(Buffer.concat(parts).equals(await part.slice(5, 70))).toBe(true);
  expect(parts[0][0]).toBe(15);
  expect(await errorCodeOf(() => firstPart(part, 5, 81))).toBe('truncated');
});

/** A file whose parts are those of a stream. */
function streamedFile(stream: ReadableStream): File {
  return { name: 'a.tflite', size: 5, slice: () => ({ stream: () => stream }) } as unknown as File;
}

async function firstPart(
  source: ByteSource,
  ...range: [number, number, AbortSignal?]
): Promise<Uint8Array | undefined> {
  for await (const part of source.chunks!(...range)) return part;
  return undefined;
}

it('releases the file when its parts are no longer read', async () => {
  const cancel = vi.fn();
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1)), cancel });
  await firstPart(fileSource(streamedFile(endless)), 0, 5);
  expect(cancel).toHaveBeenCalledTimes(1);
});

it('lets other tasks run between parts that all have arrived', async () => {
  const rows = 40;
  const arrived = new ReadableStream({
    start(controller) {
      for (let row = 0; row < rows; row++) controller.enqueue(new Uint8Array(1));
      controller.close();
    },
  });
  let parts = 0;
  let partsAtTask: number | undefined;
  setTimeout(() => {
    partsAtTask = parts;
  });
  const now = vi.spyOn(performance, 'now').mockImplementation(() => parts);
  for await (const _ of fileSource({ ...streamedFile(arrived), size: rows } as File).chunks!(0, rows)) parts++;
  now.mockRestore();
  expect(partsAtTask).toBe(20);
});

it('reports errors of parts like those of ranges', async () => {
  expect(await errorCodeOf(() => firstPart(fileSource(file), 0, 1, AbortSignal.abort()))).toBe('cancelled');
  expect(await errorCodeOf(() => firstPart(fileSource(file), 0, 6))).toBe('truncated');
  const gone = new ReadableStream({ pull: () => Promise.reject(new Error('NotReadableError')) });
  expect(await errorCodeOf(() => firstPart(fileSource(streamedFile(gone)), 0, 1))).toBe('changed');
  const shorter = new ReadableStream({ start: (controller) => controller.close() });
  expect(await errorCodeOf(() => firstPart(fileSource(streamedFile(shorter)), 0, 1))).toBe('changed');
});

it('reads nothing once the signal is aborted', async () => {
  expect(await errorCodeOf(() => fileSource(file).slice(0, 1, AbortSignal.abort()))).toBe('cancelled');
});

it('reports a changed file if the browser rejects the read', async () => {
  const gone = {
    name: 'a.tflite',
    size: 5,
    slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }),
  };
  expect(await errorCodeOf(() => fileSource(gone as unknown as File).slice(0, 1))).toBe('changed');
});

it.each([
  ['a chosen file', fileSource(file)],
  ['memory', memorySource('a.tflite', new Uint8Array(5))],
  ['a page cache', withPageCache(memorySource('a.tflite', new Uint8Array(5)))],
  ['a part', partSource(memorySource('a.tflite', new Uint8Array(9)), 2, 7, 'part')],
])('rejects ranges past the end of %s', async (_, source) => {
  expect(await source.slice(0, 5)).toHaveLength(5);
  for (const [start, end] of [
    [0, 6],
    [-1, 2],
    [3, 2],
    [6, 6],
  ]) {
    expect(await errorCodeOf(() => source.slice(start, end))).toBe('truncated');
  }
});

it('a part of a source is a source', async () => {
  const source = recordedSource(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7));
  const part = partSource(partSource(source, 2, 8, 'bundle'), 1, 5, 'member');
  expect([part.name, part.byteLength]).toEqual(['member', 4]);
  expect([...(await part.slice(1, 3))]).toEqual([4, 5]);
  expect(source.reads).toEqual([[4, 6]]);
  expect(await errorCodeOf(async () => partSource(source, 2, 9, 'bundle'))).toBe('truncated');
});

const page = pageSize;
const bytes = Uint8Array.from({ length: 3 * page + 100 }, (_, i) => (i * 31) & 255);

it('a page cache reads a page once for many small reads', async () => {
  const source = recordedSource(bytes);
  const cached = withPageCache(source);
  for (const at of [5, 100, page - 1]) expect([...(await cached.slice(at, at + 1))]).toEqual([bytes[at]]);
  expect(source.reads).toEqual([[0, page]]);
});

it('a page cache joins two pages, and ends with the file', async () => {
  const source = recordedSource(bytes);
  const cached = withPageCache(source);
  expect(await cached.slice(page - 2, page + 2)).toEqual(bytes.slice(page - 2, page + 2));
  expect(await cached.slice(3 * page + 90, 3 * page + 100)).toEqual(bytes.slice(3 * page + 90));
  expect(source.reads.at(-1)).toEqual([3 * page, 3 * page + 100]);
});

it('a page cache does not cache large and empty reads', async () => {
  const source = recordedSource(bytes);
  const cached = withPageCache(source);
  expect(await cached.slice(10, 10 + page + 1)).toEqual(bytes.slice(10, 10 + page + 1));
  expect(await cached.slice(7, 7)).toHaveLength(0);
  expect(source.reads).toEqual([
    [10, 10 + page + 1],
    [7, 7],
  ]);
});

it('a page cache keeps the last 64 pages', async () => {
  const source = recordedSource(new Uint8Array(70 * page));
  const cached = withPageCache(source);
  for (let i = 0; i < 65; i++) await cached.slice(i * page, i * page + 1);
  await cached.slice(64 * page, 64 * page + 1);
  expect(source.reads).toHaveLength(65);
  await cached.slice(0, 1);
  expect(source.reads).toHaveLength(66);
});

it('a page cache retries a page that failed', async () => {
  const source = recordedSource(bytes);
  let failures = 1;
  const cached = withPageCache({
    ...source,
    slice: (start, end) => (failures-- > 0 ? Promise.reject(new Error('broken')) : source.slice(start, end)),
  });
  await expect(cached.slice(0, 1)).rejects.toThrow('broken');
  expect(await cached.slice(0, 1)).toHaveLength(1);
});
