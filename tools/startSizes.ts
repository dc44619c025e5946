import { readFileSync } from 'node:fs';
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
