import {
  type BufferDescription,
  type ModelDescription,
  type OperatorDescription,
  type OperatorName,
  operatorCodes,
  type SubgraphDescription,
  type TensorDescription,
} from './modelDescription';
import type { Draw } from './randomDraw';
import { randomWeights, randomZeroPoints, type StoredWeights } from './randomWeights';

/** A weight tensor of a random model, as a reader must find it. */
export type RandomWeight = StoredWeights & {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  /** By element; no matter to floats. */
  readonly zeroPoints: readonly bigint[];
  /** In the order of the operators. */
  readonly users: readonly {
    readonly index: number;
    readonly code: OperatorName;
    readonly inputChannelsLast: boolean;
  }[];
};

export type RandomModel = { readonly description: ModelDescription; readonly weights: readonly RandomWeight[] };

/** For some operators with weights, an input that can be constant, and whether the last dimension is the input channels. */
const weightUses: readonly {
  readonly code: OperatorName;
  readonly input: number;
  readonly inputChannelsLast: boolean;
}[] = [
  { code: 'CONV_2D', input: 1, inputChannelsLast: true },
  { code: 'FULLY_CONNECTED', input: 1, inputChannelsLast: true },
  { code: 'TRANSPOSE_CONV', input: 1, inputChannelsLast: true },
  { code: 'DEPTHWISE_CONV_2D', input: 1, inputChannelsLast: false },
  { code: 'CONV_3D', input: 1, inputChannelsLast: false },
  { code: 'CONV_3D_TRANSPOSE', input: 1, inputChannelsLast: false },
  { code: 'EMBEDDING_LOOKUP', input: 1, inputChannelsLast: false },
  { code: 'UNIDIRECTIONAL_SEQUENCE_LSTM', input: 16, inputChannelsLast: true },
  { code: 'BIDIRECTIONAL_SEQUENCE_LSTM', input: 47, inputChannelsLast: true },
  { code: 'RNN', input: 2, inputChannelsLast: true },
  { code: 'SVDF', input: 2, inputChannelsLast: false },
];

/** Weights that several tensors share, also as zero points of others. */
type SharedBuffer = StoredWeights & { readonly buffer: number };

export function randomModel(draw: Draw): RandomModel {
  const buffers: BufferDescription[] = [];
  const stored: SharedBuffer[] = [];
  const parts = Array.from({ length: draw.pick(1, 1, 2, 3) }, (_, subgraph) =>
    randomSubgraph(draw, subgraph, buffers, stored),
  );
  return {
    description: {
      subgraphs: parts.map(({ description }) => description),
      buffers,
      ...(draw.chance(20) && { trailing: new TextEncoder().encode('PK\x03\x04 and so on') }),
    },
    weights: parts.flatMap(({ weights }) => weights),
  };
}

/** An operator without an index yet, and the index of its weight tensor. */
type Placed = {
  readonly operator: OperatorDescription;
  readonly uses?: number;
  readonly inputChannelsLast?: boolean;
};

function randomSubgraph(draw: Draw, subgraph: number, buffers: BufferDescription[], stored: SharedBuffer[]) {
  const tensors: TensorDescription[] = [{ name: 'input', shape: [1, 4] }];
  const operators: Placed[] = [];
  const weights: Omit<RandomWeight, 'users'>[] = [];
  const add = (tensor: TensorDescription) => tensors.push(tensor) - 1;

  for (let count = draw.between(0, 4); count > 0; count--) {
    const likely = draw.pick([0n], [0n, 1n], [3n, 5n, 0n], [128n, 127n], [-1n, -2n, 1n]);
    const shared =
      stored.length > 0 && draw.chance(25) ? draw.pick(...stored) : newBuffer(draw, buffers, stored, likely);
    const { quantization, zeroPoints, zeroPointsTensor } = randomZeroPoints(draw, shared, likely);
    const name = draw.pick(undefined, '', '\ufeffmark', 'weights', 'model/dense/MatMul;1', '重み', 'a\0b');
    const zeroPointsIndex = zeroPointsTensor && add(zeroPointsTensor);
    const tensor = add({
      ...{ name, shape: shared.shape, type: shared.type, sparsity: shared.sparsity, buffer: shared.buffer },
      quantization:
        zeroPointsIndex !== undefined && typeof quantization?.details === 'object'
          ? { ...quantization, details: { ...quantization.details, zeroPoints: zeroPointsIndex } }
          : quantization,
    });
    weights.push({ ...shared, subgraph, tensor, name: name ?? '', zeroPoints });
    for (let uses = draw.between(0, 3); uses > 0; uses--) operators.push(...randomUse(draw, tensor, add));
  }
  for (let count = draw.between(0, 3); count > 0; count--) operators.push(...decoy(draw, add, buffers));

  const inOrder = draw.shuffled(operators);
  const description: SubgraphDescription = { tensors, operators: inOrder.map(({ operator }) => operator), inputs: [0] };
  const used = weights.map((weight) => ({
    ...weight,
    users: inOrder.flatMap(({ operator, uses, inputChannelsLast = false }, index) =>
      uses === weight.tensor ? [{ index, code: operator.code as OperatorName, inputChannelsLast }] : [],
    ),
  }));
  return { description, weights: used.filter(({ users }) => users.length > 0) };
}

