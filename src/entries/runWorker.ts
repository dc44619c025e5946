import createLiteRt from '@litertjs/core/wasm/litert_wasm_compat_internal.js';
import wasmUrl from '@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url';
import { expose } from 'comlink';
import { startLiteRt } from '../run/liteRt';
import { runWorkerApi } from '../run/runWorkerApi';

/** The worker that runs models. */
expose(runWorkerApi(() => startLiteRt(createLiteRt, wasmUrl)));
