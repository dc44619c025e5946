import { expect, it } from 'vitest';
import { memorySource } from '../../src/bytes/byteSource';
import { openModelFile } from '../../src/tflite/modelFile';
import { buildModel, type OperatorDescription } from '../support/buildModel';

async function parsed(operator: OperatorDescription) {
  const file = buildModel({
    tensors: [{}, {}, {}],
    operators: [{ ...operator, inputs: [0, 1], outputs: [2] }],
    outputs: [2],
  });
  return (await openModelFile(memorySource('a.tflite', file))).model.subgraphs[0];
}

it.each(['CONV_2D', 'DEPTHWISE_CONV_2D'] as const)('reads padding, stride and dilation of %s', async (code) => {
  const options = { padding: 'VALID', stride: [2, 3], dilation: [4, 5] } as const;
  const { operators } = await parsed({ code, options });
  expect(operators[0].options).toEqual({ window: options });
});

it('leaves out the options of a convolution without them', async () => {
  const { operators } = await parsed({ code: 'CONV_2D', options: null });
  expect(operators[0].options).toBeUndefined();
});

it('reads the outputs of a subgraph', async () => {
  expect((await parsed({ code: 'ADD' })).outputs).toEqual([2]);
});
