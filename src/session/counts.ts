import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { overviewOf } from '../views/overview';
import type { Counts } from './session';

/** The figures of an analysis for the table. */
export function countsOf({ mask, summary, engine, milliseconds }: Omit<TimedAnalysis, 'storage'>): Counts {
  const { nonzeros, blocks, conformingBlocks, zeroBlocks } = summary;
  const counts = { nonzeros, blocks, conformingBlocks, ...(zeroBlocks && { zeroBlocks }) };
  return { ...counts, engine, milliseconds, overview: overviewOf(mask, summary) };
}
