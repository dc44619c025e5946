import { type BlocksOver, blocksOver } from './blocksOver';
import type { Engine } from './engine';
import type { Mask } from './mask';

/** Counts of a mask that sizes and targets follow from. Plain data. */
export type MaskCounts = {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly nonzeros: number;
  /** The last column with a non-zero; 0 if there is none. */
  readonly lastColumn: number;
  /** Number of all-zero blocks of 1 row and 4 or 16 columns; undefined if rows end with a short block. */
  readonly zeroFours: number | undefined;
  readonly zeroSixteens: number | undefined;
  /** Blocks of 4 columns with more than 2 non-zeros, and of 16 with more than 8. */
  readonly fours: BlocksOver;
  readonly sixteens: BlocksOver;
};

/** @throws ModelError `cancelled` */
export async function maskCountsOf(
  mask: Mask,
  engine: Pick<Engine, 'summaryOf' | 'structureCountsOf'>,
  signal?: AbortSignal,
): Promise<MaskCounts> {
  const { rowCount, columnCount } = mask;
  if (rowCount * columnCount === 0) {
    const none = { blocks: 0, over: 0 };
    const zero = { zeroFours: undefined, zeroSixteens: undefined };
    return { rowCount, columnCount, nonzeros: 0, lastColumn: 0, ...zero, fours: none, sixteens: none };
  }
  const overHalf = async (of: 4 | 16) => blocksOver(await engine.summaryOf(mask, { zeros: of / 2, of }, signal), of);
  const { nonzeros, zeroBlocks } = await engine.structureCountsOf(mask, 1, signal);
  const zeroBlocksOf = (columns: 4 | 16) => {
    const found = zeroBlocks.find(({ block }) => block.rows === 1 && block.columns === columns);
    return found && columnCount % columns === 0 ? found.weights / columns : undefined;
  };
  return {
    ...{ rowCount, columnCount, nonzeros, lastColumn: lastNonZeroColumn(mask) },
    ...{ zeroFours: zeroBlocksOf(4), zeroSixteens: zeroBlocksOf(16) },
    ...{ fours: await overHalf(4), sixteens: await overHalf(16) },
  };
}

function lastNonZeroColumn({ words, wordsPerRow, rowCount }: Mask): number {
  for (let word = wordsPerRow - 1; word >= 0; word--) {
    let bits = 0;
    for (let row = 0; row < rowCount; row++) bits |= words[row * wordsPerRow + word];
    if (bits !== 0) return word * 32 + 31 - Math.clz32(bits);
  }
  return 0;
}
