import { ModelError } from '../modelError';
import type { ModelFile } from './modelFile';
import { dataRanges } from './tensorData';

/**
 * Checks that a file contains the data of all constants in it. A file that is being written can have readable records, because those can come
 * before the weights.
 * @throws ModelError `truncated`, `cancelled`, and those of the source
 */
export async function checkComplete({ metadata, model }: ModelFile, signal?: AbortSignal): Promise<void> {
  const tensors = model.subgraphs.flatMap((subgraph) => subgraph.tensors);
  const ranges = await dataRanges(metadata, model, tensors, signal);
  const problems = [...tensors.map(({ problem }) => problem), ...ranges];
  const missing = problems.find((problem) => problem instanceof ModelError && problem.code === 'truncated');
  if (missing) throw missing;
}
