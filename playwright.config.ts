import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './tools/chromium';

// Playwright reads this file again in each worker: they take what was found here.
process.env.PRUNESCOPE_CHROMIUM ??= await chromiumPath();

const givenPort = process.env.PRUNESCOPE_TEST_PORT; // npm test gives a free one, so that no other server answers for ours
const port = Number(givenPort ?? 4174);
const address = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: 2,
  fullyParallel: true,
  retries: 1, // a busy machine is not a fault of the page; npm test says which tests needed it
  timeout: 30_000,
  reporter: [['list'], ['json', { outputFile: 'build/browser-tests.json' }]],
  use: {
    baseURL: address,
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.PRUNESCOPE_CHROMIUM, args: chromiumArguments },
  },
  projects: [{ name: 'chromium' }],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: address,
    reuseExistingServer: !process.env.CI && !givenPort,
  },
});
