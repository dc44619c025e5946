import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** A version of a file, from its record on the disk. */
export type DiskVersion = {
  readonly byteLength: number;
  /** ms since 1970. */
  readonly modified: number;
  /** Differs for each version. A valid ETag. */
  readonly etag: string;
};

/** The version of a file; undefined if there is no file at this path, or if it is a folder, a pipe or a device. Follows symbolic links. */
export async function diskVersion(path: string): Promise<DiskVersion | undefined> {
  // In nanoseconds: a file can be written twice in a millisecond.
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && versionIn(found);
}

/** The version in a record; undefined if it is not of a file. */
export function versionIn(record: BigIntStats): DiskVersion | undefined {
  if (!record.isFile()) return undefined;
  const { dev, ino, size, mtimeMs, mtimeNs } = record;
  const etag = `"${[dev, ino, size, mtimeNs].map((figure) => figure.toString(36)).join('-')}"`;
  return { byteLength: Number(size), modified: Number(mtimeMs), etag };
}