function newBuffer(
  draw: Draw,
  buffers: BufferDescription[],
  stored: SharedBuffer[],
  likely: readonly bigint[],
): SharedBuffer {
  const weights = randomWeights(draw, likely);
  const buffer = buffers.push({ bytes: weights.bytes, place: draw.pick('inside', 'inside', 'after') });
  stored.push({ ...weights, buffer });
  return stored[stored.length - 1];
}

/** An operator that uses this tensor as weights, with up to three operators in between that pass it on. */
function randomUse(draw: Draw, tensor: number, add: (tensor: TensorDescription) => number): Placed[] {
  const between: Placed[] = [];
  let input = tensor;
  let keepsLast = true;
  for (let steps = draw.pick(0, 0, 0, 1, 2, 3); steps > 0; steps--) {
    const output = add({ name: 'passed on' });
    const code = draw.pick('DEQUANTIZE', 'DENSIFY', 'CAST', 'QUANTIZE', 'TRANSPOSE');
    // A TRANSPOSE without a constant permutation can move any dimension.
    if (code === 'TRANSPOSE') keepsLast = false;
    between.push({ operator: { code, inputs: [input], outputs: [output] } });
    input = output;
  }
  const user = weightUser(draw, input, add({}));
  return [...between, { ...user, inputChannelsLast: user.inputChannelsLast && keepsLast, uses: tensor }];
}

function weightUser(draw: Draw, weights: number, output: number) {
  const options = draw.pick({}, { adjY: true }, { adjX: true });
  const { code, input, inputChannelsLast } = draw.pick(
    ...weightUses,
    { code: 'BATCH_MATMUL' as const, input: 0, inputChannelsLast: !('adjX' in options) },
    { code: 'BATCH_MATMUL' as const, input: 1, inputChannelsLast: 'adjY' in options },
  );
  const inputs = Array.from({ length: input + 1 }, (_, i) => (i === input ? weights : i === 0 ? 0 : -1));
  const operator: OperatorDescription = {
    ...{ code, options, version: draw.between(1, 3) },
    // Codes above 127 do not fit the old field.
    codeFields: operatorCodes[code] > 127 ? 'both' : draw.pick('both', 'deprecated'),
    inputs: [...inputs, ...draw.pick<number[]>([], [-1], [0])],
    outputs: [output],
  };
  return { operator, inputChannelsLast };
}

/** Operators without constant weights. A report must not list their inputs. */
function decoy(draw: Draw, add: (tensor: TensorDescription) => number, buffers: BufferDescription[]): Placed[] {
  const data = Uint8Array.of(1, 2, 3, 4);
  const tensor = { name: 'decoy', shape: [1], data };
  const operator = (changes: OperatorDescription): Placed => ({
    operator: {
      code: draw.pick('CONV_2D', 'CONV_3D', 'FULLY_CONNECTED'),
      inputs: [0, 0],
      outputs: [add({})],
      ...changes,
    },
  });
  switch (draw.between(0, 6)) {
    case 0:
      return [operator({ inputs: [0, add({ ...tensor, isVariable: true })] })];
    case 1:
      return [operator({ inputs: [0, add({ ...tensor, data: draw.pick({ offset: 1 }, { offset: 1, size: 4 }) })] })];
    case 2:
      return [operator({ inputs: [add(tensor), -1, add(tensor)] })];
    case 3:
      return [operator({ inputs: [add(tensor)] })];
    case 4:
      return [operator({ code: draw.pick('ADD', 'CUSTOM', 'MUL', 'SOFTMAX'), inputs: [0, add(tensor)] })];
    case 5: {
      // The operator between constant and user computes something else.
      const output = add({});
      const sum = operator({
        code: 'ADD',
        inputs: [add({ ...tensor, buffer: buffers.push({ bytes: data }) }), 0],
        outputs: [output],
      });
      return [sum, operator({ inputs: [0, output] })];
    }
    default: {
      // Two operators that unpack each other's output.
      const [a, b] = [add({}), add({})];
      const unpack = (inputs: number[], outputs: number[]) => operator({ code: 'DEQUANTIZE', inputs, outputs });
      return [unpack([a], [b]), unpack([b], [a]), operator({ inputs: [0, a] })];
    }
  }
}
