import type { LinkState } from '../link/link';
import { elementCount, tensorKey, type WeightMatrix } from '../tflite/weights/weightMatrix';

/** By index and name, so that a rebuilt model still finds it. */
export function wantedWeight(
  weights: readonly WeightMatrix[],
  { tensor, tensorName }: Pick<LinkState, 'tensor' | 'tensorName'>,
): WeightMatrix | undefined {
  const byKey = weights.find((weight) => tensorKey(weight) === tensor);
  if (byKey && (tensorName === undefined || byKey.name === tensorName)) return byKey;
  return weights.find((weight) => tensorName !== undefined && weight.name === tensorName) ?? byKey;
}

/** The CONV_2D or FULLY_CONNECTED tensor with the most elements, else the largest of all. */
export function largestMatrix(weights: readonly WeightMatrix[]): WeightMatrix | undefined {
  const usual = weights.filter(({ operators }) =>
    operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED'),
  );
  const candidates = usual.length > 0 ? usual : weights;
  return candidates.reduce<WeightMatrix | undefined>(
    (largest, weight) => (largest && elementCount(largest) >= elementCount(weight) ? largest : weight),
    undefined,
  );
}
