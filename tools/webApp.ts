import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

// The model that the start page opens with one click.
const tutorial = 'samples/mnist-2by4-float32.tflite';

/**
 * Makes the page installable, and builds its service worker. The frame and the documentation are not part of it.
 * @param plugin for the build of the service worker
 */
export function webApp(plugin: Plugin) {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/entries',
    filename: 'serviceWorker.ts',
    // src/entries/offline.ts registers it.
    injectRegister: false,
    injectManifest: {
      rollupFormat: 'iife',
      buildPlugins: { vite: [plugin] },
      // Running models is loaded on demand, and needs 9 MB.
      globIgnores: ['assets/litert_wasm*', 'assets/runWorker*', 'assets/training*'],
      globPatterns: ['index.html', 'start.css', 'icon.svg', 'review-viewer.js', 'assets/*', tutorial],
      // The names of these files contain a hash of their content.
      dontCacheBustURLsMatching: /^assets\//,
      maximumFileSizeToCacheInBytes: 16 * 2 ** 20,
    },
    manifest: {
      id: './',
      name: 'Prunescope',
      short_name: 'Prunescope',
      description: 'Check the pruning of TensorFlow Lite models',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#ffffff',
      theme_color: '#08306b',
      icons: [{ src: 'icon.svg', type: 'image/svg+xml', sizes: 'any' }],
      file_handlers: [
        { action: './', accept: { 'application/octet-stream': ['.tflite', '.lite', '.task', '.litertlm'] } },
      ],
    },
  });
}
