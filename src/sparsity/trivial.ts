import type { WeightTensor } from '../tflite/weights/weightTensor';
import { isBlockPattern, type Pattern } from './pattern';

export type TrivialReason = 'short-rows' | 'not-input-channels';

/** Why conformance has no meaning for this tensor; undefined if it has. */
export function trivialBecause(tensor: WeightTensor, pattern: Pattern): TrivialReason | undefined {
  if (isBlockPattern(pattern)) return undefined;
  if (tensor.columnCount <= pattern.of - pattern.zeros) return 'short-rows';
  return tensor.inputChannelsLast ? undefined : 'not-input-channels';
}
