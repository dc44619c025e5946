import type * as tf from '@tensorflow/tfjs-core';
import type { LiteRt } from '../run/liteRt';
import { type BackendName, startBackend } from './backend';
import { accuracyOfFile } from './fileAccuracy';
import { foldedLayers } from './folding';
import { type KernelMap, kernelMapOf } from './kernelMap';
import { pruneLowMagnitude, tutorialPruning } from './lowMagnitude';
import { downloadedDigits, type MnistPart } from './mnistDownload';
import { newNetwork } from './network';
import { randomNumbers } from './random';
import { sampleModel } from './sampleModel';
import { type TrainingOptions, type TrainingStep, trainingSteps, weightsOf } from './training';
import { writtenModel } from './writtenModel';

/** How to train the tutorial's model in the browser. Plain data. */
export type TutorialOptions = {
  /** URL of the folder of the page, which has MNIST in samples/mnist/. With a trailing slash. */
  readonly base: string;
  /** The first digits of the training set, up to 60,000. */
  readonly digits: number;
  readonly epochs: number;
  readonly seed: number;
  readonly backend: BackendName | 'auto';
};

/** What a training reports. `share` is 0 to 1. */
export type TutorialProgress =
  | { readonly phase: 'loading'; readonly part: MnistPart; readonly share: number }
  | { readonly phase: 'starting' }
  /** The masks are known, and no update is done. */
  | { readonly phase: 'pruned'; readonly backend: BackendName; readonly map: KernelMap }
  | { readonly phase: 'training'; readonly step: TrainingStep; readonly map?: KernelMap }
  | { readonly phase: 'evaluating'; readonly share: number };

export type TrainedTutorial = {
  /** The .tflite file. */
  readonly file: Uint8Array<ArrayBuffer>;
  readonly backend: BackendName;
  /** Share of the 10,000 test digits that LiteRT classifies correctly with the file, 0 to 1. */
  readonly accuracy: number;
};

type Settings = Omit<TrainingOptions, 'epochs' | 'random'>;

/** Those of the tutorial. */
const tutorialSettings: Settings = { batchSize: 128, learningRate: () => 1e-3, normalizationMomentum: 0.99 };
/** For trainings of few images, where the tutorial's settings reach less accuracy. */
const shortSettings: Settings = {
  batchSize: 32,
  learningRate: (share) => 1.5e-3 * (1 - share),
  normalizationMomentum: 0.97,
};
// Images, in all epochs.
const shortTraining = 20_000;
const stepsPerMap = 5;
const testDigits = 10_000;

/**
 * Trains the model of TensorFlow's tutorial "Structural pruning of weights from your model with 2 by 4 sparsity" with its pruning, and writes it as
 * a .tflite file, which LiteRT then runs. To cancel it, terminate its worker.
 * @param startRuntime starts LiteRT when the file is there
 * @throws ModelError if MNIST cannot be downloaded
 */
export async function trainTutorial(
  { base, digits, epochs, seed, backend: requested }: TutorialOptions,
  startRuntime: () => Promise<LiteRt>,
  onProgress: (progress: TutorialProgress) => void,
): Promise<TrainedTutorial> {
  const load = (part: MnistPart, count: number) =>
    downloadedDigits(base, part, count, (loaded, total) =>
      onProgress({ phase: 'loading', part, share: loaded / total }),
    );
  const training = await load('train', digits);
  const test = await load('t10k', testDigits);
  onProgress({ phase: 'starting' });
  const backend = await startBackend(requested);
  const random = randomNumbers(seed);
  const network = newNetwork(random);
  const pruning = await pruneLowMagnitude(network, tutorialPruning);
  const map = () => kernelMapOf(network.denseKernel as unknown as tf.Tensor2D);
  onProgress({ phase: 'pruned', backend, map: await map() });

  const settings = epochs * training.count < shortTraining ? shortSettings : tutorialSettings;
  const options = { ...settings, epochs, random };
  for await (const step of trainingSteps(network, training, pruning, options)) {
    const drawn = step.step % stepsPerMap === 0 || step.step === step.steps;
    onProgress({ phase: 'training', step, ...(drawn && { map: await map() }) });
  }
  pruning.strip();
  const file = new Uint8Array(writtenModel(sampleModel(foldedLayers(await weightsOf(network)))));
  const accuracy = await accuracyOfFile(await startRuntime(), file, test, (share) =>
    onProgress({ phase: 'evaluating', share }),
  );
  return { file, backend, accuracy };
}
