import { type Entry, type FileEntry, Reader, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { type ByteSource, memorySource } from '../bytes/byteSource';
import { withPageCache } from '../bytes/pageCache';
import { partSource } from '../bytes/partSource';
import { ModelError, throwIfCancelled } from '../modelError';
import type { BundleMember, UnpackBudget } from './bundleMember';
import { kindBytes, startOfZip } from './fileKind';

// Published bundles have fewer than 20 members; with more than this, looking at each would take minutes.
const maxMembers = 4096;
// The list of members is read at once.
const maxReadAtOnce = 16 * 2 ** 20;
// Deflated data says its first bytes within its first block, which begins with a table of some hundred bytes at most.
const deflatedHead = 4096;

/**
 * The members of a zip archive such as a .task bundle, without its folders.
 * @throws ModelError `bad-bundle` when the archive is damaged, `too-large`, and those of the source.
 */
export async function zipMembers(
  source: ByteSource,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<BundleMember[]> {
  // The headers of members are read one by one, 30 bytes each.
  const cached = withPageCache(source);
  const archive = new ZipReader(readerOf(cached, signal), {
    useWebWorkers: false,
    checkCrc32: true,
    // Members that share their bytes are how a small archive claims to hold a large one.
    checkOverlappingEntry: true,
  });
  const entries = await readable(() => entriesOf(archive, signal));
  await checkFront(cached, entries, signal);
  const files = entries.filter((entry): entry is FileEntry => !entry.directory);
  const members: BundleMember[] = [];
  for (const entry of files) members.push(await readable(() => memberOf(source, cached, entry, budget, signal)));
  return members;
}

async function entriesOf(archive: ZipReader<unknown>, signal?: AbortSignal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of archive.getEntriesGenerator()) {
    throwIfCancelled(signal);
    if (entries.push(entry) > maxMembers) throw damaged(`it has more than ${maxMembers} members`);
  }
  return entries;
}

/**
 * A list of members is looked for from the end of the file on, so that in a bundle that was cut short the one of a bundle inside it is
 * found. It is the right one when it begins with the member that stands first in the file.
 */
async function checkFront(source: ByteSource, entries: readonly Entry[], signal?: AbortSignal): Promise<void> {
  const front = startOfZip(await source.slice(0, Math.min(kindBytes, source.byteLength), signal));
  const listed = Math.min(...entries.map(({ offset }) => offset));
  if (listed !== front) throw damaged(`its list of members lacks the one at byte ${front}`);
}

async function memberOf(
  source: ByteSource,
  cached: ByteSource,
  entry: FileEntry,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<BundleMember> {
  // Reads the member's own header, and nothing of its data, to learn where the data lies.
  await entry.getData(new WritableStream(), { checkOverlappingEntryOnly: true });
  const start = entry.localDirectory!.dataOffset;
  const end = start + entry.compressedSize;
  const packed = partSource(source, start, end, `${source.name}/${entry.filename}`);
  const stored = entry.compressionMethod === 0;
  return {
    name: entry.filename,
    async head(length) {
      const bytes = await cached.slice(start, Math.min(start + (stored ? length : deflatedHead), end), signal);
      return stored ? bytes : inflatedHead(bytes, length);
    },
    open: async () => (stored ? packed : memorySource(packed.name, await inflated(entry, budget, signal))),
  };
}

/** A member in memory, checked against its size and its CRC-32. */
async function inflated(entry: FileEntry, budget: UnpackBudget, signal?: AbortSignal): Promise<Uint8Array> {
  const { filename, uncompressedSize: size } = entry;
  if (size > budget.bytesLeft) {
    throw new ModelError(
      'too-large',
      `${filename} unpacks to ${size} bytes; expected at most ${budget.bytesLeft}, as packed members are held in memory. Unpack the bundle first.`,
    );
  }
  budget.bytesLeft -= size;
  const bytes = new Uint8Array(size);
  let length = 0;
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      throwIfCancelled(signal);
      // Whatever the archive says, no more than that is kept: this ends the inflating.
      if (length + chunk.length > size)
        throw damaged(`its member ${filename} unpacks to more than the ${size} bytes it claims`);
      bytes.set(chunk, length);
      length += chunk.length;
    },
  });
  await readable(() => entry.getData(writable, { checkOverlappingEntry: false }));
  return bytes;
}

/** The first bytes of what a piece of deflated data unpacks to; fewer when it is damaged. */
async function inflatedHead(packed: Uint8Array, length: number): Promise<Uint8Array> {
  const inflater = new DecompressionStream('deflate-raw');
  const writer = inflater.writable.getWriter();
  // The piece ends in the middle of the data, so both end in an error that means nothing.
  writer.write(packed.slice()).catch(() => {});
  writer.close().catch(() => {});
  const reader = inflater.readable.getReader();
  const head: number[] = [];
  try {
    while (head.length < length) {
      const { done, value } = await reader.read();
      if (done) break;
      head.push(...value.subarray(0, length - head.length));
    }
  } catch {
    // See above: what came before it counts.
  }
  await reader.cancel().catch(() => {});
  return Uint8Array.from(head);
}

function readerOf(source: ByteSource, signal?: AbortSignal): Reader<ByteSource> {
  return new (class extends Reader<ByteSource> {
    override size = source.byteLength;

    override readUint8Array(start: number, length: number): Promise<Uint8Array> {
      if (length > maxReadAtOnce) throw damaged(`its list of members takes ${length} bytes`);
      return source.slice(start, start + length, signal);
    }
  })(source);
}

/** Runs the zip reader; whatever it finds wrong, in its own few words, becomes a ModelError. */
async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw damaged((thrown as Error).message);
    throw thrown.code === 'truncated' ? damaged('it refers to bytes past its end') : thrown;
  }
}

function damaged(found: string): ModelError {
  const text = found.charAt(0).toLowerCase() + found.slice(1);
  return new ModelError(
    'bad-bundle',
    `the zip archive cannot be read (${text}): it is cut short or damaged; expected a whole .task bundle. Fetch it again.`,
  );
}
