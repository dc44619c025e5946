import { ModelError } from '../modelError';
import type { Counts } from '../session/questionData';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { clauseOf } from './problem';
import type { AppStore, TensorResult } from './store';

/** Results of tensors that are not read yet, by key. */
export function waitingResults(tensors: readonly WeightTensor[]): Map<string, TensorResult> {
  return new Map(tensors.map((tensor) => [tensorKey(tensor), { phase: 'waiting' }]));
}

/** Replaces results by key. */
export function setResults({ setState }: AppStore, changed: Iterable<readonly [string, TensorResult]>): void {
  setState(({ results }) => ({ results: new Map([...results, ...changed]) }));
}

/** The result of counting a tensor. Never rejects. */
export async function resultOf(counts: Promise<Counts>): Promise<TensorResult> {
  try {
    return { phase: 'done', counts: await counts };
  } catch (thrown) {
    const mayPass = thrown instanceof ModelError && thrown.mayPass;
    return { phase: 'failed', message: clauseOf(thrown), ...(mayPass && { mayPass: true }) };
  }
}
