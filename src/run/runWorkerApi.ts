import { handedOver, type Outcome, outcomeOf, valueIn } from '../session/runningJobs';
import { type ArithmeticChange, arithmeticChanges, weightedOperators } from './arithmetic';
import type { InputChoice } from './inputs';
import type { LiteRt } from './liteRt';
import { type BothRun, type RunProgress, runBoth } from './runBoth';
import { type Sensitivity, sensitivities } from './sensitivity';

/** How two models ran, and why they can differ apart from the values of their weights. */
export type BothReport = BothRun & {
  /** See arithmeticChanges. */
  readonly changes: readonly ArithmeticChange[] | undefined;
};

/** What the worker exposes to the page. A worker does one job, and then ends. */
export type RunWorkerApi = ReturnType<typeof runWorkerApi>;

/** @param start starts LiteRT */
export function runWorkerApi(start: () => Promise<LiteRt>) {
  return {
    async runBoth(
      before: Uint8Array,
      after: Uint8Array,
      choice: InputChoice,
      onProgress: RunProgress,
    ): Promise<Outcome<BothReport>> {
      const sent = sentBeforeEnd();
      const report = bothReport(
        start,
        before,
        after,
        choice,
        seldom((...counts) => sent.add(onProgress(...counts))),
      );
      const outcome = await outcomeOf(report.finally(sent.all));
      return handedOver(outcome, ({ outputs }) =>
        outputs.flatMap(({ shown }) => [shown.before.buffer as ArrayBuffer, shown.after.buffer as ArrayBuffer]),
      );
    },
    /** @param prunedAlone bytes of the model with only one tensor pruned, by the number of the tensor */
    sensitivities(
      original: Uint8Array,
      count: number,
      prunedAlone: (tensor: number) => Promise<Outcome<Uint8Array>>,
      choice: InputChoice,
      onResult: (result: Sensitivity<number>) => void,
    ): Promise<Outcome<void>> {
      const tensors = Array.from({ length: count }, (_, index) => index);
      const pruned = async (tensor: number) => valueIn(await prunedAlone(tensor));
      const sent = sentBeforeEnd();
      const work = start().then((liteRt) =>
        sensitivities(liteRt, original, tensors, pruned, choice, (result) => sent.add(onResult(result))),
      );
      return outcomeOf(work.finally(sent.all));
    },
  };
}

async function bothReport(
  start: () => Promise<LiteRt>,
  before: Uint8Array,
  after: Uint8Array,
  choice: InputChoice,
  onProgress: RunProgress,
): Promise<BothReport> {
  const [first, second] = await Promise.all([before, after].map(weightedOperators));
  const run = await runBoth(await start(), { before, after }, choice, onProgress);
  return { ...run, changes: arithmeticChanges(first!, second!) };
}

/**
 * Callbacks of the page have ports of their own, so their calls can arrive after the end of the job, when the worker is gone. A call returns a
 * promise that is settled when the page has received it.
 */
function sentBeforeEnd() {
  const calls: unknown[] = [];
  return {
    add: (call: unknown): void => void calls.push(call),
    all: async (): Promise<void> => void (await Promise.all(calls)),
  };
}

// More often, the page would render more often than it can show.
const millisecondsBetween = 200;

/** Passes on progress now and then, and at the end. */
function seldom(onProgress: RunProgress): RunProgress {
  let last = 0;
  return (done, total) => {
    const now = performance.now();
    if (done < total && now - last < millisecondsBetween) return;
    last = now;
    onProgress(done, total);
  };
}
