// The worker of the documentation's page that trains the tutorial's model.
import createLiteRt from '@litertjs/core/wasm/litert_wasm_compat_internal.js';
import wasmUrl from '@litertjs/core/wasm/litert_wasm_compat_internal.wasm?url';
import { expose, transfer } from 'comlink';
import { startLiteRt } from '../run/liteRt';
import type { TrainingApi } from '../training/trainingSession';
import { trainTutorial } from '../training/tutorial';
import { memorySource, openModel } from './index';

const fileName = 'mnist-trained.tflite';

const api: TrainingApi = {
  async train(options, onProgress) {
    const trained = await trainTutorial(options, () => startLiteRt(createLiteRt, wasmUrl), onProgress);
    const model = await openModel(memorySource(fileName, trained.file));
    const report = await model.report();
    return transfer({ ...trained, fileName, report }, [trained.file.buffer]);
  },
};

expose(api);
