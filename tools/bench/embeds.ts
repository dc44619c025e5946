import { readFileSync } from 'node:fs';
import { site } from '../../tests/support/site';
import { withBrowser } from './browser';
import { recorded, recordFrames, wheel } from './frames';
import type { Figure } from './measure';

const tags = 20;
const model = 'public/samples/mnist-2by4-int8-12-violations.tflite';

/** How smoothly a page of another origin scrolls past twenty tags that begin as they come near, each over the page's own model of 3.3 MB. */
export async function embedFigures(): Promise<Figure[]> {
  return withBrowser(async (browser, address) => {
    const maps = Array.from(
      { length: tags },
      (_, i) => `<h2>Layer ${i}</h2><p>${'Some words about it. '.repeat(60)}</p>
        <prune-scope src="m.tflite" tensor="0:5" rows="${i}:${i + 24}" columns="0:24" style="display: block; height: 480px"></prune-scope>`,
    );
    const docs = `<!doctype html><title>Docs</title><script type="module" src="${address}prune-scope.js"></script>${maps.join('')}`;
    const host = await site({ files: { '/index.html': docs, '/m.tflite': readFileSync(model) } });
    try {
      const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
      await page.addInitScript({ content: recordFrames });
      await page.addInitScript({
        content: `window.loads = 0; document.addEventListener('load', ({ target }) => { if (target.localName === 'prune-scope') loads++; }, true);`,
      });
      await page.goto(`${host.origin}/`);
      await page.waitForFunction('loads > 0');
      await page.mouse.move(20, 400);
      const first = await recorded(page, `docs page, ${tags} maps`, 'scrolled past while they begin', () =>
        wheel(page, 40, 320),
      );
      await page.waitForFunction(`loads === ${tags}`, undefined, { timeout: 60_000 });
      const again = await recorded(page, `docs page, ${tags} maps`, 'scrolled back over all of them', () =>
        wheel(page, -40, 320),
      );
      return [first, again];
    } finally {
      await host.close();
    }
  });
}
