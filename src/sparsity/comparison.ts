import { throwIfCancelled } from '../modelError';
import type { Analysis } from './analysis';
import { bitCount, emptyMask, type Mask } from './mask';
import type { Pattern } from './pattern';
import type { Summary } from './summary';

/** Of the weights of a pair: zero in both, zero in the second only, zero in the first only. */
export type ZeroChanges = { readonly kept: number; readonly added: number; readonly lost: number };

/** A pair in figures. */
export type ComparedCounts = {
  readonly pattern: Pattern;
  readonly changes: ZeroChanges;
  /** What the pattern says of each of the two. */
  readonly before: JudgedCounts;
  readonly after: JudgedCounts;
};

type JudgedCounts = Pick<Summary, 'nonzeros' | 'blocks' | 'conformingBlocks' | 'zeroBlocks'>;

/** The same for each weight, as masks: 1 = it is one of those. */
type ChangeMasks = { readonly kept: Mask; readonly added: Mask; readonly lost: Mask };

/** @param before and after of the same size, by the same pattern @throws ModelError `cancelled` */
export async function comparedCounts(before: Analysis, after: Analysis, signal?: AbortSignal): Promise<ComparedCounts> {
  const changes = await zeroChanges(before.mask, after.mask, signal);
  const { pattern } = before.summary;
  return { pattern, changes, before: judgedCounts(before.summary), after: judgedCounts(after.summary) };
}

/** Without what is as large as the tensor. */
function judgedCounts({ nonzeros, blocks, conformingBlocks, zeroBlocks }: Summary): JudgedCounts {
  return { nonzeros, blocks, conformingBlocks, ...(zeroBlocks && { zeroBlocks }) };
}

/** @param before and after of the same size @throws ModelError `cancelled` */
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

// Words of a mask, some milliseconds of work: smaller ones are done in one go.
const wordsAtOnce = 2 ** 20;

/** The zeros of each word of two masks; bits past the last column are no zeros. */
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
    if (start > 0) await turnOfThread(before, signal);
    const end = Math.min(words.length, start + wordsAtOnce);
    for (let word = start; word < end; word++) {
      const inside = word % wordsPerRow === wordsPerRow - 1 ? lastBits : -1;
      onWord(word, ~words[word] & inside, ~after.words[word] & inside);
    }
  }
}

/** Between two steps over a large mask the thread looks up: only then it hears that nobody waits for them any more. */
export async function turnOfThread({ words }: Mask, signal: AbortSignal | undefined): Promise<void> {
  if (words.length > wordsAtOnce) await new Promise((resolve) => setTimeout(resolve));
  throwIfCancelled(signal);
}
