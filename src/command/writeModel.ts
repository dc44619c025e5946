import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError } from '../modelError';
import type { Rewriting } from '../rewrite/rewriteModel';
import { UsageError } from './usageError';

/**
 * Writes a new model beside its final place and renames it when it is complete, so that no part of a file is ever seen there.
 * @throws UsageError if the file cannot be written
 * @throws ModelError `cancelled`, and those of reading
 */
export async function writeModel(rewriting: Rewriting, path: string, signal: AbortSignal): Promise<void> {
  await checkSpace(rewriting.byteLength, path);
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(temporary, 'wx').catch(notWritten);
    try {
      for await (const chunk of rewriting.chunks(signal)) await writeAll(file, chunk);
      await file.sync().catch(notWritten);
    } finally {
      await file.close();
    }
    await rename(temporary, path).catch(notWritten);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** A write can take only a part of the bytes. */
async function writeAll(file: Awaited<ReturnType<typeof open>>, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done).catch(notWritten)).bytesWritten;
  }
}

/** @throws UsageError if `path` is the input, or is not a place for a file */
export async function checkOut(path: string, input: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile()) throw new UsageError(`--out ${path}: there is something else here; expected a file`);
  const [own, other] = await Promise.all([path, input].map((name) => realpath(name).catch(() => undefined)));
  const source = await stat(input).catch(() => undefined);
  const isSame = found !== undefined && found.ino === source?.ino && found.dev === source.dev;
  if (isSame || (own !== undefined && own === other))
    throw new UsageError(`--out ${path}: this is the model itself; expected another file`);
}

/** Says before the work that there is no space. Some file systems do not know their free space. */
async function checkSpace(needed: number, path: string): Promise<void> {
  const space = await statfs(dirname(path)).catch(() => undefined);
  if (!space || space.bsize === 0 || space.blocks === 0) return;
  const free = space.bavail * space.bsize;
  if (free < needed) throw new UsageError(`--out ${path}: the new model takes ${needed} bytes, but ${free} are free`);
}

function notWritten(cause: NodeJS.ErrnoException): never {
  if (cause instanceof ModelError) throw cause;
  const reason = cause.code === 'ENOSPC' ? 'ENOSPC: there is no space left' : (cause.code ?? cause.message);
  throw new UsageError(`--out: the model cannot be written (${reason})`);
}
