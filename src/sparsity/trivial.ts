import type { WeightMatrix } from '../tflite/weights/weightMatrix';
import { isBlockPattern, type Pattern } from './pattern';

export type TrivialReason = 'short-rows' | 'not-input-channels';

/** Why conforming to the pattern would say nothing about this tensor, if so. */
export function trivialBecause(weight: WeightMatrix, pattern: Pattern): TrivialReason | undefined {
  if (isBlockPattern(pattern)) return undefined;
  if (weight.columnCount <= pattern.of - pattern.zeros) return 'short-rows';
  return weight.inputChannelsLast ? undefined : 'not-input-channels';
}
