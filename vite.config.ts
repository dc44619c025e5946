import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  base: './', // dist/ works under any path of any server
  appType: 'mpa', // a missing file is a 404, not the page
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    license: { fileName: 'licences.md' }, // of what is bundled
    rolldownOptions: { input: ['index.html'] },
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node', testTimeout: 60_000 },
});
