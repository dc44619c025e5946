// Serves the rest of the site for `npm run dev`: the tag, the frame and the review viewer, bundled on request, and the
// documentation, served by VitePress at docs/.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import type { Connect, Plugin, ViteDevServer } from 'vite';

type Bundle = { readonly config: string; readonly mode: string };

// Modules of the dev server cannot replace these: they are classic scripts, or scripts for pages of other origins.
const tag: Bundle = { config: 'vite.embed.config.ts', mode: 'tag' };
const frame: Bundle = { config: 'vite.embed.config.ts', mode: 'frame' };
const gpu: Bundle = { config: 'vite.embed.config.ts', mode: 'gpu' };
const review: Bundle = { config: 'vite.review.config.ts', mode: 'production' };

const bundles: Readonly<Record<string, Bundle>> = {
  '/prune-scope.js': tag,
  '/embed.js': frame,
  '/embed.css': frame,
  '/embed-webgpu.js': gpu,
  '/review-viewer.js': review,
};

const contentTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.map': 'application/json',
};

/** Makes the dev server answer every address that the built site has. */
export function devSite(): Plugin {
  let closeAll: (() => Promise<void>) | undefined;
  return {
    name: 'dev-site',
    // Not in unit tests: their runner is a dev server too.
    apply: (_, { command, mode, isPreview }) => command === 'serve' && !isPreview && mode !== 'test',
    // A build that runs next to the dev server must not reload the page.
    config: () => ({ server: { watch: { ignored: ['**/{.cache,build,dist,dist-cli,dist-lib}/**'] } } }),
    configureServer(server) {
      const builds = bundlesOf(server);
      const docs = docsOf(server);
      closeAll = async () => {
        builds.close();
        await docs.close();
      };
      server.middlewares.use((request, response, next) => {
        const [path] = request.url!.split('?');
        const bundle = bundles[path!.replace(/\.map$/, '')];
        if (bundle) void builds.answer(bundle, path!, response);
        else if (path!.startsWith('/docs/')) docs.answer(request, response, next);
        else next();
      });
    },
    async closeBundle() {
      await closeAll?.();
    },
  };
}

/** The bundles as their own configurations build them, each built again once a source has changed. */
function bundlesOf({ config: { root, cacheDir, logger }, watcher }: ViteDevServer) {
  const folder = join(cacheDir, 'dev-site');
  const fresh = new Map<Bundle, Promise<void>>();
  let latest: Promise<void> = Promise.resolve();
  let running: ChildProcess | undefined;

  watcher.on('all', (_, path) => {
    if (/^(src|vite\.\w+\.config\.ts$)/.test(relative(root, path).replaceAll(sep, '/'))) fresh.clear();
  });

  function built(bundle: Bundle): Promise<void> {
    const known = fresh.get(bundle);
    if (known) return known;
    // One at a time: two builds of the same bundle write the same files.
    const build = latest.catch(() => {}).then(() => run(bundle));
    fresh.set(bundle, build);
    latest = build;
    return build;
  }

  /** In a process of its own: this one is in development mode, which React's compiled markup depends on. */
  function run({ config, mode }: Bundle): Promise<void> {
    const options = ['--config', config, '--mode', mode, '--outDir', folder, '--sourcemap'];
    const child = spawn(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', ...options, '--logLevel', 'error'],
      { cwd: root, env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    running = child;
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(errors || `${config} was not built`))));
    });
  }

  return {
    async answer(bundle: Bundle, path: string, response: ServerResponse): Promise<void> {
      try {
        await built(bundle);
        const content = await readFile(join(folder, path));
        response.writeHead(200, { 'content-type': contentTypes[extname(path)], 'cache-control': 'no-cache' });
        response.end(content);
      } catch (thrown) {
        logger.error(`${path}: ${(thrown as Error).message}`);
        response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end((thrown as Error).message);
      }
    },
    close: () => void running?.kill(),
  };
}

/** The documentation, from the first request on, by VitePress's own dev server within this one. */
function docsOf({ config: { root }, httpServer }: ViteDevServer) {
  let started: Promise<{ middlewares: Connect.Server; close(): Promise<void> }> | undefined;

  async function start() {
    const { createServer } = await import('vitepress');
    // Its updates use the same port. The path distinguishes the two sockets.
    const hmr = httpServer ? { server: httpServer as Server } : false;
    return createServer(join(root, 'docs'), { base: '/docs/', middlewareMode: true, hmr });
  }

  return {
    answer(request: IncomingMessage, response: ServerResponse, next: Connect.NextFunction): void {
      started ??= start();
      started.then(({ middlewares }) => middlewares(request, response, next), next);
    },
    async close(): Promise<void> {
      await (await started)?.close();
    },
  };
}
