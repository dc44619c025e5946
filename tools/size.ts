// Fails if a start page is too large: index.html with its scripts, their static imports and styles, or the script of the tag. Also says what the
// first map needs beside the start page, which the page fetches ahead.
import { firstMapSizes, startSizes } from './startSizes';

// Bytes, gzip.
const limits = { 'index.html': 130_000, 'prune-scope.js': 10_000 };

for (const [entry, limit] of Object.entries(limits)) {
  if (printed(startSizes(entry), `in all, of ${kilobytes(limit).trim()} allowed (gzip)`) > limit) process.exitCode = 1;
}
printed(firstMapSizes(), 'more for the first map (gzip)');

/** Prints files and their total. @returns bytes in all */
function printed(sizes: ReadonlyMap<string, number>, text: string): number {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const [file, size] of sizes) console.log(`${kilobytes(size)}  ${file}`);
  console.log(`${kilobytes(total)}  ${text}\n`);
  return total;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
}
