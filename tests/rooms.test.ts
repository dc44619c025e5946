import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { expect, it } from 'vitest';
import { type ImportGraph, importCircles } from './support/importCircles';
import { importsOf } from './support/importsOf';

const everyFile = /./;
const readsFormat = ['bytes', 'tflite', 'tflite/weights'];
const knowsZeros = [...readsFormat, 'sparsity', 'views'];
// The imports that each folder allows: other folders, and packages with the files that may import them. Each folder may import itself and
// modelError.ts. The longest name that a path starts with is its folder.
const house: Record<string, { rooms: string[]; packages: Record<string, RegExp> }> = {
  modelError: { rooms: [], packages: {} },
  bytes: {
    rooms: [],
    packages: {
      'node:fs': /^diskSource\./,
      'node:fs/promises': /^diskSource\./,
      'node:crypto': /^diskSource\./,
      'node:path': /^diskSource\./,
      'hash-wasm': /^sha256\./,
      '@noble/hashes': /^sha256\./,
    },
  },
  tflite: { rooms: ['bytes'], packages: { flatbuffers: everyFile, '@zip.js/zip.js': /^zipMembers\./ } },
  'tflite/weights': { rooms: ['bytes', 'tflite'], packages: {} },
  sparsity: { rooms: ['tflite', 'tflite/weights'], packages: {} },
  kernels: {
    rooms: ['sparsity', 'tflite', 'tflite/weights'],
    packages: { '@tensorflow/*': /\.webgpu\.ts$|^webgpuEngine\.ts$/ },
  },
  views: { rooms: ['sparsity', 'tflite', 'tflite/weights'], packages: {} },
  pruning: { rooms: ['sparsity', 'tflite/weights'], packages: {} },
  training: {
    rooms: ['tflite', 'tflite/weights', 'sparsity', 'views', 'pruning', 'kernels', 'run'],
    packages: { '@tensorflow/*': everyFile, flatbuffers: /^writtenModel\./, comlink: /^trainingSession\./ },
  },
  targets: { rooms: ['sparsity', 'tflite', 'tflite/weights'], packages: {} },
  rewrite: { rooms: [...readsFormat, 'sparsity', 'pruning', 'targets'], packages: {} },
  model: { rooms: [...knowsZeros, 'pruning', 'targets'], packages: {} },
  heatmap: { rooms: ['tflite', 'tflite/weights', 'sparsity', 'views'], packages: { d3: everyFile } },
  link: { rooms: [...knowsZeros, 'heatmap'], packages: { valibot: everyFile } },
  embed: { rooms: [...readsFormat, 'link'], packages: { valibot: everyFile } },
  // report() of the tag returns a report, so the tag imports its type.
  'embed/host': { rooms: ['embed', 'bytes', 'link', 'sparsity'], packages: { valibot: everyFile } },
  exports: { rooms: [...knowsZeros, 'heatmap', 'link', 'embed'], packages: { d3: /^figure\./ } },
  session: {
    rooms: [...knowsZeros, 'pruning', 'kernels', 'model', 'rewrite', 'heatmap', 'exports'],
    packages: { comlink: everyFile },
  },
  run: {
    rooms: [...readsFormat, 'session'],
    packages: { '@litertjs/core': /^liteRt\./, d3: /^randomInputs\./, comlink: /^runSession\./ },
  },
  state: {
    rooms: [...knowsZeros, 'pruning', 'rewrite', 'heatmap', 'link', 'exports', 'embed', 'session'],
    packages: { zustand: everyFile, 'ipaddr.js': /^privateHosts\./ },
  },
  'embed/frame': { rooms: [...knowsZeros, 'heatmap', 'link', 'embed', 'state', 'session'], packages: {} },
  ui: {
    // The preview of the embed dialog is a host of a frame.
    rooms: [
      ...knowsZeros,
      'pruning',
      'rewrite',
      'heatmap',
      'link',
      'exports',
      'embed/host',
      'session',
      'state',
      'run',
      'training',
    ],
    packages: {
      react: everyFile,
      // Renders into the status bar, before a focus moves, and out of sight.
      'react-dom': /^(MapFrame|TableTools|rehearsal)\./,
      'react-resizable-panels': /^(Workspace|sidePanel|rehearsal)\./,
      'lucide-react': everyFile,
      d3: everyFile,
      zustand: everyFile,
      'idb-keyval': /^recentStore\./,
      '@base-ui/react': everyFile,
      '@tanstack/*': everyFile,
    },
  },
  serving: { rooms: [...readsFormat, 'kernels', 'model'], packages: { 'node:*': everyFile } },
  command: {
    rooms: [...knowsZeros, 'pruning', 'kernels', 'model', 'rewrite', 'heatmap', 'exports', 'serving'],
    packages: { 'node:*': everyFile, '@resvg/resvg-js': /^render\./ },
  },
  entries: {
    rooms: [
      ...knowsZeros,
      'kernels',
      'model',
      'rewrite',
      'link',
      'exports',
      'session',
      'run',
      'embed',
      'embed/host',
      'embed/frame',
      'state',
      'ui',
      'command',
      'training',
      'outside',
    ],
    packages: {
      'workbox-precaching': /^serviceWorker\./,
      'workbox-range-requests': /^serviceWorker\./,
      react: everyFile,
      'react-dom': everyFile,
      comlink: everyFile,
      '@litertjs/core': /^(runWorker|trainingWorker)\./,
      'node:*': /^cli\.ts$/,
    },
  },
};

