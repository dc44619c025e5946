import type { ByteSource } from '../bytes/byteSource';
import type { Content } from './nodes';

// The end of an archive is at most this far from the end of the file: its record, and a comment.
const endRecordBytes = 22;
const maxComment = 0xffff;
// Archives of labels and descriptions have some kilobytes.
const maxLoaded = 2 ** 26;
const signatures = { entry: 0x02014b50, end: 0x06054b50 } as const;

/**
 * The bytes after the last data of a model, such as a ZIP archive of labels. The archive can have offsets from the start of the file: they are
 * changed if the archive moves.
 * @returns the bytes by their new start
 * @throws ModelError those of the source
 */
export async function trailingBytes(
  source: ByteSource,
  start: number,
  signal?: AbortSignal,
): Promise<(newStart: number) => Content> {
  const length = source.byteLength - start;
  if (length < endRecordBytes || length > maxLoaded) return () => ({ range: { start, end: source.byteLength } });
  const bytes = await source.slice(start, source.byteLength, signal);
  return (newStart) => ({ bytes: withMovedOffsets(bytes, start, newStart - start) });
}

/** Source: APPNOTE.TXT of PKWARE, sections 4.3.12 and 4.3.16. */
function withMovedOffsets(original: Uint8Array, start: number, distance: number): Uint8Array {
  const bytes = new Uint8Array(original);
  const view = new DataView(bytes.buffer);
  const record = endRecordIn(view);
  if (record === undefined || distance === 0) return bytes;
  // Some archives count from their own start. They need no change.
  let entry = view.getUint32(record + 16, true) - start;
  const entries = view.getUint16(record + 10, true);
  if (!isEntry(view, entry)) return bytes;
  const move = (at: number) => view.setUint32(at, view.getUint32(at, true) + distance, true);
  move(record + 16);
  for (let i = 0; i < entries && isEntry(view, entry); i++) {
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
