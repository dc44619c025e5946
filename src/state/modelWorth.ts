import type { TensorSizes } from '../sparsity/sizes';
import { type TargetName, targetNames } from '../sparsity/targetResult';
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

/** Reads each tensor once: with 15,000 tensors, it runs many times while they are read. */
export function modelWorth(tensors: readonly WeightTensor[], worths: ReadonlyMap<string, WorthResult>): ModelWorth {
  let [known, stored, dense] = [0, 0, 0];
  const smallest = emptyTotal();
  const encodings = new Map(fileEncodings.map((name) => [name, emptyTotal()]));
  const eligible = new Map(targetNames.map((name): [TargetName, WeightTensor[]] => [name, []]));
  for (const tensor of tensors) {
    const result = worths.get(tensorKey(tensor));
    if (result?.phase !== 'done') continue;
    const { sizes, targets } = result.worth;
    known++;
    stored += sizes.stored;
    dense += sizes.dense;
    const least = smallestSize(sizes).bytes;
    addTo(smallest, least, least < sizes.stored ? tensor : undefined);
    for (const [name, total] of encodings) {
      const bytes = sizes[name];
      addTo(total, bytes ?? sizes.stored, bytes === undefined ? undefined : tensor);
    }
    for (const { target, verdict } of targets) if (verdict === 'eligible') eligible.get(target)?.push(tensor);
  }
  return { known, stored, dense, smallest, encodings, eligible };
}

type Total = { bytes: number; readonly tensors: WeightTensor[] };

function emptyTotal(): Total {
  return { bytes: 0, tensors: [] };
}

function addTo(total: Total, bytes: number, tensor: WeightTensor | undefined): void {
  total.bytes += bytes;
  if (tensor) total.tensors.push(tensor);
}
