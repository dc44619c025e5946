import createLiteRt from '@litertjs/core/wasm/litert_wasm_compat_internal.js';
import wasmUrl from '@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url';
import { expose } from 'comlink';
import { ModelError } from '../modelError';
import { startLiteRt } from '../run/liteRt';
import { runWorkerApi } from '../run/runWorkerApi';

/** The worker that runs models. */
expose(
  runWorkerApi(async () => {
    await checkIncluded();
    return startLiteRt(createLiteRt, wasmUrl);
  }),
);

/** The npm package has no LiteRT. The script of LiteRT reports a missing file as invalid WebAssembly. */
async function checkIncluded(): Promise<void> {
  const response = await fetch(wasmUrl, { method: 'HEAD' }).catch(() => undefined);
  if (response?.status !== 404) return;
  throw new ModelError(
    'not-found',
    'this copy of Prunescope has no LiteRT: the npm package does not include it. Build Prunescope from its repository to run models.',
  );
}
