import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { expect, it } from 'vitest';
import { importsOf } from './support/importsOf';

const everyFile = /./;
// What each room may import: other rooms, and packages with the files that may import them. Itself and modelError.ts go without saying.
const house: Record<string, { rooms: string[]; packages: Record<string, RegExp> }> = {
  bytes: {
    rooms: [],
    packages: {
      'node:fs': /^diskSource\./,
      'node:fs/promises': /^diskSource\./,
      'node:crypto': /^diskSource\./,
      'node:path': /^diskSource\./,
      'hash-wasm': /^sha256\./,
    },
  },
  tflite: { rooms: ['bytes'], packages: { flatbuffers: everyFile, '@zip.js/zip.js': /^zipMembers\./ } },
  sparsity: { rooms: ['tflite', 'bytes'], packages: {} },
  review: { rooms: ['sparsity', 'tflite'], packages: {} },
  kernels: {
    rooms: ['sparsity', 'tflite'],
    packages: { '@tensorflow/*': /\.webgpu\.ts$|^webgpuEngine\.ts$/ },
  },
  heatmap: { rooms: ['sparsity', 'tflite'], packages: { d3: everyFile } },
  analyst: {
    rooms: ['bytes', 'tflite', 'sparsity', 'kernels', 'review', 'state'],
    packages: { comlink: everyFile },
  },
  // Who asks for a report gets one, so that the tag knows the report's type.
  tag: { rooms: ['bytes', 'sparsity'], packages: { valibot: everyFile } },
  state: {
    rooms: ['bytes', 'tflite', 'sparsity', 'heatmap', 'review', 'tag'],
    packages: { zustand: everyFile, valibot: everyFile },
  },
  ui: {
    rooms: ['state', 'heatmap', 'sparsity', 'tflite', 'review'],
    packages: {
      react: everyFile,
      d3: everyFile,
      zustand: everyFile,
      '@base-ui/react': everyFile,
      '@tanstack/*': everyFile,
    },
  },
  command: {
    rooms: ['bytes', 'tflite', 'sparsity', 'kernels', 'heatmap', 'review'],
    packages: { 'node:*': everyFile, '@resvg/resvg-js': /^render\./ },
  },
  entries: {
    rooms: [
      'bytes',
      'tflite',
      'sparsity',
      'kernels',
      'heatmap',
      'review',
      'state',
      'analyst',
      'tag',
      'ui',
      'command',
      'outside',
    ],
    packages: { react: everyFile, 'react-dom': everyFile, comlink: everyFile, 'node:*': /^cli\.ts$/ },
  },
};

/** The imports of a file of src/ that its room does not allow, each as "heatmap/viewport.ts imports ../kernels/cpuEngine.ts". */
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
  const [first, ...rest] = path.split('/');
  if (first === '..') return 'outside';
  return rest.length === 0 ? 'entries' : first!;
}

function isOfPackage(specifier: string, name: string): boolean {
  return name.endsWith('*') ? specifier.startsWith(name.slice(0, -1)) : `${specifier}/`.startsWith(`${name}/`);
}

it('keeps to the rooms of the house in every import', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.[jt]sx?$/.test(file));
  const breaches = files.flatMap((file) =>
    breachesOf(file.replaceAll(sep, '/'), readFileSync(join('src', file), 'utf8')),
  );
  expect(breaches).toEqual([]);
});

it('names a breach, in whatever form the import is written', () => {
  const code = `
    import { type A } from '../kernels/cpuEngine.ts';
    import type { B } from '../ui/App';
    import '../main';
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
      '../main',
      'react',
      '../bytes/byteSource',
      '@tensorflow/tfjs-core',
      'zustand/vanilla',
    ].map((specifier) => `heatmap/viewport.ts imports ${specifier}`),
  );
});

it('lets single files import what the rest of their room may not', () => {
  const code = "import '@tensorflow/tfjs-core';";
  expect(breachesOf('kernels/mask.webgpu.ts', code)).toEqual([]);
  expect(breachesOf('kernels/mask.cpu.ts', code)).toEqual(['kernels/mask.cpu.ts imports @tensorflow/tfjs-core']);
});

it('knows a file outside of every room', () => {
  expect(breachesOf('utils/strings.ts', '')).toEqual(['utils/strings.ts is in no room of the house']);
});
