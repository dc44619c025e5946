// The last step of npm run build: the documentation, into dist/docs/.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vitepress';
import { makeSiteRelative } from './docs/relativeSite';

process.chdir(join(import.meta.dirname, '..'));
process.env.NODE_ENV = 'production'; // otherwise Vue's warnings are built in

const base = '/prunescope-docs-lie-here/';
const folder = 'dist/docs';

await build('docs', { base, outDir: join(process.cwd(), folder) });
rmSync(`${folder}/404.html`); // no server looks for it here, and it cannot know how deep the missing page is
makeSiteRelative(folder, base);
