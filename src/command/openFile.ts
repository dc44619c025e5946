import { basename, dirname, join } from 'node:path';
import { type ByteSource, memorySource } from '../bytes/byteSource';
import { diskSource } from '../bytes/diskSource';
import { nameOf, urlSource } from '../bytes/urlSource';
import { ModelError } from '../modelError';
import type { ExternalFile } from '../tflite/modelFile';

/** A FILE of the command line. Close it after use, and with it the files beside it that were opened. */
export type OpenFile = {
  readonly source: ByteSource;
  readonly externalFile: ExternalFile;
  close(): Promise<void>;
};

/** A place where files lie: the disk or a web server. */
type Place = {
  open(location: string): Promise<ByteSource & { close?(): Promise<void> }>;
  /** Where a file with a plain base name lies that stands beside another. */
  beside(location: string, fileName: string): string;
};

const disk: Place = { open: diskSource, beside: (path, fileName) => join(dirname(path), fileName) };
const web: Place = {
  open: async (address) => wholeWhenSmall(await urlSource(address)),
  beside: (address, fileName) => new URL(encodeURIComponent(fileName), address).href,
};

export async function openFile(location: string): Promise<OpenFile> {
  const place = isAddress(location) ? web : disk;
  const opened: { close?(): Promise<void> }[] = [];
  const beside = new Map<string, Promise<ByteSource | undefined>>();

  async function open(at: string): Promise<ByteSource> {
    const source = await place.open(at);
    opened.push(source);
    return source;
  }

  return {
    source: await open(location),
    externalFile(fileName) {
      const known = beside.get(fileName) ?? open(place.beside(location, fileName)).catch(undefinedWhenMissing);
      beside.set(fileName, known);
      return known;
    },
    async close() {
      await Promise.all(opened.map((source) => source.close?.()));
    },
  };
}

/** The base name of a path or an address. */
export function baseNameOf(location: string): string {
  return isAddress(location) ? nameOf(location) : basename(location) || location;
}

function isAddress(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

function undefinedWhenMissing(thrown: unknown): undefined {
  if (!(thrown instanceof ModelError) || thrown.code !== 'not-found') throw thrown;
}

const smallBytes = 128 * 2 ** 20;
const pieceBytes = 4 * 2 ** 20;

/** A report needs every byte, most of them twice: for the hash and for the weights. What fits in memory is fetched once. */
async function wholeWhenSmall(source: ByteSource): Promise<ByteSource> {
  if (source.byteLength > smallBytes) return source;
  const bytes = new Uint8Array(source.byteLength);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    bytes.set(await source.slice(start, Math.min(start + pieceBytes, bytes.length)), start);
  }
  return memorySource(source.name, bytes);
}
