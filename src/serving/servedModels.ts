import { basename, dirname, join } from 'node:path';
import { diskSource } from '../bytes/diskSource';
import type { ServedFile } from '../bytes/servedFiles';
import { cpuEngine } from '../kernels/cpuEngine';
import { openModel } from '../model/openModel';
import { ModelError } from '../modelError';
import { modelsIn } from '../tflite/bundle';
import { diskVersion } from './diskVersion';

export type ServedModels = ReturnType<typeof servedModels>;

/** The models of the command line, and the files beside them that they name. @param paths of files that exist */
export function servedModels(paths: readonly string[]) {
  const models = paths.map(servedModel);
  return {
    paths,
    /** What is on the disk now, in the order of the paths. */
    files: () => Promise.all(models.map((model, index) => model.file(index))),
    /**
     * The path of a file that may be served.
     * @param index of the model @param fileName base name of the model, or of a file with external weights that the model names
     */
    async pathOf(index: number, fileName: string): Promise<string | undefined> {
      return models[index]?.pathOf(fileName);
    },
  };
}

type StoredFile = Omit<ServedFile, 'path' | 'name' | 'given'>;

function servedModel(path: string) {
  const name = basename(path);
  let last: StoredFile | undefined;
  /** The names for the version with this ETag. */
  let names: { readonly etag: string; readonly found: Promise<readonly string[]> } | undefined;

  /** Names of the files with external weights. They are read again for each version. */
  function namesFor(etag: string): Promise<readonly string[]> {
    if (names?.etag === etag) return names.found;
    const reading = { etag, found: externalFilesOf(path) };
    names = reading;
    reading.found.catch(() => {
      if (names === reading) names = undefined;
    });
    return reading.found;
  }

  async function stored(): Promise<StoredFile> {
    const own = await diskVersion(path);
    if (!own) return { byteLength: 0, modified: 0, etag: '', version: '', ...last, isGone: true };
    const beside = await Promise.all(
      (await namesFor(own.etag)).map((other) => diskVersion(join(dirname(path), other))),
    );
    last = { ...own, version: [own, ...beside].map((file) => file?.etag ?? '').join(' ') };
    return last;
  }

  return {
    file: async (index: number): Promise<ServedFile> => ({
      path: `files/${index}/${encodeURIComponent(name)}`,
      name,
      given: path,
      ...(await stored()),
    }),
    async pathOf(fileName: string): Promise<string | undefined> {
      if (fileName === name) return path;
      const own = await diskVersion(path);
      return own && (await namesFor(own.etag)).includes(fileName) ? join(dirname(path), fileName) : undefined;
    },
  };
}

/** Base names of the files with external weights of all models in a file. None while the file cannot be read. */
async function externalFilesOf(path: string): Promise<readonly string[]> {
  let source: Awaited<ReturnType<typeof diskSource>> | undefined;
  try {
    source = await diskSource(path);
    const found: string[] = [];
    for (const model of await modelsIn(source)) {
      const { contents } = await openModel(model, { engineFor: () => cpuEngine(), exact: false });
      found.push(...contents.externalFiles);
    }
    return [...new Set(found)];
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return [];
  } finally {
    await source?.close();
  }
}
