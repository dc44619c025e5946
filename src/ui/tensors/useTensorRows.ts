import { useMemo } from 'react';
import type { TensorStatus } from '../../sparsity/status';
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

/** The number of tensors with each status, in the order of `tensorStatuses`. */
export function useStatusCounts(tensors: readonly WeightTensor[]): ReadonlyMap<TensorStatus, number> {
  const results = useApp((state) => state.results);
  const pattern = useApp((state) => state.pattern);
  return useMemo(() => {
    const counts = new Map(tensorStatuses.map((status) => [status, 0]));
    for (const tensor of tensors) {
      const status = tensorStatus(tensor, results.get(tensorKey(tensor)), pattern);
      if (status) counts.set(status, counts.get(status)! + 1);
    }
    return new Map([...counts].filter(([, count]) => count > 0));
  }, [tensors, results, pattern]);
}
