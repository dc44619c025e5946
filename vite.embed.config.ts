// What goes into other people's pages: the tag, and the frame with its GPU engine as classic scripts. One file each; --mode says which.
import react from '@vitejs/plugin-react';
import { defineConfig, type LibraryOptions } from 'vite';
import { otherLicenses } from './tools/otherLicenses.ts';

const parts: Readonly<Record<string, LibraryOptions>> = {
  tag: { entry: 'src/entries/element.ts', formats: ['es'], fileName: () => 'prune-scope.js' },
  frame: {
    entry: 'src/entries/embed.tsx',
    formats: ['iife'],
    name: 'prunescopeEmbed',
    fileName: () => 'embed.js',
    cssFileName: 'embed',
  },
  gpu: {
    entry: 'src/kernels/webgpuEngine.ts',
    formats: ['iife'],
    name: 'prunescopeWebgpu',
    fileName: () => 'embed-webgpu.js',
  },
};

export default defineConfig(({ mode }) => {
  const licenses = otherLicenses(`licenses-${mode}.md`);
  return {
    plugins: [react(), licenses.append],
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    worker: { format: 'iife', plugins: () => [licenses.collect()] },
    build: {
      outDir: 'dist',
      emptyOutDir: false,
      target: 'es2022',
      minify: true,
      license: { fileName: `licenses-${mode}.md` },
      lib: parts[mode]!,
      // Annotations such as @__PURE__ help bundlers only. They are about 2 % of the tag.
      rolldownOptions: { output: { codeSplitting: false, minify: true, comments: { annotation: false } } },
    },
  };
});
