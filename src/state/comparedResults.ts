import type { ComparedCounts } from '../sparsity/comparison';
import type { ComparedResult, Comparison } from './comparison';
import { clauseOf } from './problem';
import type { AppStore } from './store';

/** Changes fields of the comparison, if there is one. */
export function updateComparison({ setState }: AppStore, changed: (current: Comparison) => Partial<Comparison>): void {
  setState(({ comparison }) => ({ comparison: comparison && { ...comparison, ...changed(comparison) } }));
}

/** @param key of the tensor in the open model */
export function setComparedResult(store: AppStore, key: string, result: ComparedResult): void {
  updateComparison(store, ({ results }) => ({ results: new Map([...results, [key, result]]) }));
}

/** The result of comparing a pair. Never rejects. */
export async function comparedResultOf(counts: Promise<ComparedCounts>): Promise<ComparedResult> {
  try {
    return { phase: 'done', ...(await counts) };
  } catch (thrown) {
    return failureOf(thrown);
  }
}

export function failureOf(thrown: unknown): ComparedResult {
  return { phase: 'failed', message: clauseOf(thrown) };
}
