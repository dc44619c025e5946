import { sentenceOf } from '../../modelError';
import type { SparsityReport } from '../../sparsity/report';
import type { FromFrame } from '../messages';

/** Reports that were requested of the frame and have not arrived. */
export function pendingReports() {
  const pending = new Map<number, { resolve(report: SparsityReport): void; reject(reason: Error): void }>();
  let lastId = 0;
  return {
    /** @param send requests the report with this id, if the frame is ready */
    request(send: (id: number) => void): Promise<SparsityReport> {
      const id = ++lastId;
      const report = new Promise<SparsityReport>((resolve, reject) => pending.set(id, { resolve, reject }));
      send(id);
      return report;
    },
    ids: () => [...pending.keys()],
    answer({ id, outcome }: Extract<FromFrame, { type: 'report' }>): void {
      const report = pending.get(id);
      pending.delete(id);
      if ('error' in outcome) report?.reject(new Error(sentenceOf(outcome.error.message)));
      // The schema checks the version only; the frame is trusted to follow it.
      else report?.resolve(outcome.value as unknown as SparsityReport);
    },
    reject(reason: string): void {
      for (const { reject } of pending.values()) reject(new Error(reason));
      pending.clear();
    },
  };
}
