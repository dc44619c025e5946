import { formatCount, percent } from '../../sparsity/verdict';
import type { BackendName } from '../../training/backend';

// Texts of the documentation's page that trains the tutorial's model.

const backendNames: Readonly<Record<BackendName, string>> = { webgpu: 'WebGPU', wasm: 'WebAssembly' };

export const trainingTexts = {
  digits: 'Training images',
  digitsOption: (count: number) => formatCount(count),
  epochs: 'Epochs',
  start: 'Train',
  again: 'Train again',
  cancel: 'Cancel',
  canceled: 'Training was canceled.',
  progress: 'Progress of the training',
  loading: { train: 'Downloading training images', t10k: 'Downloading test images' },
  starting: 'Starting TensorFlow.js and computing the masks',
  training: (step: number, steps: number, backend: BackendName) =>
    `Step ${formatCount(step)} of ${formatCount(steps)} (${backendNames[backend]})`,
  evaluating: 'LiteRT classifies 10,000 test images with the exported file',
  failed: (message: string) => `Training failed: ${message}`,
  loss: 'Loss of each batch',
  accuracy: 'Accuracy of each batch',
  overview:
    'Dense layer, mean magnitudes of 4 × 4 weights: 1,024 outputs from top to bottom, 3,136 inputs from left to right',
  first:
    'Its first 24 rows and 64 columns, a cell for each weight. Zeros are gray. A line separates blocks of 4 weights.',
  result: (accuracy: number, backend: BackendName) =>
    `Trained with ${backendNames[backend]}. LiteRT classifies ${percent(accuracy)} of the 10,000 test images correctly with the exported file.`,
  layers: 'Report on the exported file',
  tensor: 'Tensor',
  zeros: 'Zeros',
  status: 'Status',
  blocks: (conforming: number, blocks: number) =>
    `${formatCount(conforming)} of ${formatCount(blocks)} blocks keep 2 of 4`,
  download: (bytes: number) => `Download (${(bytes / 1e6).toFixed(1)} MB)`,
  open: 'Open in Prunescope',
  blocked:
    'The browser blocked the new window. Allow windows for this page, or download the file and drop it on Prunescope.',
  map: 'Non-zero map of the exported file',
};
