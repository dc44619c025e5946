// The viewer of review files as one classic script with its style in it: a file from a disk can load nothing beside itself.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  publicDir: false,
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    target: 'es2022',
    license: { fileName: 'licenses-review.md' },
    lib: {
      entry: 'src/entries/review.tsx',
      formats: ['iife'],
      name: 'prunescopeReview',
      fileName: () => 'review-viewer.js',
    },
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
