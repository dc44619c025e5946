// The worker of the documentation's page that trains the tutorial's model.
import { expose, transfer } from 'comlink';
import type { TrainingApi } from '../training/trainingSession';
import { trainTutorial } from '../training/tutorial';
import { memorySource, openModel } from './index';

const fileName = 'mnist-trained.tflite';

const api: TrainingApi = {
  async train(options, onProgress) {
    const trained = await trainTutorial(options, onProgress);
    const model = await openModel(memorySource(fileName, trained.file));
    const report = await model.report();
    return transfer({ ...trained, fileName, report }, [trained.file.buffer]);
  },
};

expose(api);
