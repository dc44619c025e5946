import { type LargestMagnitudes, largestMagnitudes } from './largestMagnitudes';
import { magnitude } from './magnitude';
import type { PruningGoal } from './pruningGoal';
import type { WeightValues } from './weightValues';

/** Whether the weight at `index` of a block is kept. Called for all weights of a tensor in their order. */
export type Keep = (block: Float64Array, index: number) => boolean;

/** Which weights of a tensor are kept. */
export type KeepRule = {
  /** Weights of a block, if the rule depends on blocks of a row; else 1. */
  readonly blockSize: number;
  /** For one pass over the tensor: with a sparsity, the first ones of equal weights are kept. */
  newPass(): Keep;
};

/**
 * The weights that pruning by magnitude keeps, as the TensorFlow Model Optimization Toolkit does at a pruning step:
 * - pattern: the `of - zeros` weights of largest magnitude are kept in each block, the first of equal ones. A shorter last block counts as padded
 *   with zeros.
 * - sparsity: `round(elements × (1 − sparsity))` weights of largest magnitude are kept, the first of equal ones, at least one. The toolkit keeps all
 *   weights that are equal to the smallest one that is kept, so it can miss the sparsity if many weights are equal, as in int8 tensors.
 * - threshold: weights with abs(w) above it are kept, and NaN.
 *
 * Source: `_update_mask` and `_update_mask_sparsity_m_by_n` in tensorflow_model_optimization/python/core/sparsity/keras/pruning_impl.py,
 * `generate_m_by_n_mask` in pruning_utils.py.
 * @throws ModelError `cancelled`, and those of reading
 */
export async function keepRule(
  values: WeightValues,
  goal: PruningGoal | { readonly threshold: number },
  signal?: AbortSignal,
): Promise<KeepRule> {
  if ('pattern' in goal) {
    const { zeros, of } = goal.pattern;
    return { blockSize: of, newPass: () => largestOfBlock(of - zeros) };
  }
  if ('threshold' in goal) {
    const largest = { threshold: goal.threshold, ties: 0 };
    return { blockSize: 1, newPass: () => largestOfTensor(largest) };
  }
  const elements = values.rowCount * values.columnCount;
  const largest =
    elements > 0 ? await largestMagnitudes(values, keptCount(elements, goal.sparsity), signal) : noMagnitudes;
  return { blockSize: 1, newPass: () => largestOfTensor(largest) };
}

const noMagnitudes: LargestMagnitudes = { threshold: 0, ties: 0 };

function keptCount(elements: number, sparsity: number): number {
  return Math.min(elements, Math.max(1, roundedToEven(elements * (1 - sparsity))));
}

/** Rounds halves to the even number, as TensorFlow does. */
function roundedToEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

function largestOfBlock(count: number): Keep {
  return (block, index) => {
    const own = magnitude(block[index]);
    let larger = 0;
    for (let i = 0; i < block.length; i++) {
      const other = magnitude(block[i]);
      if (other > own || (other === own && i < index)) larger++;
    }
    return larger < count;
  };
}

function largestOfTensor({ threshold, ties }: LargestMagnitudes): Keep {
  let left = ties;
  return (block, index) => {
    const own = magnitude(block[index]);
    return own > threshold || (own === threshold && left-- > 0);
  };
}
