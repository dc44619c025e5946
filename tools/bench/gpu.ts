import { build } from 'vite';
import { withBrowser } from './browser';
import type { GpuTimes } from './gpuPage';
import { type Figure, withGoal, withRatios } from './measure';
import { caseName, cases } from './prunedBytes';

const kernels = 'webgpu kernels alone, weights in GPU memory';

/** The WebGPU engine on whatever adapter headless Chromium finds, against copies of the same bytes from buffer to buffer. */
export async function gpuFigures(): Promise<Figure[]> {
  const script = await bundled('tools/bench/gpuPage.ts');
  return withBrowser(async (browser, address) => {
    const figures: Figure[] = [];
    for (const size of cases) {
      const page = await browser.newPage();
      // An empty page of the server's origin, which is secure: elsewhere there is no WebGPU.
      await page.route('**/empty.html', (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
      );
      await page.goto(`${address}empty.html`);
      await page.addScriptTag({ content: script });
      const measured = await page.evaluate(
        (asked) => (globalThis as unknown as { times(of: typeof asked): Promise<GpuTimes> }).times(asked),
        size,
      );
      await page.close();
      const note = `${measured.adapter}${measured.software ? ', a software adapter' : ''}`;
      const figure = (way: string, { milliseconds, bytes }: GpuTimes['copy']): Figure => ({
        ...{ group: `${caseName(size)}, GPU`, way, milliseconds },
        gigabytesPerSecond: bytes / milliseconds / 1e6,
      });
      const compared = withRatios([
        { ...figure('buffer-to-buffer copy', measured.copy), note },
        figure(kernels, measured.kernels),
        figure('upload alone', measured.upload),
        figure('webgpu engine, upload to result', measured.engine),
        figure('stock tfjs operators, WebGPU', measured.stock),
      ]);
      // What a GPU can read is the limit of one; a software adapter computes on the cores that copies are not held up by.
      const limited = measured.software
        ? compared
        : withGoal(compared, kernels, 1 / 0.7, 'buffer-to-buffer copy', '70 % of the copy’s bandwidth');
      const stock = 'stock tfjs operators, WebGPU';
      figures.push(
        ...withGoal(limited, 'webgpu engine, upload to result', 1 / 100, stock, '100 times the stock operators'),
      );
    }
    return figures;
  });
}

async function bundled(entry: string): Promise<string> {
  const built = await build({
    ...{ configFile: false, logLevel: 'silent', publicDir: false },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      ...{ write: false, target: 'es2022' },
      lib: { entry, formats: ['iife'], name: 'bench' },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = [built].flat();
  if (!('output' in output)) throw new Error(`${entry} was not built`);
  return output.output[0].code;
}
