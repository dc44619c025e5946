import { throwIfCancelled } from '../modelError';
import type { Analysis } from './analysis';
import { bitCount, emptyMask, type Mask } from './mask';
import type { Pattern } from './pattern';
import { type SummaryCounts, summaryCounts } from './summary';

/** Number of weights that are zero in both tensors of a pair, only in the second, and only in the first. */
export type ZeroChanges = { readonly kept: number; readonly added: number; readonly lost: number };

/** Counts of a pair of tensors. */
export type ComparedCounts = {
  readonly pattern: Pattern;
  readonly changes: ZeroChanges;
  /** Counts of each tensor for the pattern. */
  readonly before: SummaryCounts;
  readonly after: SummaryCounts;
};

/** The weights of ZeroChanges as masks. */
type ChangeMasks = { readonly kept: Mask; readonly added: Mask; readonly lost: Mask };

/**
 * Compares two analyses of the same size and pattern.
 * @throws ModelError `cancelled`
 */
export async function comparedCounts(before: Analysis, after: Analysis, signal?: AbortSignal): Promise<ComparedCounts> {
  const changes = await zeroChanges(before.mask, after.mask, signal);
  const { pattern } = before.summary;
  return { pattern, changes, before: summaryCounts(before.summary), after: summaryCounts(after.summary) };
}

/**
 * Counts changes between two masks of the same size.
 * @throws ModelError `cancelled`
 */
export async function zeroChanges(before: Mask, after: Mask, signal?: AbortSignal): Promise<ZeroChanges> {
  let [kept, added, lost] = [0, 0, 0];
  await eachWord(before, after, signal, (_, zerosBefore, zerosAfter) => {
    kept += bitCount(zerosBefore & zerosAfter);
    added += bitCount(zerosAfter & ~zerosBefore);
    lost += bitCount(zerosBefore & ~zerosAfter);
  });
  return { kept, added, lost };
}

export async function changeMasks(before: Mask, after: Mask, signal: AbortSignal | undefined): Promise<ChangeMasks> {
  const { rowCount, columnCount } = before;
  const [kept, added, lost] = [0, 1, 2].map(() => emptyMask(rowCount, columnCount));
  await eachWord(before, after, signal, (word, zerosBefore, zerosAfter) => {
    kept.words[word] = zerosBefore & zerosAfter;
    added.words[word] = zerosAfter & ~zerosBefore;
    lost.words[word] = zerosBefore & ~zerosAfter;
  });
  return { kept, added, lost };
}

// A few milliseconds of work.
const wordsAtOnce = 2 ** 20;

/** Calls `onWord` with the zeros of each word of two masks. Bits past the last column do not count as zeros. */
async function eachWord(
  before: Mask,
  after: Mask,
  signal: AbortSignal | undefined,
  onWord: (word: number, zerosBefore: number, zerosAfter: number) => void,
): Promise<void> {
  const { words, wordsPerRow, columnCount } = before;
  const past = columnCount & 31;
  const lastBits = past === 0 ? -1 : (1 << past) - 1;
  throwIfCancelled(signal);
  for (let start = 0; start < words.length; start += wordsAtOnce) {
    if (start > 0) await yieldIfLarge(before, signal);
    const end = Math.min(words.length, start + wordsAtOnce);
    for (let word = start; word < end; word++) {
      const inside = word % wordsPerRow === wordsPerRow - 1 ? lastBits : -1;
      onWord(word, ~words[word] & inside, ~after.words[word] & inside);
    }
  }
}

/** Yields between two steps over a large mask, so that cancellation is processed. @throws ModelError `cancelled` */
export async function yieldIfLarge({ words }: Mask, signal: AbortSignal | undefined): Promise<void> {
  if (words.length > wordsAtOnce) await new Promise((resolve) => setTimeout(resolve));
  throwIfCancelled(signal);
}
