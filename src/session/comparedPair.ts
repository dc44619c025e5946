import { type ComparedCounts, comparedCounts } from '../sparsity/comparison';
import type { Engine } from '../sparsity/engine';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { comparedMap } from '../views/comparedMap';
import type { MatrixView } from '../views/matrixView';
import type { ComparedDrawn } from './questionData';

/** How to read the two tensors of a pair, both for the same pattern. The masks are owned by the caller. */
export type ReadingOfPair = {
  before(): Promise<TimedAnalysis>;
  after(): Promise<TimedAnalysis>;
  engineFor(byteLength: number): Engine;
};

/** @throws ModelError if one of the tensors cannot be read */
export function countsOfPair(reading: ReadingOfPair, signal: AbortSignal): Promise<ComparedCounts> {
  return withBoth(reading, (before, after) => comparedCounts(before, after, signal));
}

/** Counts and map of a pair in a view. @throws ModelError if one of the tensors cannot be read */
export function mapOfPair(reading: ReadingOfPair, view: MatrixView, signal: AbortSignal): Promise<ComparedDrawn> {
  return withBoth(reading, async (before, after) => {
    const counts = await comparedCounts(before, after, signal);
    const engine = reading.engineFor(before.storage.bytes);
    const pyramidOf: Engine['pyramidOf'] = (mask) => engine.pyramidOf(mask, signal);
    const map = await comparedMap(before.mask, after.mask, counts.changes, view, pyramidOf, signal);
    return { counts, map };
  });
}

/** Reads one tensor after the other. Gives their memory back to the engine after use. */
async function withBoth<T>(
  { before, after, engineFor }: ReadingOfPair,
  use: (before: TimedAnalysis, after: TimedAnalysis) => Promise<T>,
): Promise<T> {
  const first = await before();
  const second = await after();
  const result = await use(first, second);
  for (const analysis of [first, second]) engineFor(analysis.storage.bytes).giveBack?.(analysis);
  return result;
}
