import type { Arithmetic } from '../../run/arithmetic';
import type { ImageRange } from '../../run/imageInputs';
import type { InputChoice } from '../../run/inputs';
import { formatCount } from '../../sparsity/verdict';

// Texts about running models.

const examples = (count: number) => (count === 1 ? '1 example' : `${formatCount(count)} examples`);

export const inputTexts = {
  inputs: 'Inputs',
  kinds: {
    random: 'Random values',
    zeros: 'Zeros',
    images: 'Images',
    arrays: 'NumPy arrays',
    mnist: 'MNIST test images',
  } satisfies Record<InputChoice['kind'], string>,
  about: {
    random: 'Floats from -1 to 1. Integers of 8 and 16 bits have all their values, larger ones 0 to 9.',
    zeros: 'One example.',
    images: 'PNG, JPEG and others, scaled to the input. INT8 and UINT8 take the bytes of the pixels.',
    arrays:
      'Files .npy or .npz: an array for each input, by name or in order, with the number of examples in front. An array named labels has the class of each example.',
    mnist: 'With labels, for models of 28 × 28 inputs. Downloaded from this site (1.6 MB).',
  } satisfies Record<InputChoice['kind'], string>,
  seed: 'Seed',
  examples: 'Examples',
  range: 'Range',
  ranges: { '0..1': '0 to 1', '-1..1': '-1 to 1', '0..255': '0 to 255' } satisfies Record<ImageRange, string>,
  chooseImages: 'Image files',
  chooseArrays: 'Files .npy or .npz',
  noFiles: 'Choose files first',
};

export const runTexts = {
  title: 'Run both',
  open: 'Run both models…',
  about: 'Runs both models on the same inputs with LiteRT.js in this browser, and compares their outputs.',
  download: 'LiteRT.js (9.3 MB, 2.8 MB with gzip) is loaded from this site when you run. Nothing is uploaded.',
  run: 'Run',
  cancel: 'Cancel',
  canceled: 'Canceled.',
  loading: 'Reading the models…',
  progress: 'Running the models',
  done: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)} runs`,
  failed: (sentence: string) => `Not run: ${sentence}`,
  before: 'A',
  after: 'B',
  results: 'Differences of the outputs',
  ran: (count: number) => `Ran on ${examples(count)}.`,
  accuracy: 'Accuracy',
  right: (share: string, right: number, labeled: number) =>
    `${share} (${formatCount(right)} of ${formatCount(labeled)})`,
  output: (name: string, type: string, shape: string) => `${name}: ${type}, ${shape}`,
  bits: 'Bit-equal',
  allBits: (values: number) => `all ${formatCount(values)} values`,
  someBits: (equal: number, values: number) => `${formatCount(equal)} of ${formatCount(values)} values`,
  largest: 'Largest difference',
  mean: 'Mean difference',
  relative: 'Relative difference',
  relativeTitle: 'Root mean square of the difference, over that of the output of A',
  cosine: 'Cosine similarity',
  class: 'Same class',
  classTitle: 'Rows of the output whose largest value has the same index in both',
  notFinite: 'Not finite',
  notFiniteCount: (count: number) => `${formatCount(count)} ${count === 1 ? 'value' : 'values'} in one model only`,
  steps: 'in quantized steps',
  none: '-',
  plot: (name: string, example: number) => `Output ${name} of example ${example + 1}`,
  plotBars: 'Values by index',
  plotScatter: 'A across, B up: equal values are on the line',
  shown: (example: number) => `Example ${formatCount(example + 1)}, which differs most`,
  shownEqual: (example: number) => `Example ${formatCount(example + 1)}`,
};

const arithmetics: Readonly<Record<Arithmetic, string>> = {
  float: 'multiplied as floating-point numbers',
  hybrid: 'multiplied as integers with activations that LiteRT quantizes at each run',
  integer: 'multiplied as integers',
  'sparse-float': 'read stored sparse, and multiplied as floating-point numbers',
  'sparse-hybrid': 'read stored sparse, and multiplied as integers with activations that LiteRT quantizes at each run',
};

/** Why outputs differ, apart from the values of weights. */
export const reasonTexts = {
  title: 'Why',
  equal: 'All outputs are equal, bit by bit.',
  otherOperators: 'The models have different operators.',
  sameWay:
    'Both models multiply their weights in the same way, so the differences come from the values of the weights.',
  change: (operators: number, before: Arithmetic, after: Arithmetic) =>
    `The weights of ${operators === 1 ? '1 operator' : `${formatCount(operators)} operators`} are ${arithmetics[before]} in A, and ${arithmetics[after]} in B.`,
  rounding:
    'A kernel for stored-sparse weights leaves out zeros. Floating-point sums round at each step, so another order of the additions can change the last bits.',
};

export const sensitivityTexts = {
  title: 'Sensitivity of tensors',
  about: 'Prunes each tensor alone, runs the model, and ranks the tensors by how much the outputs change.',
  rank: 'Rank',
  progress: 'Running pruned models',
  table: 'Tensors by the difference that pruning makes',
  tensor: 'Tensor',
  impact: 'Difference',
  impactTitle: 'Relative difference of the output that differs most',
  class: 'Same class',
  accuracy: 'Accuracy',
  failed: (message: string) => `not run: ${message}`,
  canceled: (done: number, total: number) =>
    `${formatCount(done)} of ${formatCount(total)} tensors run, then canceled.`,
  least: 'Least sensitive tensors to prune',
  choose: (count: number) =>
    count === 1 ? 'Prune the least sensitive' : `Prune the ${formatCount(count)} least sensitive`,
};
