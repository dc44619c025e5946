import { defineConfig } from 'vitepress';
import { liteRtModule } from '../../tools/liteRtModule';

// The targets have a page each.
const targets = [
  { text: 'Ethos-U85, 2 of 4', link: '/targets/ethos-u85' },
  { text: 'Ethos-U, compression', link: '/targets/ethos-u-compression' },
  { text: 'LiteRT, sparse FULLY_CONNECTED', link: '/targets/litert-sparse-fc' },
  { text: 'XNNPACK, sparse inference', link: '/targets/xnnpack-sparse' },
  { text: 'TensorFlow Lite converter', link: '/targets/tflite-converter' },
  { text: 'TensorFlow Lite Micro', link: '/targets/tflm-decode' },
  { text: 'NVIDIA', link: '/targets/nvidia-2of4' },
  { text: 'Core ML', link: '/targets/coreml' },
  { text: 'Vitis AI', link: '/targets/vitis-ai' },
];

// Where the documentation is served. tools/docs.ts sets both the variable and the base of the build.
const base = process.env.PRUNESCOPE_DOCS_BASE ?? '/docs/';

// VitePress has an older version of Vite, with other types.
const litert = liteRtModule() as object;

// URLs that start with ../ or /../ lead out of dist/docs/, to the app and its samples. VitePress adds the base to the latter, except in `head`.
export default defineConfig({
  title: 'Prunescope',
  titleTemplate: ':title · Prunescope',
  description: 'See the zeros of pruned TensorFlow Lite models: read maps, link to them and embed them.',
  lang: 'en-US',
  cacheDir: '../.cache/vitepress',
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}../icon.svg` }],
    ['script', { type: 'module', src: `${base}../prune-scope.js` }],
  ],
  // Other steps build the app; tests/docs/pages.test.ts checks these links too.
  ignoreDeadLinks: [/^(\.\.\/)+/],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'prune-scope' } } },
  vite: {
    // The worker that trains loads TensorFlow.js backends when it needs them.
    worker: { format: 'es', plugins: () => [litert] },
    plugins: [litert],
    optimizeDeps: {
      // What they import is not found from the pages; found later, it would reload the page.
      entries: ['../src/entries/training.tsx', '../src/entries/trainingWorker.ts'],
      include: ['react/jsx-dev-runtime'],
      exclude: ['@litertjs/core'], // liteRtModule transforms it
    },
  },
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    logo: '/../icon.svg',
    search: { provider: 'local' },
    outline: { level: [2, 3], label: 'On this page' },
    nav: [{ text: 'Open the app', link: '/../', target: '_self' }],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'What it is', link: '/' },
          { text: 'First steps', link: '/first-steps' },
          { text: 'Work on your computer', link: '/open' },
          { text: 'Reading a map', link: '/reading-a-map' },
          { text: 'Patterns and hardware', link: '/patterns' },
          { text: 'Targets', link: '/targets/', collapsed: true, items: targets },
          { text: 'Pruning a model', link: '/pruning-a-model' },
          { text: 'Running models', link: '/running' },
          { text: 'Train the tutorial', link: '/train-the-tutorial' },
          { text: 'Browsers', link: '/browsers' },
          { text: 'Performance', link: '/performance' },
          { text: 'Security and privacy', link: '/security' },
        ],
      },
      {
        text: 'Share',
        items: [
          { text: 'The link', link: '/link' },
          { text: 'Embedding', link: '/embed' },
          { text: 'Notebooks', link: '/notebook' },
        ],
      },
      {
        text: 'Automate',
        items: [
          { text: 'The command', link: '/command' },
          { text: 'Pruning a file', link: '/pruning-a-file' },
          { text: 'Continuous integration', link: '/continuous-integration' },
          { text: 'The report', link: '/report' },
        ],
      },
    ],
  },
});
