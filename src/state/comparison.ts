import type { Coloring } from '../heatmap/coloring';
import type { ModelOrigin, SessionModel } from '../session/session';
import type { ComparedCounts } from '../sparsity/comparison';
import type { Pairing } from '../sparsity/pairing';
import { type Pattern, patternText } from '../sparsity/pattern';
import type { ComparedMap } from '../views/comparedMap';
import type { TensorMap } from '../views/tensorMap';

/** A second model that the open one is compared with. */
export type Comparison = {
  readonly model: SessionModel;
  readonly origin: ModelOrigin;
  readonly pairing: Pairing;
  /** True while pairs other than the one on screen are not read: large models are read on request. */
  readonly unread: boolean;
  /** By key of the tensor in the open model. */
  readonly results: ReadonlyMap<string, ComparedResult>;
  /** The compared map of the tensor on screen. */
  readonly shown: { readonly tensorMap: TensorMap; readonly compared: ComparedMap } | undefined;
};

export type ComparedResult =
  | ({ readonly phase: 'done' } & ComparedCounts)
  | { readonly phase: 'failed'; readonly message: string };

/** Whether the changes of a pair are known, and its counts for this pattern. */
export function isCompared(result: ComparedResult | undefined, pattern: Pattern): boolean {
  return result?.phase === 'failed' || (result !== undefined && patternText(result.pattern) === patternText(pattern));
}

/**
 * The state while a second model is expected. The coloring changes before the model is open, so that the legend keeps its height. A coloring
 * other than the default is kept, and so is one that a link has chosen.
 */
export function comparisonExpected(
  coloring: Coloring,
  compareNext: ModelOrigin | undefined,
  isChosen = false,
): { readonly compareNext: ModelOrigin | undefined; readonly coloring: Coloring } {
  if (!compareNext) return { compareNext, coloring: withoutComparison(coloring) };
  return { compareNext, coloring: coloring === 'nonzero' && !isChosen ? 'compare' : coloring };
}

/** The coloring when no second model is open. */
export function withoutComparison(coloring: Coloring): Coloring {
  return coloring === 'compare' ? 'nonzero' : coloring;
}
