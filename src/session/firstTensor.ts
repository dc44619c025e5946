import { automaticView } from '../heatmap/automaticView';
import { elementCount, hasPatternOperator, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { FirstMap, NamedTensor } from './questionData';

/** The tensor that a link names, by key and name. The name decides: in a rebuilt model the key can be that of another tensor. */
export function requestedTensor(
  tensors: readonly WeightTensor[],
  { tensor: key, tensorName }: NamedTensor,
): WeightTensor | undefined {
  if (key === undefined && tensorName === undefined) return undefined;
  const byKey = tensors.find((tensor) => tensorKey(tensor) === key);
  if (byKey && (tensorName === undefined || byKey.name === tensorName)) return byKey;
  return tensors.find((tensor) => tensorName !== undefined && tensor.name === tensorName) ?? byKey;
}

/** The tensor that is shown first: the one that a link names, or the largest. */
export function firstTensor(tensors: readonly WeightTensor[], named: NamedTensor): WeightTensor | undefined {
  return requestedTensor(tensors, named) ?? largestMatrix(tensors);
}

/** The largest tensor of a CONV_2D or FULLY_CONNECTED operator; without any, the largest tensor. */
function largestMatrix(tensors: readonly WeightTensor[]): WeightTensor | undefined {
  const usual = tensors.filter(hasPatternOperator);
  const candidates = usual.length > 0 ? usual : tensors;
  return candidates.reduce<WeightTensor | undefined>(
    (largest, tensor) => (largest && elementCount(largest) >= elementCount(tensor) ? largest : tensor),
    undefined,
  );
}

/** The question by which the page will ask for the first map of a model; undefined if there is no tensor. */
export function firstDrawing(tensors: readonly WeightTensor[], { named, view, mapSize, ...criteria }: FirstMap) {
  const tensor = firstTensor(tensors, named);
  if (!tensor) return undefined;
  return { tensor, drawing: { ...criteria, view: view ?? automaticView(tensor, criteria.pattern, mapSize) } };
}
