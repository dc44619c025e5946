// The core functions for scripts, without the page: what they need of packages is in the files. Names and lines stay readable, as whoever uses
// them bundles anew. Also what tests the package as npm packs it, which takes the build.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  publicDir: false,
  build: {
    lib: { entry: { index: 'src/entries/index.ts', node: 'src/entries/node.ts' }, formats: ['es'] },
    outDir: 'dist-lib',
    target: 'es2022',
    minify: false,
    license: { fileName: 'licenses.md' },
    rolldownOptions: { external: /^node:/, output: { chunkFileNames: '[name].js' } },
  },
  test: { include: ['tests/package/*.spec.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 },
});
