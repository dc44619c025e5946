import type { Engine } from './engine';
import type { Mask } from './mask';
import type { Pattern } from './pattern';
import { enginePattern, type Summary, summaryBy } from './summary';

/** Counts of a mask that is there already. */
export async function summaryOfMask(
  engine: Pick<Engine, 'summaryOf'>,
  mask: Mask,
  pattern: Pattern,
  signal?: AbortSignal,
): Promise<Summary> {
  return summaryBy(pattern, { mask, summary: await engine.summaryOf(mask, enginePattern(pattern), signal) });
}
