import { availableParallelism } from 'node:os';
import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './tools/chromium';
import { timeLimits } from './tools/timeLimits';

// Playwright reads this file again in each worker, which takes the path from the environment.
process.env.PRUNESCOPE_CHROMIUM ??= await chromiumPath();

const givenPort = process.env.PRUNESCOPE_TEST_PORT; // npm test gives a free one, so that no other server answers for ours
const port = Number(givenPort ?? 4174);
const address = `http://127.0.0.1:${port}/`;

export default defineConfig({
  testDir: 'tests/browser',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  workers: Math.min(availableParallelism(), 4),
  fullyParallel: true,
  retries: 0, // a test that fails now and then shows a race, in the page or in itself
  timeout: timeLimits.browserTest,
  expect: { timeout: timeLimits.expectation },
  reporter: [['list'], ['json', { outputFile: 'build/browser-tests.json' }]],
  use: {
    baseURL: address,
    serviceWorkers: 'block', // they would answer requests that tests route; offline.spec.ts allows them
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: process.env.PRUNESCOPE_CHROMIUM, args: chromiumArguments },
  },
  projects: [{ name: 'chromium' }],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: address,
    timeout: timeLimits.server,
    reuseExistingServer: !process.env.CI && !givenPort,
  },
});
