import { open } from 'node:fs/promises';

/** The hash in a Git LFS pointer; undefined for any other file. Source: docs/spec.md of git-lfs. */
export async function pointedHash(path: string): Promise<string | undefined> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(1024) });
    const text = buffer.toString('latin1', 0, bytesRead);
    if (!text.startsWith('version https://git-lfs')) return undefined;
    return /^oid sha256:([\da-f]{64})$/m.exec(text)?.[1];
  } finally {
    await file.close();
  }
}
