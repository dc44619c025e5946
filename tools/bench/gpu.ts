import { bundledPage } from '../gpu/bundle';
import { gpuFiguresOf } from '../gpu/figures';
import type { GpuPage } from '../gpu/inPage';
import { withBrowser } from './browser';
import type { Figure } from './measure';
import { cases } from './prunedBytes';

/** The WebGPU engine on headless Chromium's software adapter, against copies of the same bytes from buffer to buffer. */
export async function gpuFigures(): Promise<Figure[]> {
  const script = await bundledPage('tools/gpu/inPage.ts');
  return withBrowser(async (browser, address) => {
    const figures: Figure[] = [];
    for (const size of cases) {
      const page = await browser.newPage();
      // An empty page of the server's origin. WebGPU needs a secure context.
      await page.route('**/empty.html', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
      );
      await page.goto(`${address}empty.html`);
      await page.addScriptTag({ content: script });
      const measured = await page.evaluate((pageSize) => (globalThis as unknown as GpuPage).gpuTimes(pageSize), size);
      await page.close();
      figures.push(...gpuFiguresOf(size, measured));
    }
    return figures;
  });
}
