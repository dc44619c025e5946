import { activationsIn, denseConstant, halfOfBlocks, operatorIn, placeOf, typeIn } from './conditions';
import type { TensorFacts } from './facts';
import type { Finding, Target } from './target';

/**
 * Arm Ethos-U85 with 2 of 4. The Vela compiler encodes the weights of a convolution or FULLY_CONNECTED as 2 of 4 if every 4 consecutive
 * input channels at each kernel position have at least 2 zeros after the zero point, and no weight is outside of -127 to 127. The last
 * block is padded with zeros. One block that breaks this is enough to reject the tensor. Vela then compares estimated cycles, or bytes.
 * It ignores SparsityParameters.
 *
 * Sources: Vela 5.1, https://gitlab.arm.com/artificial-intelligence/ethos-u/ethos-u-vela:
 * ethosu/regor/architecture/ethosu85/ethos_u85_weight_encoder.cpp (SparsityTracker), ethos_u85.cpp (SupportedWeightFormat),
 * ethosu/regor/compiler/scheduler.cpp (EncodeBestWeightFormat).
 */
export const ethosU85: Target = {
  name: 'ethos-u85',
  findings: (facts, use) => [
    operatorIn(use, ['CONV_2D', 'FULLY_CONNECTED']),
    typeIn(facts, ['INT8', 'UINT8']),
    activationsIn(use, ['INT8', 'UINT8', 'INT16']),
    ...denseConstant(facts, use),
    halfOfBlocks(facts, 4),
    range(facts),
  ],
};

function range(facts: TensorFacts): Finding | undefined {
  const { outOfRange, tensor } = facts;
  if (outOfRange === undefined) {
    // Another type or operator fails on its own, and has no range.
    if (tensor.type !== 'INT8' && tensor.type !== 'UINT8') return undefined;
    return { condition: 'range', isOpen: true, message: 'the values were not read' };
  }
  const { count, first } = outOfRange;
  if (!first) return undefined;
  const weights = count === 1 ? 'a weight is' : `${count} weights are outside of -127 to 127, the first is`;
  return {
    condition: 'range',
    at: placeOf(facts, first.element),
    message: `${weights} ${first.steps} after the zero point; expected -127 to 127`,
  };
}
