import type { LinkState } from '../link/link';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';

/** The tensor that a link names, by key and name. The name decides: in a rebuilt model the key can be that of another tensor. */
export function requestedTensor(
  tensors: readonly WeightTensor[],
  { tensor: key, tensorName }: Pick<LinkState, 'tensor' | 'tensorName'>,
): WeightTensor | undefined {
  const byKey = tensors.find((tensor) => tensorKey(tensor) === key);
  if (byKey && (tensorName === undefined || byKey.name === tensorName)) return byKey;
  return tensors.find((tensor) => tensorName !== undefined && tensor.name === tensorName) ?? byKey;
}

/** The largest tensor of a CONV_2D or FULLY_CONNECTED operator; without any, the largest tensor. */
export function largestMatrix(tensors: readonly WeightTensor[]): WeightTensor | undefined {
  const usual = tensors.filter(({ operators }) =>
    operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED'),
  );
  const candidates = usual.length > 0 ? usual : tensors;
  return candidates.reduce<WeightTensor | undefined>(
    (largest, tensor) => (largest && elementCount(largest) >= elementCount(tensor) ? largest : tensor),
    undefined,
  );
}
