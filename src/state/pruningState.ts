import type { Energy } from '../pruning/prunedTensor';
import type { PruningGoal } from '../pruning/pruningGoal';
import type { Prediction } from '../session/prediction';
import type { TensorMap } from '../views/tensorMap';

/** A what-if: tensors are pruned to a goal. Results and verdicts stay those of the file. */
export type PruningState = {
  readonly goal: PruningGoal;
  /** Of the tensor on screen. */
  readonly prediction: PredictionState;
  /** Of all tensors, once the reader requests it. */
  readonly tensors: PrunedTensors | undefined;
};

type PredictionState =
  | { readonly phase: 'loading'; readonly share: number }
  /** `tensorMap`: the map that the prediction belongs to. */
  | { readonly phase: 'ready'; readonly tensorMap: TensorMap; readonly prediction: Prediction }
  | { readonly phase: 'failed'; readonly message: string };

/** The energy that each tensor would keep. */
export type PrunedTensors = {
  readonly total: number;
  readonly isRunning: boolean;
  /** By tensor key; a message for a tensor that cannot be read. */
  readonly results: ReadonlyMap<string, Energy | string>;
};
