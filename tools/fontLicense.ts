import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

/** Adds the license of the font to `licenses.md`, which otherwise lists only what scripts import. */
export function fontLicense(): Plugin {
  const font = '@fontsource-variable/inter';
  return {
    name: 'font-license',
    apply: 'build',
    writeBundle({ dir }) {
      const folder = dirname(createRequire(import.meta.url).resolve(`${font}/package.json`));
      const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
      const license = readFileSync(join(folder, 'LICENSE'), 'utf8');
      appendFileSync(join(dir!, 'licenses.md'), `\n## ${font} - ${version} (OFL-1.1)\n\n${license}`);
    },
  };
}
