// Fails if a start page is too large: index.html with its scripts, their static imports and styles, or the script of the tag.
import { startSizes } from './startSizes';

// Bytes, gzip.
const limits = { 'index.html': 130_000, 'prune-scope.js': 10_000 };

for (const [entry, limit] of Object.entries(limits)) {
  const sizes = startSizes(entry);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  for (const [file, size] of sizes) console.log(`${kilobytes(size)}  ${file}`);
  console.log(`${kilobytes(total)}  in all, of ${kilobytes(limit).trim()} allowed (gzip)\n`);
  if (total > limit) process.exitCode = 1;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`.padStart(9);
}
