// Fails if a start page is too large: index.html with its scripts, their static imports and styles, or the script of the tag.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';

const dist = join(import.meta.dirname, '../dist');
// Bytes, gzip.
const limits = { 'index.html': 130_000, 'prune-scope.js': 10_000 };

for (const [entry, limit] of Object.entries(limits)) {
  const sizes = sizesFrom(entry);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const [file, size] of sizes) console.log(`${kilobytes(size)}  ${file}`);
  console.log(`${kilobytes(total)}  in all, of ${kilobytes(limit).trim()} allowed (gzip)\n`);
  if (total > limit) process.exitCode = 1;
}

/** A file and all that it brings with it, each with its size in bytes, gzip. */
function sizesFrom(entry: string): Map<string, number> {
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

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
}
