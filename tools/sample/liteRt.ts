import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Page } from '@playwright/test';

const require = createRequire(import.meta.url);
const packages = {
  '@litertjs/core': dirname(dirname(require.resolve('@litertjs/core'))),
  '@litertjs/wasm-utils': dirname(dirname(require.resolve('@litertjs/wasm-utils'))),
};
const html = `<!doctype html><body><script type="importmap">
  { "imports": {
    "@litertjs/core": "/@litertjs/core/dist/index.js",
    "@litertjs/wasm-utils": "/@litertjs/wasm-utils/dist/index.js"
  } }
</script></body>`;
const contentTypes: Record<string, string> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * Opens an empty page in which `import('@litertjs/core')` works and LiteRT is loaded. Requests are answered from the npm packages, and other
 * paths by `fileAt`, without a server or the network.
 */
export async function openLiteRt(page: Page, fileAt: (path: string) => Promise<Buffer>): Promise<void> {
  await page.route('**', async (route) => {
    const path = new URL(route.request().url()).pathname.slice(1);
    if (path === '') return route.fulfill({ body: html, contentType: 'text/html' });
    const found = Object.entries(packages).find(([name]) => path.startsWith(`${name}/`));
    const body = found ? await readFile(join(found[1], path.slice(found[0].length))) : await fileAt(path);
    return route.fulfill({ body, contentType: contentTypes[extname(path)] ?? 'application/octet-stream' });
  });
  await page.goto('http://localhost/');
  await page.evaluate(async () => {
    const { loadLiteRt } = await import('@litertjs/core');
    await loadLiteRt('/@litertjs/core/wasm/');
  });
}
