import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type LiteRt, type LiteRtFactory, startLiteRt } from '../../src/run/liteRt';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@litertjs/core/package.json')), 'wasm');
const path = (extension: string) => join(folder, `litert_wasm_compat_internal.${extension}`);

/** LiteRT in Node.js, from the same files as in the browser. */
export function liteRtInNode(): Promise<LiteRt> {
  // The script is written for CommonJS, in a package of ES modules.
  const script = new Function(
    'require',
    '__dirname',
    '__filename',
    `${readFileSync(path('js'), 'utf8')}; return ModuleFactory;`,
  );
  return startLiteRt(script(require, folder, path('js')) as LiteRtFactory, path('wasm'));
}
