import { type Entry, type FileEntry, Reader, ZipReader } from '@zip.js/zip.js/lib/zip-core-custom.js';
import { type ByteSource, memorySource } from '../bytes/byteSource';
import { withPageCache } from '../bytes/pageCache';
import { partSource } from '../bytes/partSource';
import { ModelError, throwIfCancelled } from '../modelError';
import { type BundleMember, maxMembers, tooManyMembers, type UnpackBudget } from './bundleMember';
import { kindBytes, startOfZip } from './fileKind';

// Limits the size of the list of members, which is read at once.
const maxReadAtOnce = 16 * 2 ** 20;
// Enough compressed bytes for the first bytes of a member: a deflate block starts with a table of at most a few hundred bytes.
const deflatedHead = 4096;

/**
 * The members of a zip archive such as a .task bundle, without folders.
 * @throws ModelError `bad-bundle` if the archive is damaged, `too-large`, and those of the source
 */
export async function zipMembers(
  source: ByteSource,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<BundleMember[]> {
  // Headers of members have 30 bytes and are read one by one.
  const cached = withPageCache(source);
  const archive = new ZipReader(readerOf(cached, signal), {
    useWebWorkers: false,
    checkCrc32: true,
    // Zip bombs use members that overlap.
    checkOverlappingEntry: true,
    // Nothing is written to disk, so names such as `../x` are only names.
    filenameValidation: 'tolerant',
  });
  const entries = await withZipErrors(() => entriesOf(archive, signal));
  await checkFront(cached, entries, signal);
  const files = entries.filter((entry): entry is FileEntry => !entry.directory);
  const members: BundleMember[] = [];
  for (const entry of files) members.push(await withZipErrors(() => memberOf(source, cached, entry, budget, signal)));
  return members;
}

async function entriesOf(archive: ZipReader<unknown>, signal?: AbortSignal): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const entry of archive.getEntriesGenerator()) {
    throwIfCancelled(signal);
    if (entries.push(entry) > maxMembers) throw tooManyMembers(`more than ${maxMembers}`);
  }
  return entries;
}

/**
 * The zip reader searches the list of members from the end of the file. In a truncated bundle it can find the list of a nested bundle. So the
 * list must include the first member of the file.
 */
async function checkFront(source: ByteSource, entries: readonly Entry[], signal?: AbortSignal): Promise<void> {
  const front = startOfZip(await source.slice(0, Math.min(kindBytes, source.byteLength), signal));
  const listed = Math.min(...entries.map(({ offset }) => offset));
  if (listed !== front) throw damaged(`the list of members does not include the one at byte ${front}`);
}

async function memberOf(
  source: ByteSource,
  cached: ByteSource,
  entry: FileEntry,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<BundleMember> {
  // Reads the header of the member, which gives the offset of its data.
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

/** Unpacks a member into memory, and checks its size and CRC-32. */
async function inflated(entry: FileEntry, budget: UnpackBudget, signal?: AbortSignal): Promise<Uint8Array> {
  const { filename, uncompressedSize: size } = entry;
  if (size > budget.bytesLeft) {
    throw new ModelError(
      'too-large',
      `${filename} unpacks to ${size} bytes; expected at most ${budget.bytesLeft}, because compressed members are unpacked into memory. Extract the bundle first.`,
    );
  }
  budget.bytesLeft -= size;
  const bytes = new Uint8Array(size);
  let length = 0;
  const writable = new WritableStream<Uint8Array>({
    write(chunk) {
      throwIfCancelled(signal);
      // The size is untrusted. Throwing stops decompression.
      if (length + chunk.length > size)
        throw damaged(`member ${filename} unpacks to more than its declared ${size} bytes`);
      bytes.set(chunk, length);
      length += chunk.length;
    },
  });
  await withZipErrors(() => entry.getData(writable, { checkOverlappingEntry: false }));
  return bytes;
}

/** The first bytes of deflated data, from the start of its compressed bytes. Fewer if the data is damaged. */
async function inflatedHead(packed: Uint8Array, length: number): Promise<Uint8Array> {
  const inflater = new DecompressionStream('deflate-raw');
  const writer = inflater.writable.getWriter();
  // The compressed bytes are incomplete, so both calls fail.
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
    // The bytes before the error are valid.
  }
  await reader.cancel().catch(() => {});
  return Uint8Array.from(head);
}

function readerOf(source: ByteSource, signal?: AbortSignal): Reader<ByteSource> {
  return new (class extends Reader<ByteSource> {
    override size = source.byteLength;

    override readUint8Array(start: number, length: number): Promise<Uint8Array> {
      if (length > maxReadAtOnce && start + length <= source.byteLength) throw tooLargeList(length);
      return source.slice(start, start + length, signal);
    }
  })(source);
}

/** Converts errors of the zip reader to ModelErrors. */
async function withZipErrors<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw damaged((thrown as Error).message);
    throw thrown.code === 'truncated' ? damaged('it refers to bytes past the end of the file') : thrown;
  }
}

function tooLargeList(length: number): ModelError {
  return new ModelError(
    'too-large',
    `the list of members of the zip archive takes ${length} bytes; expected at most ${maxReadAtOnce}. Extract the model that you need, and open it.`,
  );
}

function damaged(found: string): ModelError {
  const text = found.charAt(0).toLowerCase() + found.slice(1);
  return new ModelError(
    'bad-bundle',
    `the zip archive cannot be read (${text}); expected a complete .task bundle. Download it again.`,
  );
}
