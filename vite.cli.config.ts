// The command, with its packages bundled, so that it starts fast. What a report needs is one file; drawing, bundles and review files are loaded on
// demand. Only a PNG needs more: the rasterizer, a native package, and a font.
import { chmodSync, copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig } from 'vite';

const shebang = '#!/usr/bin/env node\n';
const fontPackage = createRequire(import.meta.url).resolve('@expo-google-fonts/inter/package.json');

/** Files of the font package, and their names beside the command. */
const fontFiles = {
  '400Regular/Inter_400Regular.ttf': 'Inter_400Regular.ttf',
  LICENSE_FONT: 'Inter_LICENSE.txt',
};

/** Other characters are only in texts, where they can be escaped. V8 compiles a file of ASCII characters faster. */
function ascii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, external: ['@resvg/resvg-js'] },
  build: {
    ssr: 'src/entries/cli.ts',
    outDir: 'dist-cli',
    target: 'node20',
    minify: true,
    license: { fileName: 'licenses.md' },
    rolldownOptions: {
      output: {
        entryFileNames: 'prunescope.js',
        chunkFileNames: '[name].js',
        codeSplitting: { groups: [{ name: 'command', test: /[\\/]src[\\/]command[\\/]main\.ts$/ }] },
      },
    },
  },
  plugins: [
    {
      name: 'executable',
      generateBundle(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk') continue;
          file.code = ascii(file.code);
          if (file.isEntry && !file.code.startsWith('#!')) file.code = shebang + file.code;
        }
      },
      writeBundle({ dir }, bundle) {
        for (const file of Object.values(bundle)) {
          if (file.type === 'chunk' && file.isEntry) chmodSync(join(dir!, file.fileName), 0o755);
        }
        for (const [from, to] of Object.entries(fontFiles)) copyFileSync(join(fontPackage, '..', from), join(dir!, to));
      },
    },
  ],
});
