import type { Engine } from './engine';
import type { Mask } from './mask';
import type { Pattern } from './pattern';
import { enginePattern, type Summary, summaryBy } from './summary';

/** The summary of an existing mask. @throws ModelError `cancelled` */
export async function summaryOfMask(
  engine: Pick<Engine, 'summaryOf'>,
  mask: Mask,
  pattern: Pattern,
  signal?: AbortSignal,
): Promise<Summary> {
  return summaryBy(pattern, { mask, summary: await engine.summaryOf(mask, enginePattern(pattern), signal) });
}
