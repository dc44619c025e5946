import { activationsIn, denseConstant, operatorIn, typeIn } from './conditions';
import type { Target } from './target';

/**
 * Weight compression of Arm Ethos-U55, U65 and U85. Vela compresses all 8-bit weights without loss. Runs of zeros and few different values
 * make the result smaller, whatever the pattern of the zeros. There is no formula for the size.
 *
 * Sources: Vela 5.1, https://gitlab.arm.com/artificial-intelligence/ethos-u/ethos-u-vela: ethosu/mlw_codec/source/mlw_encode.c,
 * SUPPORTED_OPS.md.
 */
export const ethosUCompression: Target = {
  name: 'ethos-u-compression',
  findings: (facts, use) => [
    operatorIn(use, ['CONV_2D', 'DEPTHWISE_CONV_2D', 'TRANSPOSE_CONV', 'FULLY_CONNECTED']),
    typeIn(facts, ['INT8', 'UINT8']),
    activationsIn(use, ['INT8', 'UINT8', 'INT16']),
    ...denseConstant(facts, use),
    facts.nonzeros < facts.elements
      ? undefined
      : { condition: 'sparsity', message: 'there are no zeros that compression could use' },
  ],
};
