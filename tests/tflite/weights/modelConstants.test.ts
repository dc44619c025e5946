import { describe, expect, it } from 'vitest';
import { memorySource } from '../../../src/bytes/byteSource';
import { openModelFile } from '../../../src/tflite/modelFile';
import { modelConstants } from '../../../src/tflite/weights/modelConstants';
import { buildModel, type ModelDescription, type TensorDescription } from '../../support/buildModel';
import { recordedSource } from '../../support/recordedSource';

const constant: TensorDescription = { name: 'w', shape: [16, 4], type: 'INT8', data: new Uint8Array(64) };
const input: TensorDescription = { name: 'input', shape: [1, 4] };

/** The counted constants as `tensor bytes: operator, listed or the reason`. */
async function counted(description: ModelDescription, exact = true): Promise<string[]> {
  const file = await openModelFile(memorySource('a.tflite', buildModel({ inputs: [0], ...description })));
  const constants = (await modelConstants(file, exact)).counted;
  return constants.map(({ tensor, bytes, operator, because, listedAs, variable }) => {
    const how = because ?? `listed as ${listedAs}`;
    return `${tensor} ${bytes}: ${operator || 'none'}, ${how}${variable === undefined ? '' : ` ${variable}`}`;
  });
}

describe('coverage counts', () => {
  it('weights as listed', async () => {
    const model = { tensors: [input, constant], operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1] }] } as const;
    expect(await counted(model)).toEqual(['1 64: FULLY_CONNECTED, listed as 1']);
    expect(await counted(model, false)).toEqual(['1 64: FULLY_CONNECTED, listed as 1']);
  });

  it('other constants by their first user', async () => {
    const tensors = [input, constant, constant];
    const operators = [
      { code: 'MUL', inputs: [0, 1] },
      { code: 'ADD', inputs: [0, 1] },
    ] as const;
    expect(await counted({ tensors, operators })).toEqual(['1 64: MUL, operator', '2 64: none, no-operator']);
  });

  it('only rank 2 or more with at least 64 elements', async () => {
    const small: TensorDescription = { ...constant, shape: [9, 7], data: new Uint8Array(63) };
    const list: TensorDescription = { ...constant, shape: [64] };
    expect(await counted({ tensors: [input, small, list] })).toEqual([]);
  });

  it('no variables, and no tensors without data', async () => {
    const variable: TensorDescription = { ...constant, isVariable: true };
    const computed: TensorDescription = { name: 'computed', shape: [16, 4], type: 'INT8', data: {} };
    expect(await counted({ tensors: [input, variable, computed] })).toEqual([]);
  });

  it('the list of bytes of a custom operator of unknown format', async () => {
    const list: TensorDescription = { ...constant, shape: [64] };
    const used = (custom: string) => counted({ tensors: [input, list], operators: [{ custom, inputs: [0, -1, 1] }] });
    expect(await used('MyPackedConv')).toEqual(['1 64: CUSTOM:MyPackedConv, operator']);
    // Its input 2 is the bias.
    expect(await used('Convolution2DTransposeBias')).toEqual([]);
  });

  it.each(['ethos-u', 'edgetpu-custom-op', 'NeutronGraph', 'XC_conv2d_v2', 'DISPATCH_OP'])(
    'the list of bytes of the compiled operator %s',
    async (custom) => {
      const list: TensorDescription = { ...constant, shape: [64] };
      const model = { tensors: [input, list], operators: [{ custom, inputs: [0, 1] }] };
      expect(await counted(model)).toEqual([`1 64: CUSTOM:${custom}, compiled`]);
    },
  );

  it('initial values of variables, with the name of the variable', async () => {
    const tensors = [input, { name: 'handle', type: 'RESOURCE' as const }, constant];
    const assigned = (sharedName: string) =>
      counted({
        tensors,
        operators: [
          { code: 'VAR_HANDLE', outputs: [1], options: { sharedName } },
          { code: 'ASSIGN_VARIABLE', inputs: [1, 2] },
        ],
      });
    expect(await assigned('kernel')).toEqual(['2 64: ASSIGN_VARIABLE, variable kernel']);
    expect(await assigned('')).toEqual(['2 64: ASSIGN_VARIABLE, variable handle']);
  });

  it('unreadable buffers with 0 bytes', async () => {
    const cut: TensorDescription = { ...constant, data: { offset: 1000, size: 1e6 } };
    const operators = [{ code: 'MUL', inputs: [0, 1] }] as const;
    expect(await counted({ tensors: [input, cut], operators })).toEqual(['1 0: MUL, unreadable']);
  });

  it('the stored bytes, not those of the shape', async () => {
    const longer: TensorDescription = { ...constant, data: new Uint8Array(100) };
    expect(await counted({ tensors: [input, longer] })).toEqual(['1 100: none, no-operator']);
    expect(await counted({ tensors: [input, longer] }, false)).toEqual(['1 64: none, no-operator']);
  });

  it('the encoded tensor of TFLM_DECODE as its output', async () => {
    const output: TensorDescription = { name: 'decoded', shape: [16, 8], type: 'INT8' };
    const ancillary: TensorDescription = { name: 'ancillary', shape: [16], type: 'UINT8', data: new Uint8Array(16) };
    const model: ModelDescription = {
      tensors: [input, constant, ancillary, output],
      operators: [
        { custom: 'TFLM_DECODE', inputs: [1, 2], outputs: [3] },
        { code: 'FULLY_CONNECTED', inputs: [0, 3, -1] },
      ],
    };
    expect(await counted(model)).toEqual(['1 64: CUSTOM:TFLM_DECODE, listed as 3']);
  });
});

it.each([
  ['an activation', 0, 0],
  ['a constant', 1, 1],
])('the permutation of a TRANSPOSE of %s takes %i reads', async (_, transposed, reads) => {
  const permutation: TensorDescription = { type: 'INT32', shape: [2], data: [0, 1] };
  const model: ModelDescription = {
    tensors: [input, constant, permutation, { name: 'transposed', shape: [16, 4] }],
    operators: [{ code: 'TRANSPOSE', inputs: [transposed, 2], outputs: [3] }],
    inputs: [0],
  };
  const source = recordedSource(buildModel(model));
  const file = await openModelFile(source);
  const before = source.reads.length;
  await modelConstants(file, false);
  expect(source.reads.length - before).toBe(reads);
});
