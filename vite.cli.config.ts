// The command as one file with everything in it, so that it starts fast and needs no node_modules; only a PNG takes packages from there.
import { chmodSync, copyFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const shebang = '#!/usr/bin/env node\n';

export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, external: ['@resvg/resvg-js'] },
  build: {
    ssr: 'src/cli.ts',
    outDir: 'dist-cli',
    target: 'node20',
    minify: true,
    license: { fileName: 'licences.md' },
    rolldownOptions: { output: { entryFileNames: 'prunescope.js', codeSplitting: false } },
  },
  plugins: [
    {
      name: 'executable',
      generateBundle(_options, bundle) {
        const file = bundle['prunescope.js'];
        if (file?.type === 'chunk' && !file.code.startsWith('#!')) file.code = shebang + file.code;
      },
      writeBundle() {
        chmodSync('dist-cli/prunescope.js', 0o755);
        // What --html puts into its files; built just before.
        copyFileSync('dist/review-viewer.js', 'dist-cli/review-viewer.js');
      },
    },
  ],
});
