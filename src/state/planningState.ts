import type { TensorChange } from '../rewrite/defaultTensors';
import type { Restrictions } from '../rewrite/restrictions';
import type { RewritingSummary } from '../session/questionData';
import type { TargetName } from '../sparsity/targetResult';

/** The plan that the reader makes for the open model, in the mode "Prune". */
export type PlanningState = {
  /** Whether the page shows the plan. A closed plan is kept. */
  readonly isOpen: boolean;
  /** Changes by tensor key. Other tensors stay as they are. */
  readonly changes: ReadonlyMap<string, TensorChange>;
  /** The change that the form applies. */
  readonly rule: TensorChange;
  /** By tensor key, once they are known. */
  readonly restrictions: ReadonlyMap<string, Restrictions> | undefined;
  /** Whether the reader agreed that all of a large model is read. */
  readonly isAgreed: boolean;
  readonly prediction: PlanPrediction;
};

/** Changes parts of the plan of the open model; nothing without one. */
export type ChangePlanning = (part: Partial<PlanningState>) => void;

/** What the plan does to the file. */
export type PlanPrediction =
  /** There are no changes, or the reader was not asked yet. */
  | { readonly phase: 'none' }
  | { readonly phase: 'loading'; readonly share: number }
  | {
      readonly phase: 'ready';
      readonly rewriting: RewritingSummary;
      readonly targets: readonly TargetChange[] | undefined;
    }
  | { readonly phase: 'failed'; readonly message: string };

/** How many of the tensors that change are eligible for a target. */
export type TargetChange = {
  readonly target: TargetName;
  readonly before: number;
  readonly after: number;
  readonly of: number;
};
