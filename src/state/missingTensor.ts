import type { LinkState } from '../link/link';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Problem } from './problem';

type Requested = Pick<LinkState, 'tensor' | 'tensorName'> & { readonly isLaterVersion?: boolean };

/**
 * Reports that a link names a tensor that the model does not have, or that a new version of the model lacks the tensor on screen, and what is shown
 * instead.
 * @param found the tensor that `requestedTensor` found
 * @param shown the tensor that is shown if there is none
 */
export function missingTensor(
  modelName: string,
  { tensor: key, tensorName, isLaterVersion }: Requested,
  found: WeightTensor | undefined,
  shown: WeightTensor | undefined,
): Problem | undefined {
  const isNamed = key !== undefined || tensorName !== undefined;
  if (!isNamed || (found && (tensorName === undefined || found.name === tensorName))) return undefined;
  const requested = [tensorName, key === undefined || !tensorName ? key : `(${key})`].filter(Boolean).join(' ');
  const instead = found ?? shown;
  const rest = instead ? ` The page shows ${instead.name || tensorKey(instead)} instead.` : '';
  if (isLaterVersion) return { title: modelName, message: `The new version has no weight tensor ${requested}.${rest}` };
  return {
    title: modelName,
    message: `The link is about the tensor ${requested}, which is not among the weight tensors of this model.${rest} Select another tensor in the list, or open the version of the model that the link was made for.`,
  };
}
