import type { Goal } from '../../sparsity/goal';
import { type Pattern, patternName } from '../../sparsity/pattern';
import type { TargetName } from '../../sparsity/targetResult';

// Texts about the goal and the targets.

export const targetLabels: Readonly<Record<TargetName, string>> = {
  'ethos-u85': 'Arm Ethos-U85, 2 of 4',
  'ethos-u-compression': 'Arm Ethos-U, weight compression',
  'litert-sparse-fc': 'LiteRT, sparse FULLY_CONNECTED',
  'xnnpack-sparse': 'XNNPACK, sparse inference',
  'tflite-converter': 'TensorFlow Lite converter',
  'tflm-decode': 'TensorFlow Lite Micro, TFLM_DECODE',
  'nvidia-2of4': 'NVIDIA sparse tensor cores',
  coreml: 'Core ML',
  'vitis-ai': 'AMD Vitis AI',
};

export const goalTexts = {
  label: 'Goal',
  button: (goal: string) => `Goal: ${goal}`,
  pattern: 'Pattern',
  sparsity: 'Sparsity',
  target: 'Target',
  atLeast: (share: number) => `${percentText(share)} zeros`,
  custom: 'Custom…',
  percent: 'Required zeros in percent',
  required: 'Required',
  requiredTitle: 'Show convolutions and dense layers that do not reach the goal in red',
};

/** `2 of 4`, `80 % zeros`, `Core ML` */
export function goalName(goal: Goal, pattern: Pattern): string {
  if (goal.kind === 'pattern') return patternName(pattern);
  return goal.kind === 'target' ? targetLabels[goal.target] : goalTexts.atLeast(goal.least);
}

/** What a tensor does that a requirement forbids. */
export function missedGoalText(goal: Goal): string {
  if (goal.kind === 'pattern') return 'breaks the required pattern';
  if (goal.kind === 'target') return `not eligible for ${targetLabels[goal.target]}`;
  return `fewer than the required ${percentText(goal.least)} zeros`;
}

/** `80 %`, `66.7 %` */
function percentText(share: number): string {
  return `${Number((100 * share).toFixed(4))} %`;
}
