import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { contentPolicy } from './tools/contentPolicy.ts';
import { devSite } from './tools/devSite.ts';
import { liteRtModule } from './tools/liteRtModule.ts';
import { mnistFiles } from './tools/mnistFiles.ts';
import { otherLicenses } from './tools/otherLicenses.ts';
import { webApp } from './tools/webApp.ts';

const licenses = otherLicenses('licenses.md', { withFont: true });

export default defineConfig({
  plugins: [
    react(),
    devSite(),
    contentPolicy(),
    liteRtModule(),
    mnistFiles(),
    webApp(licenses.collect()),
    licenses.append,
  ],
  base: './', // dist/ works under any path of any server
  appType: 'mpa', // a missing file is a 404, not the page
  worker: { format: 'es', plugins: () => [liteRtModule(), licenses.collect()] },
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
