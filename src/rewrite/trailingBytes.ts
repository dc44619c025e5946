import type { ByteSource } from '../bytes/byteSource';
import type { Content } from './nodes';
import { badPlan } from './plan';

// The end of an archive is at most this far from the end of the file: its record, and a comment.
const endRecordBytes = 22;
const maxComment = 0xffff;
// Archives of labels and descriptions have a handful of entries. A directory of this size has some 100,000.
const maxDirectory = 2 ** 24;
const signatures = { entry: 0x02014b50, end: 0x06054b50 } as const;
// Stands for a 64-bit offset elsewhere.
const noOffset = 0xffffffff;

/**
 * The bytes after the last data of a model, such as a ZIP archive of labels. The archive can have offsets from the start of the file: they are
 * changed if the archive moves. Reads only the directory of the archive.
 * @returns the bytes by their new start, which throws ModelError `bad-plan` if an offset does not fit there
 * @throws ModelError `bad-plan` for an archive whose offsets cannot be changed, and those of the source
 */
export async function trailingBytes(
  source: ByteSource,
  start: number,
  signal?: AbortSignal,
): Promise<(newStart: number) => readonly Content[]> {
  const { byteLength } = source;
  const unchanged = () => [{ range: { start, end: byteLength } }];
  const directory = await directoryAt(source, start, signal);
  if (directory === undefined) return unchanged;
  const bytes = await source.slice(directory, byteLength, signal);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Some archives count from their own start. They need no change.
  if (!isEntry(view, 0)) return unchanged;
  return (newStart) =>
    newStart === start
      ? unchanged()
      : [{ range: { start, end: directory } }, { bytes: withMovedOffsets(bytes, newStart - start) }];
}

/** Where the directory of an archive starts, if its offset counts from the start of the file; undefined if there is none. */
async function directoryAt(source: ByteSource, start: number, signal?: AbortSignal): Promise<number | undefined> {
  const { byteLength } = source;
  if (byteLength - start < endRecordBytes) return undefined;
  const tail = await source.slice(Math.max(start, byteLength - endRecordBytes - maxComment), byteLength, signal);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const record = endRecordIn(view);
  if (record === undefined) return undefined;
  const offset = view.getUint32(record + 16, true);
  if (offset === noOffset) throw unmovable('has 64-bit offsets');
  const recordStart = byteLength - tail.length + record;
  if (offset < start || offset >= recordStart) return undefined;
  // An offset from the start of the archive can point into the local files.
  const [first] = new Uint32Array(new Uint8Array(await source.slice(offset, offset + 4, signal)).buffer);
  if (first !== signatures.entry) return undefined;
  if (byteLength - offset > maxDirectory)
    throw unmovable(`has a directory of ${byteLength - offset} bytes; expected at most ${maxDirectory}`);
  return offset;
}

/** @param original the directory and all that follows. Source: APPNOTE.TXT of PKWARE, sections 4.3.12 and 4.3.16. */
function withMovedOffsets(original: Uint8Array, distance: number): Uint8Array {
  const bytes = new Uint8Array(original);
  const view = new DataView(bytes.buffer);
  const record = endRecordIn(view)!;
  const move = (at: number) => {
    const before = view.getUint32(at, true);
    if (before === noOffset || before + distance >= noOffset) throw unmovable('has offsets of 4 GiB or more');
    view.setUint32(at, before + distance, true);
  };
  move(record + 16);
  const entries = view.getUint16(record + 10, true);
  for (let i = 0, entry = 0; i < entries && isEntry(view, entry); i++) {
    move(entry + 42);
    const [name, extra, comment] = [28, 30, 32].map((at) => view.getUint16(entry + at, true));
    entry += 46 + name + extra + comment;
  }
  return bytes;
}

function isEntry(view: DataView, at: number): boolean {
  return at >= 0 && at + 46 <= view.byteLength && view.getUint32(at, true) === signatures.entry;
}

function endRecordIn(view: DataView): number | undefined {
  const last = view.byteLength - endRecordBytes;
  for (let at = last; at >= Math.max(0, last - maxComment); at--) {
    if (view.getUint32(at, true) === signatures.end) return at;
  }
  return undefined;
}

function unmovable(why: string) {
  return badPlan(
    `the archive after the model ${why}, so it cannot be moved. Remove the archive, and add it again afterwards.`,
  );
}
