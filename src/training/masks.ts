import { prunedTensor } from '../pruning/prunedTensor';
import type { PruningGoal } from '../pruning/pruningGoal';
import type { WeightValues } from '../pruning/weightValues';
import { isNonZero } from '../sparsity/mask';

/**
 * At least `zeros` zeros in every `of` weights along the input channels: `sparsity_m_by_n=(zeros, of)` of `prune_low_magnitude` in the TensorFlow
 * Model Optimization Toolkit.
 */
export function sparsityMByN(zeros: number, of: number): PruningGoal {
  return { pattern: { zeros, of } };
}

/** A share of zeros over the complete tensor, 0 to 1, from the first step on: `ConstantSparsity(sparsity, begin_step=0)` of the toolkit. */
export function constantSparsity(sparsity: number): PruningGoal {
  return { sparsity };
}

/**
 * The mask of a layer by the magnitude of its weights: 1 = kept, 0 = pruned.
 * @param values weights in TensorFlow's layout, [height, width, inputs, outputs] or [inputs, outputs]
 * @returns the same layout
 */
export async function trainingMask(
  values: Float32Array,
  shape: readonly number[],
  goal: PruningGoal,
): Promise<Float32Array> {
  const [inputs, outputs] = shape.slice(-2);
  const taps = values.length / (inputs * outputs);
  const blockSize = 'pattern' in goal ? goal.pattern.of : 1;
  const { mask } = await prunedTensor(inputChannelRows(values, taps, inputs, outputs), goal, blockSize);
  const kept = new Float32Array(values.length);
  for (let index = 0, row = 0; row < mask.rowCount; row++) {
    const [output, tap] = [Math.floor(row / taps), row % taps];
    index = tap * inputs * outputs + output;
    for (let input = 0; input < inputs; input++, index += outputs) {
      if (isNonZero(mask, row, input)) kept[index] = 1;
    }
  }
  return kept;
}

/** The weights as .tflite files hold them: a row per output and tap, a column per input channel. */
function inputChannelRows(values: Float32Array, taps: number, inputs: number, outputs: number): WeightValues {
  return {
    rowCount: outputs * taps,
    columnCount: inputs,
    async *parts() {
      const row = new Float64Array(inputs);
      for (let first = 0, output = 0; output < outputs; output++) {
        for (let tap = 0; tap < taps; tap++, first += inputs) {
          const start = tap * inputs * outputs + output;
          for (let input = 0; input < inputs; input++) row[input] = values[start + input * outputs];
          yield { first, values: row };
        }
      }
    },
  };
}
