import { basename, dirname, join } from 'node:path';
import { type ByteSource, memorySource } from '../bytes/byteSource';
import { diskSource } from '../bytes/diskSource';
import { nameOf, urlSource } from '../bytes/urlSource';
import { ModelError } from '../modelError';
import type { ExternalFile } from '../tflite/modelFile';

/** An open FILE of the command line. Closing it also closes the external files that were opened. */
export type OpenFile = {
  readonly source: ByteSource;
  readonly externalFile: ExternalFile;
  close(): Promise<void>;
};

/** How to open files of a kind of location: the disk or a web server. */
type Place = {
  open(location: string): Promise<ByteSource & { close?(): Promise<void> }>;
  /** The location of the file with this base name in the same folder. */
  beside(location: string, fileName: string): string;
};

const disk: Place = { open: diskSource, beside: (path, fileName) => join(dirname(path), fileName) };
const web: Place = {
  open: async (address) => loadedIfSmall(await urlSource(address)),
  beside: (address, fileName) => new URL(encodeURIComponent(fileName), address).href,
};

/**
 * Opens a path or an http(s) URL.
 * @throws ModelError `not-found`, `network`, `too-large`
 */
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

/** The base name of a path or a URL. */
export function baseNameOf(location: string): string {
  return isAddress(location) ? nameOf(location) : basename(location) || location;
}

function isAddress(location: string): boolean {
  return /^https?:\/\//i.test(location);
}

function undefinedWhenMissing(thrown: unknown): undefined {
  if (!(thrown instanceof ModelError) || thrown.code !== 'not-found') throw thrown;
}

const maxLoadedBytes = 128 * 2 ** 20;
const pieceBytes = 4 * 2 ** 20;

/** Loads small files into memory, because a report reads most bytes twice: for the hash and for the weights. */
async function loadedIfSmall(source: ByteSource): Promise<ByteSource> {
  if (source.byteLength > maxLoadedBytes) return source;
  const bytes = new Uint8Array(source.byteLength);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    bytes.set(await source.slice(start, Math.min(start + pieceBytes, bytes.length)), start);
  }
  return memorySource(source.name, bytes);
}
