import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAddress } from '../bytes/addressForms';
import { type ByteSource, memorySource } from '../bytes/byteSource';
import { type DiskSource, diskSource, loadedDiskSource } from '../bytes/diskSource';
import { nameOf } from '../bytes/modelAddress';
import { urlSource } from '../bytes/urlSource';
import { ModelError } from '../modelError';
import type { Engine } from '../sparsity/engine';
import type { ExternalFile } from '../tflite/modelFile';

/** An open FILE of the command line. Closing it also closes the external files that were opened. */
export type OpenFile = {
  readonly source: ByteSource;
  readonly externalFile: ExternalFile;
  close(): Promise<void>;
};

/**
 * Says where to read the external file at a path, which is beside the model. Undefined: nowhere.
 * @throws ModelError if it must not be read
 */
export type ExternalPath = (path: string) => Promise<string | undefined>;

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
 * Opens a path or a URL: `http:`, `https:`, `hf:`, `gs:`, `s3:` or `file:`.
 * @throws ModelError `not-found`, `network`, `too-large`
 */
export function openFile(given: string): Promise<OpenFile> {
  return openAt(given, diskSource);
}

/**
 * Opens a path or a URL like `openFile`, to read most bytes twice: for the hash and for the weights. Small files are loaded into memory.
 * @param memoryFor memory of an engine, see Engine
 * @param externalPath for models on disk. Default: external files are read beside the model.
 */
export function openToReport(
  given: string,
  memoryFor: Engine['memoryFor'],
  externalPath?: ExternalPath,
): Promise<OpenFile> {
  return openAt(given, (path) => loadedDiskSource(path, maxLoadedBytes, memoryFor), externalPath);
}

async function openAt(
  given: string,
  openPath: (path: string) => Promise<DiskSource>,
  externalPath?: ExternalPath,
): Promise<OpenFile> {
  const location = locationOf(given);
  const place = isAddress(location) ? web : disk;
  const opened: { close?(): Promise<void> }[] = [];
  const beside = new Map<string, Promise<ByteSource | undefined>>();

  async function open(source: ReturnType<Place['open']>): Promise<ByteSource> {
    opened.push(await source);
    return source;
  }

  async function openBeside(fileName: string): Promise<ByteSource | undefined> {
    const beside = place.beside(location, fileName);
    const found = place === disk && externalPath ? await externalPath(beside) : beside;
    return found === undefined ? undefined : open(place.open(found));
  }

  return {
    source: await open(place === disk ? openPath(location) : place.open(location)),
    externalFile(fileName) {
      const known = beside.get(fileName) ?? openBeside(fileName).catch(undefinedWhenMissing);
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
  return isUrl(location) ? nameOf(location) : basename(location) || location;
}

/** The path of a FILE of the command line on this computer; undefined for other URLs. @throws ModelError for a `file:` URL without a path */
export function localPathOf(given: string): string | undefined {
  if (!isUrl(given)) return given;
  return /^file:/i.test(given) ? pathOf(given) : undefined;
}

/** The path or the http(s) URL that a FILE of the command line refers to. Text without a scheme is a path. */
function locationOf(given: string): string {
  // An invalid http(s) URL fails when it is requested, with the reason.
  if (!isUrl(given) || isAddress(given)) return given;
  if (/^file:/i.test(given)) return pathOf(given);
  const address = parseAddress(given);
  if (address?.kind === 'web') return address.url;
  if (address?.kind === 'no-file')
    throw new ModelError('not-found', `this URL names no file; expected ${address.form}`);
  const scheme = given.split(':')[0];
  throw new ModelError(
    'network',
    `${scheme}: URLs are not supported; expected a path, or a URL that starts with https:, http:, hf:, gs:, s3: or file:. Download the file, and give its path.`,
  );
}

function pathOf(fileUrl: string): string {
  try {
    return fileURLToPath(fileUrl);
  } catch (thrown) {
    throw new ModelError('not-found', `this file: URL has no path on this computer (${(thrown as Error).message})`);
  }
}

/** Whether a FILE is a URL of any scheme. Two letters or more: a single one is a drive of Windows. */
export function isUrl(location: string): boolean {
  return /^[a-z][a-z\d+.-]+:\/\//i.test(location);
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
