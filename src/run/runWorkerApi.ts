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
  /** Whether operators with weights compute with floating-point numbers. */
  readonly hasFloats: boolean;
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
      const outcome = await outcomeOf(bothReport(start, before, after, choice, onProgress));
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
      return outcomeOf(start().then((liteRt) => sensitivities(liteRt, original, tensors, pruned, choice, onResult)));
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
  const hasFloats = [...first!, ...second!].some(({ arithmetic }) => arithmetic.endsWith('float'));
  return { ...run, changes: arithmeticChanges(first!, second!), hasFloats };
}
