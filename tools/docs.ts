// The last step of npm run build: the documentation, into dist/docs/.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vitepress';
import { makeSiteRelative } from './docs/relativeSite';

process.chdir(join(import.meta.dirname, '..'));
process.env.NODE_ENV = 'production'; // excludes Vue's warnings

const base = '/prunescope-docs-lie-here/';
process.env.PRUNESCOPE_DOCS_BASE = base;
const folder = 'dist/docs';

await build('docs', { base, outDir: join(process.cwd(), folder) });
rmSync(`${folder}/404.html`); // servers do not look for it in this folder, and its relative URLs depend on the depth of the missing page
makeSiteRelative(folder, base);
