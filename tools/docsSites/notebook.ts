import { execFile, spawn } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FrameLocator, Page } from '@playwright/test';
import { site } from '../../tests/support/site';
import { timeLimits } from '../timeLimits';
import { type Finding, finding, mapIn } from './visit';

// The cell of docs/notebook.md, in a live notebook and in its HTML export.

const modelName = 'mnist-2by4-float32.tflite';

/** The code of the page: the definition, and a call for the model of the test. @param base URL of the folder of the app */
async function cellsOf(base: string): Promise<string[]> {
  const text = await readFile('docs/notebook.md', 'utf8');
  const [definition, call] = [...text.matchAll(/^```python\n(.*?)^```$/gms)].map(([, code]) => code!);
  const address = 'https://example.org/prunescope/';
  if (!definition?.includes(address) || !call?.includes('"model.tflite"'))
    throw new Error('docs/notebook.md has no cell with the address, or no call after it');
  return [definition.replace(address, base), call.replace('model.tflite', modelName)];
}

/** Runs the cell of docs/notebook.md in a folder, and checks its map. */
export async function notebookFindings(folder: string, newPage: () => Promise<Page>): Promise<Finding[]> {
  const app = await site({ folder: 'dist', headers: { 'access-control-allow-origin': '*' } });
  try {
    const cells = (await cellsOf(`${app.origin}/`)).map((source) => ({
      ...{ cell_type: 'code', metadata: {}, execution_count: null, outputs: [], source },
    }));
    const metadata = { kernelspec: { name: 'python3', display_name: 'Python 3', language: 'python' } };
    const notebook = JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata, cells });
    for (const name of ['live', 'exported']) await writeFile(join(folder, `${name}.ipynb`), notebook);
    await copyFile(join('public/samples', modelName), join(folder, modelName));
    return [
      await finding('the live notebook draws the map of a model of 13 MB', () => runLive(folder, newPage)),
      await finding('the HTML export draws the same map', () => showExport(folder, newPage)),
    ];
  } finally {
    await app.close();
  }
}

async function runLive(folder: string, newPage: () => Promise<Page>): Promise<void> {
  const port = await freePort();
  const token = 'docs-sites';
  const options = ['--no-browser', '--allow-root', '--ip=127.0.0.1', `--port=${port}`, `--NotebookApp.token=${token}`];
  const server = spawn('jupyter', ['notebook', ...options], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    await new Promise<void>((started, failed) => {
      let log = '';
      server.stderr.setEncoding('utf8').on('data', (text) => {
        log += text;
        if (log.includes(`:${port}/`)) started();
      });
      server.on('close', () => failed(new Error(`jupyter ended: ${log.slice(-2000)}`)));
      server.on('error', failed);
    });
    const page = await newPage();
    await page.goto(`http://127.0.0.1:${port}/notebooks/live.ipynb?token=${token}`);
    // Cells that are run before the kernel is connected are lost.
    await page.waitForFunction(isReady, undefined, { timeout: timeLimits.server });
    await page.getByRole('link', { name: 'Cell', exact: true }).click();
    await page.locator('#run_all_cells a').click();
    await shownIn(page.locator('.output iframe').contentFrame());
    await page.close();
  } finally {
    server.kill('SIGINT');
    server.kill('SIGTERM');
  }
}

/** In the page of Jupyter Notebook 6: whether cells can be run. */
function isReady(): boolean {
  const { notebook } = (window as { Jupyter?: { notebook?: Notebook } }).Jupyter ?? {};
  return notebook?._fully_loaded === true && notebook.kernel?.is_connected() === true;
}

type Notebook = { readonly _fully_loaded?: boolean; readonly kernel?: { is_connected(): boolean } | null };

async function showExport(folder: string, newPage: () => Promise<Page>): Promise<void> {
  // Pages of Debian's nbconvert load these from the disk, which pages of a server cannot do.
  const urls = ['require_js', 'mathjax'].map((name) => `--HTMLExporter.${name}_url=https://cdn.invalid/${name}.js`);
  const options = ['nbconvert', '--to', 'html', '--execute', ...urls, 'exported.ipynb'];
  await promisify(execFile)('jupyter', options, { cwd: folder, maxBuffer: 2 ** 26 });
  const host = await site({ folder });
  try {
    const page = await newPage();
    await page.goto(`${host.origin}/exported.html`);
    await shownIn(page.locator('iframe').contentFrame());
    await page.close();
  } finally {
    await host.close();
  }
}

/** Waits for the map with the window of the call. @param output the frame of the output */
function shownIn(output: FrameLocator): Promise<void> {
  return mapIn(output.locator('prune-scope iframe').contentFrame(), '0:24');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
