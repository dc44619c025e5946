import { ModelError, throwIfCancelled } from '../modelError';
import type { InputChoice } from './inputs';
import type { LiteRt } from './liteRt';
import { type BothRun, compareRun, runModel } from './runBoth';

/** What pruning a single tensor does to the outputs. */
export type Sensitivity<Tensor> = {
  readonly tensor: Tensor;
  /** Undefined if the tensor cannot be pruned, or the pruned model cannot be run. */
  readonly run: BothRun | undefined;
  /** Why there is no run. */
  readonly message?: string;
};

/**
 * Prunes each tensor alone, runs the model and compares the outputs with those of the original.
 * @param original bytes of the model
 * @param prunedAlone bytes of the model with only this tensor pruned. A ModelError that it throws is the message of the tensor
 * @param onResult called for each tensor when its result is known, in the order of `tensors`
 * @throws ModelError if the original cannot be run, `cancelled`
 */
export async function sensitivities<Tensor>(
  liteRt: LiteRt,
  original: Uint8Array,
  tensors: readonly Tensor[],
  prunedAlone: (tensor: Tensor) => Promise<Uint8Array>,
  choice: InputChoice,
  onResult: (result: Sensitivity<Tensor>) => void,
  signal?: AbortSignal,
): Promise<void> {
  const first = await runModel(liteRt, original, choice, undefined, signal);
  for (const tensor of tensors) {
    throwIfCancelled(signal);
    try {
      const run = await compareRun(liteRt, first, await prunedAlone(tensor), undefined, signal);
      onResult({ tensor, run });
    } catch (thrown) {
      if (!(thrown instanceof ModelError) || thrown.code === 'cancelled') throw thrown;
      onResult({ tensor, run: undefined, message: thrown.message });
    }
  }
}

/**
 * How much a run differs: the largest relative difference of its outputs, infinite if a value is finite in one model only. Tensors are ranked
 * by it.
 */
export function impactOf({ outputs }: BothRun): number {
  return Math.max(
    0,
    ...outputs.map(({ differences: { notFinite, relative, largest } }) => {
      if (notFinite > 0) return Number.POSITIVE_INFINITY;
      return relative ?? ((largest ?? 0) > 0 ? Number.POSITIVE_INFINITY : 0);
    }),
  );
}

/** By the difference that pruning makes, the smallest first; tensors without a run last. */
export function ranked<Tensor>(results: readonly Sensitivity<Tensor>[]): readonly Sensitivity<Tensor>[] {
  const impact = ({ run }: Sensitivity<Tensor>) => (run ? impactOf(run) : Number.NaN);
  return [...results].sort((a, b) => {
    const [first, second] = [impact(a), impact(b)];
    if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
    return first === second ? 0 : first - second;
  });
}
