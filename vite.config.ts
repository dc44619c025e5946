import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { devSite } from './tools/devSite.ts';
import { fontLicense } from './tools/fontLicense.ts';
import { liteRtLicense, liteRtModule } from './tools/liteRtModule.ts';
import { mnistFiles } from './tools/mnistFiles.ts';

export default defineConfig({
  plugins: [react(), devSite(), fontLicense(), liteRtLicense(), liteRtModule(), mnistFiles()],
  base: './', // dist/ works under any path of any server
  appType: 'mpa', // a missing file is a 404, not the page
  worker: { format: 'es', plugins: () => [liteRtModule()] },
  // What the worker imports is not found from the page; found later, it would reload the page.
  optimizeDeps: {
    entries: ['index.html', 'src/entries/worker.ts', 'src/entries/runWorker.ts'],
    exclude: ['@litertjs/core'], // liteRtModule transforms it
  },
  build: {
    target: 'es2022',
    license: { fileName: 'licenses.md' }, // of what is bundled
    rolldownOptions: {
      input: ['index.html'],
      // What the start page needs is one file: it is requested at once, and compresses better than many small ones.
      output: { codeSplitting: { groups: [{ name: 'page', tags: ['$initial'] }] } },
    },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node', testTimeout: 60_000, hookTimeout: 60_000 },
});
