import { pageBase } from '../link/linkBase';
import { ModelError } from '../modelError';
import type { ModelOrigin } from '../session/session';
import type { MatrixWindow } from '../sparsity/matrixWindow';

/** A model that is served with the page. tools/sample creates them. */
export type Sample = {
  readonly name: string;
  readonly note: string;
  /** Relative to the page. */
  readonly address: string;
};

export const samples: readonly Sample[] = [
  {
    name: 'Tutorial’s model, float32',
    note: 'MNIST, 13 MB: two layers pruned 2 of 4, one unstructured, one not pruned',
    address: 'samples/mnist-2by4-float32.tflite',
  },
  {
    name: 'Tutorial’s model, int8',
    note: '3.3 MB, weights quantized per channel',
    address: 'samples/mnist-2by4-int8.tflite',
  },
  {
    name: 'int8 with 12 violations',
    note: '12 blocks of a dense layer break 2 of 4',
    address: 'samples/mnist-2by4-int8-12-violations.tflite',
  },
  {
    name: 'int8, stored sparse',
    note: '4.9 MB: the int8 model, with its two 2 of 4 layers stored as indices and values',
    address: 'samples/mnist-2by4-int8-stored-sparse.tflite',
  },
  {
    name: 'Tutorial’s model, unpruned',
    note: '13 MB, float32: the same model trained without pruning',
    address: 'samples/mnist-unpruned-float32.tflite',
  },
];

/** A window of a sample that TensorFlow's tutorial "Structural pruning M by N" draws, under its title there. */
export type Figure = { readonly title: string; readonly tensorName: string; readonly window: MatrixWindow };

const first24: MatrixWindow = { rowStart: 0, rowEnd: 24, columnStart: 0, columnEnd: 24 };

/** The titles and the order are those of the tutorial, with a typo corrected. */
export const figures: readonly Figure[] = [
  {
    title: 'Structural pruning for Dense layer',
    tensorName: 'sequential/structural_pruning_dense/MatMul',
    window: first24,
  },
  {
    title: 'Structurally pruned weights for Conv2D layer',
    tensorName: 'sequential/structural_pruning/Conv2D',
    window: first24,
  },
  {
    title: 'Unstructured pruned weights for Conv2D layer',
    tensorName: 'sequential/unstructured_pruning/Conv2D',
    window: first24,
  },
];

/** Whether a URL is that of a sample. */
export function isSample(address: string): boolean {
  return samples.some((sample) => isAt(address, sample));
}

/** The samples other than the model at a URL. */
export function otherSamples(address: string | undefined): readonly Sample[] {
  return samples.filter((sample) => address === undefined || !isAt(address, sample));
}

/** The error for a sample that the server of the page does not have. The npm package contains the page without the samples. */
export function missingSample(origin: ModelOrigin, thrown: unknown): ModelError | undefined {
  if (origin.kind !== 'address' || !samples.some((sample) => addressOf(sample) === origin.address)) return undefined;
  if (!(thrown instanceof ModelError) || thrown.code !== 'not-found') return undefined;
  return new ModelError(
    'not-found',
    'This copy of Prunescope has no samples: the npm package does not include them. Open a .tflite file of your own, or build Prunescope from its repository.',
  );
}

/** What opens models: see `showingOn` and `comparingOn`. */
type Openers = {
  open(origin: ModelOrigin): Promise<void>;
  compareWith(origin: ModelOrigin): Promise<void>;
};

export function sampleActionsOn({ open, compareWith }: Openers) {
  return {
    openSample: (sample: Sample) => void open(originOf(sample)),
    compareWithSample: (sample: Sample) => void compareWith(originOf(sample)),
  };
}

function originOf(sample: Sample): ModelOrigin {
  return { kind: 'address', address: addressOf(sample) };
}

/** The URL of a sample of this copy of the page. */
function addressOf({ address }: Sample): string {
  return new URL(address, pageBase()).href;
}

function isAt(address: string, sample: Sample): boolean {
  return address.endsWith(`/${sample.address}`);
}
