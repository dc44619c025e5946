import { throwIfCancelled } from '../modelError';
import { emptyMask, type Mask, setBit } from '../sparsity/mask';
import { pausing } from '../tflite/weights/slices';
import { type Keep, keepRule } from './keepRule';
import { magnitudePasses } from './largestMagnitudes';
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
 * Prunes a tensor by magnitude, see keepRule.
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
  const size = 'pattern' in goal ? goal.pattern.of : blockSize;
  const keep = (await keepRule(values, goal, signal)).newPass();
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
