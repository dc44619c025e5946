// npm start: builds the page if it is missing or out of date, and serves it on this computer.
import { join } from 'node:path';
import { preview } from 'vite';
import { buildIfOutdated } from './buildIfOutdated';

process.chdir(join(import.meta.dirname, '..'));
try {
  buildIfOutdated();
} catch {
  // The build has printed the error.
  process.exit(1);
}
const server = await preview({
  preview: { host: '127.0.0.1', port: Number(process.env.PORT) || 4173, strictPort: false },
});
console.log(`Prunescope is at ${server.resolvedUrls?.local[0]}   (Ctrl+C to stop)`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(0));
