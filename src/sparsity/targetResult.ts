import type { TensorSizes } from './sizes';

/** Runtimes, compilers and accelerators that can use zeros of weights. */
export const targetNames = [
  'ethos-u85',
  'ethos-u-compression',
  'litert-sparse-fc',
  'xnnpack-sparse',
  'tflite-converter',
  'tflm-decode',
  'nvidia-2of4',
  'coreml',
  'vitis-ai',
] as const;

export type TargetName = (typeof targetNames)[number];

/** What a target requires of a tensor. */
type Condition =
  | 'operator'
  | 'type'
  | 'pattern'
  | 'range'
  | 'zero-point'
  | 'encoding'
  | 'size'
  | 'sparsity'
  | 'cluster'
  | 'constant'
  | 'stride';

/** A condition that a tensor does not meet, or, for the verdict `unknown`, that could not be checked. */
export type FailedCondition = {
  readonly condition: Condition;
  /** Index of an example weight in the tensor, one number per dimension. For a block, its first weight. */
  readonly at?: readonly number[];
  /** What was found and what was expected; a clause. */
  readonly message: string;
};

export type TargetVerdict = 'eligible' | 'not-eligible' | 'unknown';

/** Whether a target can use the zeros of a tensor. */
export type TargetResult = {
  readonly target: TargetName;
  readonly verdict: TargetVerdict;
  /** All conditions that are not met. Empty if the tensor is eligible. */
  readonly because: readonly FailedCondition[];
};

/** What the zeros of a tensor are worth: bytes in several encodings, and which targets can use them. */
export type Worth = {
  readonly sizes: TensorSizes;
  /** In the order of targetNames. */
  readonly targets: readonly TargetResult[];
  /** Targets judge groups of tensors, and the zeros of some tensors of the group are not counted yet. Only verdicts `unknown` can change. */
  readonly isProvisional: boolean;
};

/** What an eligible tensor does not promise. */
export const eligibleText = 'Eligible means that the target can use the zeros of the tensor, not that it will';

/** A failed condition for people: `pattern: 12 of 802,816 blocks …, first at [0, 8]`. */
export function failedConditionText({ condition, at, message }: FailedCondition): string {
  return `${condition}: ${message}${at ? `, first at [${at.join(', ')}]` : ''}`;
}

/** The result for one target, in a few characters for a table cell: `yes`, `pattern`, `type +2`, `range?`. */
export function shortTargetText({ verdict, because }: TargetResult): string {
  if (verdict === 'eligible') return 'yes';
  const conditions = [...new Set(because.map(({ condition }) => condition))];
  const more = conditions.length > 1 ? ` +${conditions.length - 1}` : '';
  return `${conditions[0]}${verdict === 'unknown' ? '?' : ''}${more}`;
}

/** The targets that the tensor is eligible for. */
export function eligibleTargets(results: readonly TargetResult[]): TargetName[] {
  return results.filter(({ verdict }) => verdict === 'eligible').map(({ target }) => target);
}
