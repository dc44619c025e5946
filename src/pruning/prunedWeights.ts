import { emptyMask, type Mask } from '../sparsity/mask';
import { inSlices } from '../tflite/weights/slices';

/**
 * The non-zero weights that pruning would set to zero, as ones. Weights with a scale of 0 are among them.
 * @param stored mask of the tensor as the file holds it
 * @param pruned mask of the same size that pruning would give
 * @throws ModelError `cancelled`
 */
export async function prunedWeights(stored: Mask, pruned: Mask, signal?: AbortSignal): Promise<Mask> {
  const removed = emptyMask(stored.rowCount, stored.columnCount);
  await inSlices(
    removed.words.length,
    (start, end) => {
      for (let word = start; word < end; word++) removed.words[word] = stored.words[word] & ~pruned.words[word];
    },
    signal,
  );
  return removed;
}
