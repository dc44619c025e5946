import { throwIfCancelled } from '../modelError';
import { emptyMask, type Mask, setBit } from '../sparsity/mask';
import { pausing } from '../tflite/weights/slices';
import { type LargestMagnitudes, largestMagnitudes, magnitudePasses } from './largestMagnitudes';
import { magnitude } from './magnitude';
import type { PruningGoal } from './pruningGoal';
import { valuesWithProgress, type WeightValues } from './weightValues';

/** What a tensor would be after pruning by magnitude. Plain data. */
export type PrunedTensor = {
  /** [rowCount, columnCount], 1 = a non-zero weight that is kept. */
  readonly mask: Mask;
  readonly energy: Energy;
  /** Per row of the weight matrix. */
  readonly rows: { readonly total: Float64Array<ArrayBuffer>; readonly kept: Float64Array<ArrayBuffer> };
  /** The blocks that lose the most energy, largest loss first. At most 10. */
  readonly worstBlocks: readonly LossyBlock[];
};

/** Sum of squares of the weights, and of those that are kept. NaN and infinity are left out. */
export type Energy = { readonly total: number; readonly kept: number };

type LossyBlock = Energy & {
  readonly row: number;
  readonly columnStart: number;
  /** End exclusive. */
  readonly columnEnd: number;
};

const maxWorst = 10;

/**
 * Prunes a tensor by magnitude, as the TensorFlow Model Optimization Toolkit does at a pruning step:
 * - pattern: the `of - zeros` weights of largest magnitude are kept in each block, the first of equal ones. A shorter last block counts as padded
 *   with zeros.
 * - sparsity: `round(elements × (1 − sparsity))` weights of largest magnitude are kept, the first of equal ones, at least one. The toolkit keeps all
 *   weights that are equal to the smallest one that is kept, so it can miss the sparsity if many weights are equal, as in int8 tensors.
 *
 * Source: `_update_mask` and `_update_mask_sparsity_m_by_n` in tensorflow_model_optimization/python/core/sparsity/keras/pruning_impl.py,
 * `generate_m_by_n_mask` in pruning_utils.py.
 * @param blockSize weights per block in `worstBlocks`; for a pattern, its own
 * @param onProgress share of the work, 0 to 1
 * @throws ModelError `cancelled`, and those of reading
 */
export async function prunedTensor(
  weights: WeightValues,
  goal: PruningGoal,
  blockSize: number,
  signal?: AbortSignal,
  onProgress?: (share: number) => void,
): Promise<PrunedTensor> {
  const passes = 'pattern' in goal ? 1 : magnitudePasses + 1;
  const values = onProgress ? valuesWithProgress(weights, passes, onProgress) : weights;
  const elements = values.rowCount * values.columnCount;
  const size = 'pattern' in goal ? goal.pattern.of : blockSize;
  const keep =
    'pattern' in goal
      ? largestOfBlock(goal.pattern.of - goal.pattern.zeros)
      : largestOfTensor(
          elements > 0 ? await largestMagnitudes(values, keptCount(elements, goal.sparsity), signal) : none,
        );
  const pruned = collectorOf(values, size);
  const pause = pausing(signal);
  // Parts can end inside a block.
  const block = new Float64Array(size);
  let [row, column, length] = [0, 0, 0];
  for await (const part of values.parts(signal)) {
    await pause();
    for (const value of part.values) {
      block[length++] = value;
      column++;
      if (length < size && column < values.columnCount) continue;
      pruned.add(row, column - length, block.subarray(0, length), keep);
      length = 0;
      if (column === values.columnCount) [row, column] = [row + 1, 0];
    }
  }
  throwIfCancelled(signal);
  return pruned.complete();
}

/** Whether the weight at `index` of a block is kept. Called for all weights of a tensor in their order. */
type Keep = (block: Float64Array, index: number) => boolean;

const none: LargestMagnitudes = { threshold: 0, ties: 0 };

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

function collectorOf({ rowCount, columnCount }: WeightValues, blockSize: number) {
  const mask = emptyMask(rowCount, columnCount);
  const rows = { total: new Float64Array(rowCount), kept: new Float64Array(rowCount) };
  const worst: LossyBlock[] = [];
  let smallestOfWorst = 0;

  function addWorst(block: LossyBlock): void {
    const loss = lossOf(block);
    // Of equal losses, the first block stays.
    const place = worst.findIndex((other) => lossOf(other) < loss);
    worst.splice(place < 0 ? worst.length : place, 0, block);
    if (worst.length > maxWorst) worst.pop();
    smallestOfWorst = worst.length === maxWorst ? lossOf(worst[maxWorst - 1]) : 0;
  }

  return {
    add(row: number, columnStart: number, block: Float64Array, keep: Keep): void {
      let [total, kept] = [0, 0];
      for (let i = 0; i < block.length; i++) {
        const value = block[i];
        const energy = Number.isFinite(value) ? value * value : 0;
        total += energy;
        if (!keep(block, i)) continue;
        kept += energy;
        if (value !== 0) setBit(mask, row, columnStart + i);
      }
      rows.total[row] += total;
      rows.kept[row] += kept;
      if (total - kept > smallestOfWorst) {
        addWorst({ row, columnStart, columnEnd: columnStart + Math.min(blockSize, block.length), total, kept });
      }
    },
    complete: (): PrunedTensor => ({
      ...{ mask, rows, worstBlocks: worst },
      energy: { total: sum(rows.total), kept: sum(rows.kept) },
    }),
  };
}

function lossOf({ total, kept }: Energy): number {
  return total - kept;
}

function sum(numbers: Float64Array): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** Share of the energy that is kept, 0 to 1. 1 for a tensor of zeros. */
export function keptShare({ total, kept }: Energy): number {
  return total === 0 ? 1 : Math.min(1, kept / total);
}
