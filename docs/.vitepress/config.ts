import { defineConfig } from 'vitepress';

// URLs that start with ../ lead out of dist/docs/, to the app and its samples. tools/docs.ts sets the base of the site.
export default defineConfig({
  title: 'Prunescope',
  titleTemplate: ':title · Prunescope',
  description: 'See the zeros of pruned TensorFlow Lite models: read maps, link to them and embed them.',
  lang: 'en-US',
  cacheDir: '../.cache/vitepress',
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '../icon.svg' }],
    ['script', { type: 'module', src: '../prune-scope.js' }],
  ],
  // Other steps build the app; tests/docs/pages.test.ts checks these links too.
  ignoreDeadLinks: [/^\.\.\//],
  vue: { template: { compilerOptions: { isCustomElement: (tag) => tag === 'prune-scope' } } },
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    logo: '../icon.svg',
    search: { provider: 'local' },
    outline: { level: [2, 3], label: 'On this page' },
    nav: [{ text: 'Open the app', link: '../', target: '_self' }],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'What it is', link: '/' },
          { text: 'First steps', link: '/first-steps' },
          { text: 'Reading a map', link: '/reading-a-map' },
          { text: 'Patterns and hardware', link: '/patterns' },
          { text: 'Browsers', link: '/browsers' },
          { text: 'Performance', link: '/performance' },
        ],
      },
      {
        text: 'Share',
        items: [
          { text: 'The link', link: '/link' },
          { text: 'Embedding', link: '/embed' },
        ],
      },
      {
        text: 'Automate',
        items: [
          { text: 'The command', link: '/command' },
          { text: 'The report', link: '/report' },
        ],
      },
    ],
  },
});
