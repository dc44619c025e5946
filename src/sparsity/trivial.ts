import type { WeightTensor } from '../tflite/weights/weightTensor';
import { isBlockPattern, type Pattern } from './pattern';

export type TrivialReason = 'short-rows' | 'not-input-channels';

/** Why conforming to the pattern would say nothing about this tensor, if so. */
export function trivialBecause(tensor: WeightTensor, pattern: Pattern): TrivialReason | undefined {
  if (isBlockPattern(pattern)) return undefined;
  if (tensor.columnCount <= pattern.of - pattern.zeros) return 'short-rows';
  return tensor.inputChannelsLast ? undefined : 'not-input-channels';
}
