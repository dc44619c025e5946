import { existsSync } from 'node:fs';
import { type Browser, chromium } from '@playwright/test';
import { preview } from 'vite';
import { chromiumArguments, chromiumPath } from '../chromium';

/** Serves dist/ and runs headless Chromium beside it, for as long as `use` takes. */
export async function withBrowser<T>(
  use: (browser: Browser, address: string) => Promise<T>,
  flags: string[] = [],
): Promise<T> {
  if (!existsSync('dist/index.html')) throw new Error('there is no dist/; run npm run build first');
  const server = await preview({ preview: { host: '127.0.0.1', port: 0 }, logLevel: 'error' });
  const args = [...chromiumArguments, ...flags];
  const browser = await chromium.launch({ executablePath: await chromiumPath(), args });
  try {
    return await use(browser, server.resolvedUrls!.local[0]);
  } finally {
    await browser.close();
    await server.close();
  }
}
