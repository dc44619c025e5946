import { stat } from 'node:fs/promises';

/** A version of a file, from its record on the disk. */
export type FileVersion = {
  readonly byteLength: number;
  /** ms since 1970. */
  readonly modified: number;
  /** Differs for each version. A valid ETag. */
  readonly etag: string;
};

/** The version of a file; undefined if there is no file at this path, or if it is a folder, a pipe or a device. Follows symbolic links. */
export async function fileVersion(path: string): Promise<FileVersion | undefined> {
  // In nanoseconds: a file can be written twice in a millisecond.
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found?.isFile()) return undefined;
  const { dev, ino, size, mtimeMs, mtimeNs } = found;
  const etag = `"${[dev, ino, size, mtimeNs].map((figure) => figure.toString(36)).join('-')}"`;
  return { byteLength: Number(size), modified: Number(mtimeMs), etag };
}
