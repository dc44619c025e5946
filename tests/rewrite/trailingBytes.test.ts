import { expect, it } from 'vitest';
import type { ByteSource } from '../../src/bytes/byteSource';
import { contentLength } from '../../src/rewrite/nodes';
import { trailingBytes } from '../../src/rewrite/trailingBytes';

const start = 1000;
const localBytes = 100 * 2 ** 20;

/** A file of an archive of one entry, of which only the bytes that are read exist. Offsets count from the start of the file. */
function largeArchive(entryOffset: number, directoryOffset = start + localBytes) {
  const directory = new DataView(new ArrayBuffer(46 + 5));
  directory.setUint32(0, 0x02014b50, true);
  directory.setUint16(28, 5, true);
  directory.setUint32(42, entryOffset, true);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, 1, true);
  end.setUint32(12, directory.byteLength, true);
  end.setUint32(16, directoryOffset, true);
  const tail = Buffer.concat([new Uint8Array(directory.buffer), new Uint8Array(end.buffer)]);
  const tailStart = start + localBytes;
  const read = { bytes: 0 };
  const source: ByteSource = {
    name: 'a.tflite',
    byteLength: tailStart + tail.length,
    async slice(from, to) {
      read.bytes += to - from;
      const bytes = new Uint8Array(to - from);
      for (let at = Math.max(from, tailStart); at < to; at++) bytes[at - from] = tail[at - tailStart]!;
      return bytes;
    },
  };
  return { source, read };
}

it('moves the offsets of a large archive, and reads only its end', async () => {
  const { source, read } = largeArchive(start);
  const parts = (await trailingBytes(source, start))(start + 500);
  expect(read.bytes).toBeLessThan(2 ** 20);
  expect(parts).toHaveLength(2);
  expect(parts[0]).toEqual({ range: { start, end: start + localBytes } });
  expect(parts.reduce((sum, part) => sum + contentLength(part), 0)).toBe(source.byteLength - start);
  const last = parts[1]!;
  if (!('bytes' in last)) throw new Error('expected bytes');
  const view = new DataView(last.bytes.buffer, last.bytes.byteOffset);
  expect(view.getUint32(42, true)).toBe(start + 500);
  expect(view.getUint32(51 + 16, true)).toBe(start + localBytes + 500);
});

it('copies bytes that stay where they are, or count from their own start', async () => {
  const { source } = largeArchive(start);
  const all = [{ range: { start, end: source.byteLength } }];
  expect((await trailingBytes(source, start))(start)).toEqual(all);
  const own = largeArchive(0, localBytes).source;
  expect((await trailingBytes(own, start))(start + 500)).toEqual(all);
});

it('refuses offsets that 32 bits cannot hold', async () => {
  const moved = await trailingBytes(largeArchive(start).source, start);
  expect(() => moved(2 ** 32 - 1000)).toThrow('archive after the model');
  await expect(trailingBytes(largeArchive(start, 0xffffffff).source, start)).rejects.toThrow('64-bit offsets');
});
