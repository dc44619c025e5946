import { ByteBuffer } from 'flatbuffers';
import { expect, it } from 'vitest';
import type { PlannedTensor } from '../../src/rewrite/plan';
import { BuiltinOperator } from '../../src/tflite/schema/tflite/builtin-operator';
import { Model } from '../../src/tflite/schema/tflite/model';
import { buildModel, type OperatorDescription, storedSparse, type TensorDescription } from '../support/buildModel';
import { denseLayer } from '../support/openBytes';
import { rewritten } from '../support/rewritten';

/** The operators of a model, each with its version: `FULLY_CONNECTED 8`. */
function operatorsIn(bytes: Uint8Array): string[] {
  const model = Model.getRootAsModel(new ByteBuffer(bytes));
  const graph = model.subgraphs(0)!;
  return Array.from({ length: graph.operatorsLength() }, (_, i) => {
    const code = model.operatorCodes(graph.operators(i)!.opcodeIndex())!;
    const builtin = Math.max(code.builtinCode(), code.deprecatedBuiltinCode());
    return `${code.customCode() ?? BuiltinOperator[builtin]} ${code.version()}`;
  });
}

/** The operators after the weights of a FULLY_CONNECTED are stored in another way. */
async function stored(
  weights: TensorDescription,
  operator: OperatorDescription,
  encoding: PlannedTensor['encoding'],
): Promise<string[]> {
  const { tensors, operators, ...model } = denseLayer({ shape: [4, 32], ...weights });
  const description = { ...model, tensors, operators: [{ ...operators![0], ...operator }] };
  const { bytes } = await rewritten(buildModel(description), [{ subgraph: 0, tensor: 1, encoding }]);
  return operatorsIn(bytes);
}

const data = Array.from({ length: 128 }, (_, i) => (i % 5 === 0 ? i : 0));
const scale = { quantization: { scale: [0.5], zeroPoint: [0] } };
const rows = storedSparse(data, [4, 32], { formats: 'dc' });
const blocks = storedSparse(data, [4, 32], { formats: 'dcd', blockMap: [1], blockSizes: [16] });
const hybrid = { type: 'INT8', ...scale } as const;

it.each([1, 8, 9, 12])(
  'sets the version of FULLY_CONNECTED that reads stored-sparse weights from %i to 8',
  async (version) => {
    expect(await stored({ data }, { version }, 'csr')).toEqual(['FULLY_CONNECTED 8']);
    expect(await stored({ ...hybrid, data }, { version }, 'block:1x16')).toEqual(['FULLY_CONNECTED 8']);
  },
);

it.each<[string, TensorDescription, OperatorDescription, number]>([
  ['FLOAT32', rows, {}, 1],
  ['FLOAT32 without bias', rows, { inputs: [0, 1] }, 6],
  ['FLOAT32 with all dimensions', rows, { options: { keepNumDims: true } }, 5],
  ['INT8 and FLOAT32', { ...hybrid, ...blocks }, {}, 3],
  ['asymmetric', { ...hybrid, ...blocks }, { options: { asymmetricQuantizeInputs: true } }, 9],
  ['a scale per row', { ...hybrid, ...blocks, quantization: { scale: [1, 2, 3, 4] } }, {}, 12],
])('sets the version of FULLY_CONNECTED for dense weights: %s', async (_, weights, operator, version) => {
  const before = { ...operator, version: 8 };
  expect(await stored(weights, before, 'dense')).toEqual([`FULLY_CONNECTED ${version}`]);
  expect(await stored({ ...weights }, { ...before, version: 11 }, 'dense')).toEqual(['FULLY_CONNECTED 11']);
});

it('sets the version for dense weights also where DENSIFY computes them', async () => {
  expect(await stored(rows, { version: 8 }, 'block:1x16')).toEqual(['DENSIFY 1', 'FULLY_CONNECTED 1']);
});

it('has one operator code for all tensors of TFLM_DECODE, also if the model had it before', async () => {
  const weights = { type: 'INT8', shape: [4, 32], data } as const;
  const layer = denseLayer({ name: 'a', ...weights }, { name: 'b', ...weights }, {});
  const model = buildModel({
    ...layer,
    operators: [...layer.operators!, { code: 'FULLY_CONNECTED', inputs: [0, 3, -1], outputs: [4] }],
  });
  const encoding = 'tflm-decode';
  const codes = (bytes: Uint8Array) => Model.getRootAsModel(new ByteBuffer(bytes)).operatorCodesLength();
  const first = await rewritten(model, [{ subgraph: 0, tensor: 1, encoding }]);
  expect(codes(first.bytes)).toBe(2);
  const both = [1, 3].map((tensor) => ({ subgraph: 0, tensor, encoding }) as const);
  const once = await rewritten(model, both);
  const twice = await rewritten(first.bytes, both.slice(1));
  for (const { bytes } of [once, twice]) {
    expect(codes(bytes)).toBe(2);
    expect(operatorsIn(bytes).toSorted()).toEqual([
      ...['FULLY_CONNECTED 1', 'FULLY_CONNECTED 1'],
      ...['TFLM_DECODE 1', 'TFLM_DECODE 1'],
    ]);
  }
});
