import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

const dist = join(import.meta.dirname, '../dist');

/** A file of dist/ and all that it brings with it: scripts, their static imports, and styles. Each with its size in bytes, gzip. */
export function startSizes(entry: string): Map<string, number> {
  const sizes = new Map<string, number>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (sizes.has(file)) continue;
    const content = readFileSync(join(dist, file));
    sizes.set(file, gzipSync(content).length);
    const folder = posix.dirname(file);
    waiting.push(...referencesOf(file, content.toString()).map((reference) => posix.join(folder, reference)));
  }
  return sizes;
}

// Chunks by their names: the worker with its engine, the map, and the panels around it.
const firstMapChunks = ['worker', 'Workspace', 'Heatmap', 'Legend'];

/** The files of dist/ that the first map needs beside those of the start page. Each with its size in bytes, gzip. */
export function firstMapSizes(): Map<string, number> {
  const start = startSizes('index.html');
  const assets = readdirSync(join(dist, 'assets'));
  const entries = firstMapChunks.map((name) => {
    const found = assets.filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'));
    if (found.length !== 1) throw new Error(`dist/assets has ${found.length} chunks ${name}; expected one`);
    return posix.join('assets', found[0]);
  });
  const needed = new Map(entries.flatMap((entry) => [...startSizes(entry)]));
  return new Map([...needed].filter(([file]) => !start.has(file)));
}

function referencesOf(file: string, text: string): string[] {
  if (file.endsWith('.html')) {
    const tags = text.match(/<script\b[^>]*>|<link\b[^>]*\brel="?(?:stylesheet|modulepreload)\b[^>]*>/g) ?? [];
    return tags.flatMap((tag) => tag.match(/\s(?:src|href)="([^":]+)"/)?.[1] ?? []);
  }
  if (!file.endsWith('.js')) return [];
  const { staticImports, staticExports } = parseSync(file, text).module;
  const exported = staticExports.flatMap(({ entries }) => entries.flatMap((entry) => entry.moduleRequest?.value ?? []));
  return [...staticImports.map((statement) => statement.moduleRequest.value), ...exported];
}
