import type { Analysis } from '../sparsity/analysis';
import type { EngineName } from '../sparsity/engine';
import { overviewOf } from '../views/overview';
import type { Counts } from './session';

/** What the table shows of an analysis. @param milliseconds in the engine */
export function countsOf({ mask, summary }: Analysis, engine: EngineName, milliseconds: number): Counts {
  const { nonzeros, blocks, conformingBlocks, zeroBlocks } = summary;
  const counted = { nonzeros, blocks, conformingBlocks, ...(zeroBlocks && { zeroBlocks }) };
  return { ...counted, engine, milliseconds, overview: overviewOf(mask, summary) };
}