/** The imports of a file of src/ that its folder does not allow, each as "heatmap/viewport.ts imports ../kernels/cpuEngine.ts". */
function breachesOf(path: string, code: string): string[] {
  const room = roomOf(path);
  const rules = house[room];
  if (!rules) return [`${path} is in no room of the house`];
  const allowed = (specifier: string) => {
    if (!specifier.startsWith('.')) {
      const name = Object.keys(rules.packages).find((name) => isOfPackage(specifier, name));
      return name !== undefined && rules.packages[name]!.test(posix.basename(path));
    }
    const target = posix.join(posix.dirname(path), specifier);
    return [room, ...rules.rooms].includes(roomOf(target)) || /^modelError(\.[jt]s)?$/.test(target);
  };
  return importsOf(path, code)
    .filter((specifier) => !allowed(specifier))
    .map((specifier) => `${path} imports ${specifier}`);
}

function roomOf(path: string): string {
  const [first, second] = path.split('/');
  if (first === '..') return 'outside';
  if (second === undefined) return first!.replace(/\.ts$/, '');
  const inner = `${first}/${second}`;
  return inner in house ? inner : first!;
}

function isOfPackage(specifier: string, name: string): boolean {
  return name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : `${specifier}/`.startsWith(`${name}/`);
}

/** All scripts of src/, by path. */
function sources(): Map<string, string> {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]sx?$/.test(file));
  return new Map(files.map((file) => [file.replaceAll(sep, '/'), readFileSync(join('src', file), 'utf8')]));
}

/** The imports between the files of src/, types included. flatc generates the schema with circular imports, so it is left out. */
function importGraph(codes: ReadonlyMap<string, string>): ImportGraph {
  const own = [...codes].filter(([path]) => !path.startsWith('tflite/schema/'));
  return new Map(
    own.map(([path, code]) => {
      const targets = importsOf(path, code)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')));
      return [path, targets.flatMap((target) => fileOf(target, codes) ?? [])];
    }),
  );
}

function fileOf(target: string, codes: ReadonlyMap<string, string>): string | undefined {
  return [target, `${target}.ts`, `${target}.tsx`].find((path) => codes.has(path));
}

it('keeps to the rooms of the house in every import', () => {
  const breaches = [...sources()].flatMap(([path, code]) => breachesOf(path, code));
  expect(breaches).toEqual([]);
});

it('has no circular imports', () => {
  const graph = importGraph(sources());
  expect([...graph.values()].flat().length).toBeGreaterThan(500);
  expect(importCircles(graph)).toEqual([]);
});

it('finds circular imports, types and imports at run time included', () => {
  const codes = new Map([
    ['a/one.ts', "import type { B } from './two'; import { d } from './four';"],
    ['a/two.tsx', "export { c } from '../c/three.ts';"],
    ['c/three.ts', "const one = () => import('../a/one'); import 'react';"],
    ['a/four.ts', ''],
    ['a/worker.ts', "import './worker?worker&inline';"],
  ]);
  expect(importCircles(importGraph(codes))).toEqual([
    'a/one.ts → a/two.tsx → c/three.ts → a/one.ts',
    'a/worker.ts → a/worker.ts',
  ]);
});

it('finds no circle where two ways lead to one file', () => {
  const graph = new Map([
    ['top', ['left', 'right']],
    ['left', ['bottom']],
    ['right', ['bottom']],
    ['bottom', []],
  ]);
  expect(importCircles(graph)).toEqual([]);
});

it('names a breach, in whatever form the import is written', () => {
  const code = `
    import { type A } from '../kernels/cpuEngine.ts';
    import type { B } from '../ui/App';
    import '../entries/main';
    export * from 'react';
    export type { C } from '../bytes/byteSource';
    const d = await import('@tensorflow/tfjs-core');
    type E = import('zustand/vanilla').E;
    import { ok } from '../sparsity/mask';
    import { ModelError } from '../modelError';
    // import 'a comment';`;
  expect(breachesOf('heatmap/viewport.ts', code)).toEqual(
    [
      '../kernels/cpuEngine.ts',
      '../ui/App',
      '../entries/main',
      'react',
      '../bytes/byteSource',
      '@tensorflow/tfjs-core',
      'zustand/vanilla',
    ].map((specifier) => `heatmap/viewport.ts imports ${specifier}`),
  );
});

it('allows imports of single files that the rest of their folder may not have', () => {
  const code = "import '@tensorflow/tfjs-core';";
  expect(breachesOf('kernels/mask.webgpu.ts', code)).toEqual([]);
  expect(breachesOf('kernels/mask.cpu.ts', code)).toEqual(['kernels/mask.cpu.ts imports @tensorflow/tfjs-core']);
});

it('finds a file outside all folders', () => {
  expect(breachesOf('utils/strings.ts', '')).toEqual(['utils/strings.ts is in no room of the house']);
});
