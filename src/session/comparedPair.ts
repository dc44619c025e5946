import { type ComparedCounts, comparedCounts } from '../sparsity/comparison';
import type { Engine } from '../sparsity/engine';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { comparedMap } from '../views/comparedMap';
import type { MatrixView } from '../views/matrixView';
import type { ComparedDrawn } from './session';

/** How the two tensors of a pair are had, each by the same pattern. */
export type ReadingOfPair = {
  before(): Promise<TimedAnalysis>;
  after(): Promise<TimedAnalysis>;
  engineFor(byteLength: number): Engine;
};

/** @throws ModelError when one of the two cannot be read */
export function countsOfPair(reading: ReadingOfPair, signal: AbortSignal): Promise<ComparedCounts> {
  return lookedAt(reading, (before, after) => comparedCounts(before, after, signal));
}

/** The map of a pair in a view, with its figures. @throws ModelError as above */
export function mapOfPair(reading: ReadingOfPair, view: MatrixView, signal: AbortSignal): Promise<ComparedDrawn> {
  return lookedAt(reading, async (before, after) => {
    const counts = await comparedCounts(before, after, signal);
    const engine = reading.engineFor(before.storage.bytes);
    const pyramidOf: Engine['pyramidOf'] = (mask) => engine.pyramidOf(mask, signal);
    const picture = await comparedMap(before.mask, after.mask, counts.changes, view, pyramidOf, signal);
    return { counts, picture };
  });
}

/** Reads one tensor after the other, and gives their memory back once they were looked at. */
async function lookedAt<T>(
  { before, after, engineFor }: ReadingOfPair,
  look: (before: TimedAnalysis, after: TimedAnalysis) => Promise<T>,
): Promise<T> {
  const first = await before();
  const second = await after();
  const seen = await look(first, second);
  for (const analysis of [first, second]) engineFor(analysis.storage.bytes).giveBack?.(analysis);
  return seen;
}
