import { inSlices } from '../tflite/weights/slices';
import { bitsBetween, type Mask } from './mask';

/**
 * Counts blocks of `of` consecutive weights of a row by their number of non-zeros, in slices. A short last block counts as padded with zeros.
 * @returns number of blocks with 0, 1, ..., `of` non-zeros, [of + 1]
 * @throws ModelError `cancelled`
 */
export async function blockFills(mask: Mask, of: number, signal?: AbortSignal): Promise<number[]> {
  const { words, wordsPerRow, columnCount, rowCount } = mask;
  const perRow = Math.ceil(columnCount / of);
  const fills = new Array<number>(of + 1).fill(0);
  await inSlices(
    rowCount * perRow,
    (start, end) => {
      let row = Math.floor(start / perRow);
      let column = (start - row * perRow) * of;
      for (let block = start; block < end; block++) {
        fills[bitsBetween(words, row * wordsPerRow, column, Math.min(column + of, columnCount))]++;
        column += of;
        if (column < columnCount) continue;
        column = 0;
        row++;
      }
    },
    signal,
  );
  return fills;
}

/** The number of non-zeros that all blocks have; undefined if it differs, or there are no blocks. */
export function exactFill(fills: readonly number[]): number | undefined {
  const used = fills.flatMap((blocks, nonzeros) => (blocks > 0 ? [nonzeros] : []));
  return used.length === 1 ? used[0] : undefined;
}
