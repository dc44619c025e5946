import { useMemo } from 'react';
import type { TensorStatus } from '../../sparsity/status';
import { breaksRequirement } from '../../state/requirement';
import { type Sort, tableRows } from '../../state/tableRows';
import { tensorStatus, tensorStatuses } from '../../state/tensorStatus';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';

/** The rows that search and status filter find, sorted. Without any of these they do not depend on results. */
export function useTensorRows(
  tensors: readonly WeightTensor[],
  query: string,
  status: TensorStatus | undefined,
  sort: Sort,
): readonly WeightTensor[] {
  const followed = query !== '' || status !== undefined || sort.column !== 'model';
  const results = useApp((state) => (followed ? state.results : undefined));
  const compared = useApp(({ comparison }) => (sort.column === 'change' ? comparison?.results : undefined));
  const pattern = useApp((state) => state.pattern);
  return useMemo(() => {
    if (!results) return tensors;
    const found = tableRows(tensors, results, pattern, query, sort, compared);
    if (!status) return found;
    return found.filter((tensor) => tensorStatus(tensor, results.get(tensorKey(tensor)), pattern) === status);
  }, [tensors, results, compared, pattern, query, status, sort]);
}

export type StatusCount = {
  readonly count: number;
  /** Whether a tensor with the status breaks the required pattern: its dot is red. */
  readonly broken: boolean;
};

/** The number of tensors with each status, in the order of `tensorStatuses`. */
export function useStatusCounts(tensors: readonly WeightTensor[]): ReadonlyMap<TensorStatus, StatusCount> {
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  const required = useApp((state) => state.required);
  const goal = useApp((state) => state.goal);
  const worths = useApp((state) => state.worths);
  return useMemo(() => {
    const counts = new Map(tensorStatuses.map((status) => [status, { count: 0, broken: false }]));
    for (const tensor of tensors) {
      const status = tensorStatus(tensor, results.get(tensorKey(tensor)), pattern);
      if (!status) continue;
      const { count, broken } = counts.get(status)!;
      const breaks = broken || breaksRequirement(tensor, { results, pattern, required, goal, worths });
      counts.set(status, { count: count + 1, broken: breaks });
    }
    return new Map([...counts].filter(([, { count }]) => count > 0));
  }, [tensors, results, pattern, required, goal, worths]);
}
