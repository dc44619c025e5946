import type { SparsityReport } from '../../sparsity/report';
import type { FromFrame } from '../messages';

/** Reports that were asked for and have not come yet. */
export function reportsAsked() {
  const waiting = new Map<number, { resolve(report: SparsityReport): void; reject(reason: Error): void }>();
  let last = 0;
  return {
    /** @param send asks the frame, if it can be asked already */
    ask(send: (id: number) => void): Promise<SparsityReport> {
      const id = ++last;
      const report = new Promise<SparsityReport>((resolve, reject) => waiting.set(id, { resolve, reject }));
      send(id);
      return report;
    },
    ids: () => [...waiting.keys()],
    answer({ id, outcome }: Extract<FromFrame, { type: 'report' }>): void {
      const asked = waiting.get(id);
      waiting.delete(id);
      if ('error' in outcome) asked?.reject(new Error(outcome.error.message));
      // The schema has looked at the version; what a report of that version holds is the frame's promise.
      else asked?.resolve(outcome.value as unknown as SparsityReport);
    },
    reject(why: string): void {
      for (const { reject } of waiting.values()) reject(new Error(why));
      waiting.clear();
    },
  };
}
