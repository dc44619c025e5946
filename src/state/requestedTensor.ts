import type { LinkState } from '../link/link';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Problem } from './problem';

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

/**
 * Reports that a link names a tensor that the model does not have, and what is shown instead.
 * @param found the tensor that `requestedTensor` found
 * @param shown the tensor that is shown if there is none
 */
export function missingTensor(
  modelName: string,
  { tensor: key, tensorName }: Pick<LinkState, 'tensor' | 'tensorName'>,
  found: WeightTensor | undefined,
  shown: WeightTensor | undefined,
): Problem | undefined {
  const isNamed = key !== undefined || tensorName !== undefined;
  if (!isNamed || (found && (tensorName === undefined || found.name === tensorName))) return undefined;
  const requested = [tensorName, key === undefined || !tensorName ? key : `(${key})`].filter(Boolean).join(' ');
  const instead = found ?? shown;
  const rest = instead ? ` The page shows ${instead.name || tensorKey(instead)} instead.` : '';
  return {
    title: modelName,
    message: `The link is about the tensor ${requested}, which is not among the weight tensors of this model.${rest} Select another tensor in the list, or open the version of the model that the link was made for.`,
  };
}
