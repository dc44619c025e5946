import type { TensorSizes } from '../sparsity/sizes';
import { type TargetName, type TargetResult, targetNames } from '../sparsity/targetResult';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { WorthResult } from './store';

/** Encodings that a .tflite file can have. */
export const fileEncodings = ['csr', 'block:1x4', 'block:1x16', 'tflm-decode'] as const;

export type FileEncoding = (typeof fileEncodings)[number];

/** The smallest size of a tensor in a .tflite file, and its encoding. Its own encoding, unless another is smaller. */
export function smallestSize(sizes: TensorSizes): {
  readonly encoding: FileEncoding | 'stored' | 'dense';
  readonly bytes: number;
} {
  let smallest: ReturnType<typeof smallestSize> = { encoding: 'stored', bytes: sizes.stored };
  for (const encoding of ['dense', ...fileEncodings] as const) {
    const bytes = sizes[encoding];
    if (bytes !== undefined && bytes < smallest.bytes) smallest = { encoding, bytes };
  }
  return smallest;
}

/** Bytes of all weights if each tensor that an encoding can hold has it, and the others stay as stored. */
type EncodingTotal = { readonly bytes: number; readonly tensors: readonly WeightTensor[] };

/** What the zeros of a model are worth: of the tensors that are known. */
export type ModelWorth = {
  readonly known: number;
  readonly stored: number;
  readonly dense: number;
  /** Sum of the smallest sizes, and the tensors that would become smaller. */
  readonly smallest: EncodingTotal;
  readonly encodings: ReadonlyMap<FileEncoding, EncodingTotal>;
  /** Eligible tensors. */
  readonly eligible: ReadonlyMap<TargetName, readonly WeightTensor[]>;
};

export function modelWorth(tensors: readonly WeightTensor[], worths: ReadonlyMap<string, WorthResult>): ModelWorth {
  const known = tensors.flatMap((tensor) => {
    const result = worths.get(tensorKey(tensor));
    return result?.phase === 'done' ? [{ tensor, ...result.worth }] : [];
  });
  const sum = (bytesOf: (sizes: TensorSizes) => number) =>
    known.reduce((total, { sizes }) => total + bytesOf(sizes), 0);
  const tensorsWith = (holds: (entry: (typeof known)[number]) => boolean) =>
    known.filter(holds).map(({ tensor }) => tensor);
  const inEncoding = (encoding: FileEncoding): EncodingTotal => ({
    bytes: sum((sizes) => sizes[encoding] ?? sizes.stored),
    tensors: tensorsWith(({ sizes }) => sizes[encoding] !== undefined),
  });
  return {
    known: known.length,
    stored: sum(({ stored }) => stored),
    dense: sum(({ dense }) => dense),
    smallest: {
      bytes: sum((sizes) => smallestSize(sizes).bytes),
      tensors: tensorsWith(({ sizes }) => smallestSize(sizes).bytes < sizes.stored),
    },
    encodings: new Map(fileEncodings.map((name) => [name, inEncoding(name)])),
    eligible: new Map(targetNames.map((name) => [name, tensorsWith(isEligibleFor(name))])),
  };
}

function isEligibleFor(name: TargetName): (entry: { readonly targets: readonly TargetResult[] }) => boolean {
  return ({ targets }) => targets.some(({ target, verdict }) => target === name && verdict === 'eligible');
}
