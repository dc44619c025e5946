import * as tf from '@tensorflow/tfjs-core';
import type { PruningGoal } from '../pruning/pruningGoal';
import { constantSparsity, sparsityMByN, trainingMask } from './masks';
import type { Network } from './network';
import { type Name, shapes } from './shapes';

/** What each pruned layer is pruned to. */
export type PruningPlan = Partial<Record<Name, PruningGoal>>;

/** The plan of TensorFlow's tutorial "Structural pruning of weights from your model with 2 by 4 sparsity". */
export const tutorialPruning: PruningPlan = {
  firstFilter: constantSparsity(0.5),
  secondFilter: sparsityMByN(2, 4),
  denseKernel: sparsityMByN(2, 4),
};

/** The masks of a network in training. */
export type Pruning = {
  /** Sets the pruned weights to zero again. Call it after each update: the optimizer does not know the masks. */
  apply(): void;
  /** Ends pruning, as `strip_pruning` of the toolkit does. The zeros stay in the weights, and the masks are disposed. */
  strip(): void;
};

/**
 * Prunes layers of a network while it trains, as `prune_low_magnitude` of the TensorFlow Model Optimization Toolkit does: the masks follow from the
 * magnitudes at the first step, and are applied now and after each update. With both goals the toolkit computes the same masks in later steps,
 * because pruned weights are the smallest ones.
 *
 * Source: tensorflow_model_optimization/python/core/sparsity/keras/pruning_impl.py and pruning_callbacks.py.
 */
export async function pruneLowMagnitude(network: Network, plan: PruningPlan): Promise<Pruning> {
  const masks: [Name, tf.Tensor][] = [];
  for (const [name, goal] of Object.entries(plan) as [Name, PruningGoal][]) {
    const values = (await network[name].data()) as Float32Array;
    masks.push([name, tf.tensor(await trainingMask(values, shapes[name], goal), [...shapes[name]])]);
  }

  function apply(): void {
    tf.tidy(() => {
      for (const [name, mask] of masks) network[name].assign(tf.mul(network[name], mask));
    });
  }

  apply();
  return {
    apply,
    strip() {
      apply();
      tf.dispose(masks.map(([, mask]) => mask));
      masks.length = 0;
    },
  };
}
