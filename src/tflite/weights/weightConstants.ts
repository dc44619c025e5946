import type { Model, Operator, Subgraph, Tensor } from '../model';
import { passesConstant, tflmDecode, type WeightInput, weightInputs } from '../operators';

/** A constant with the weights of one or more operators of its subgraph. */
export type WeightConstant = {
  readonly subgraph: Subgraph;
  /** For constants that TFLM_DECODE decompresses, the tensor with the decoded weights. */
  readonly tensor: Tensor;
  /** All operators that use the constant as weights, in operator order; never empty. */
  readonly operators: readonly Operator[];
  /** False if no operator sums over the last dimension of the stored constant. */
  readonly inputChannelsLast: boolean;
  /** What the first operator uses it for, if the operator has several weights: `input to forget gate`. */
  readonly role: string | undefined;
  /** The constants that TFLM_DECODE makes the weights from. */
  readonly decodedFrom: DecodedPair | undefined;
};

type DecodedPair = { readonly encoded: Tensor; readonly ancillary: Tensor };

/** What is known about the constants of a model when its graph is searched for weights. */
export type Constants = {
  has(tensor: Tensor): boolean;
  /** Whether a TRANSPOSE leaves the last dimension where it is. */
  keepsLastDimension(transpose: Operator): boolean;
};

/**
 * The weight constants of a model, ordered by subgraph and tensor: the constants at the weight inputs of operators, followed back through
 * operators that pass them on.
 */
export function weightConstants(model: Model, constants: Constants): WeightConstant[] {
  return model.subgraphs.flatMap((subgraph) => {
    const producers = producersOf(subgraph);
    const found = new Map<number, WeightConstant>();
    for (const operator of subgraph.operators) {
      for (const use of weightInputs(operator)) {
        const origin = originOf(operator.inputs[use.input] ?? -1, subgraph, producers, constants);
        if (!origin || !isListed(operator, origin.tensor)) continue;
        const { index } = origin.tensor;
        found.set(index, withUse(found.get(index), subgraph, operator, use, origin));
      }
    }
    return [...found.values()].sort((a, b) => a.tensor.index - b.tensor.index);
  });
}

/** GATHER also takes elements of lists and of other integers, which are not weights. */
function isListed({ code }: Operator, { shape, type }: Tensor): boolean {
  return code !== 'GATHER' || (shape.length >= 2 && type !== 'STRING' && type !== 'INT32' && type !== 'INT64');
}

function withUse(
  known: WeightConstant | undefined,
  subgraph: Subgraph,
  operator: Operator,
  use: WeightInput,
  { tensor, keepsLast, decodedFrom }: Origin,
): WeightConstant {
  const inputChannelsLast = use.inputChannelsLast && keepsLast;
  if (!known) return { subgraph, tensor, operators: [operator], inputChannelsLast, role: use.role, decodedFrom };
  return {
    ...known,
    operators: known.operators.at(-1) === operator ? known.operators : [...known.operators, operator],
    inputChannelsLast: known.inputChannelsLast || inputChannelsLast,
  };
}

/**
 * For each computed tensor of a subgraph, the operator that computes it. Only damaged models have several operators for a tensor. Then one that passes
 * on a constant is found, so that the constant is not lost.
 */
export function producersOf(subgraph: Subgraph): Map<number, Operator> {
  const producers = new Map<number, Operator>();
  for (const operator of subgraph.operators) {
    // Operators that pass on a constant have one output.
    for (const tensor of passesConstant(operator.code) ? operator.outputs.slice(0, 1) : operator.outputs) {
      const known = producers.get(tensor);
      if (!known || !(passesConstant(known.code) || known.code === tflmDecode)) producers.set(tensor, operator);
    }
  }
  return producers;
}

/** The constant that an input comes from. */
type Origin = {
  readonly tensor: Tensor;
  /** The last dimension of the constant is the last dimension of the input. */
  readonly keepsLast: boolean;
  readonly decodedFrom: DecodedPair | undefined;
};

function originOf(
  input: number,
  subgraph: Subgraph,
  producers: ReadonlyMap<number, Operator>,
  constants: Constants,
): Origin | undefined {
  const { tensors } = subgraph;
  let index = input;
  let keepsLast = true;
  // A damaged graph can have cycles, so the number of steps is limited.
  for (let steps = 0; index >= 0 && steps <= subgraph.operators.length; steps++) {
    const tensor = tensors[index];
    if (constants.has(tensor)) return { tensor, keepsLast, decodedFrom: undefined };
    const producer = producers.get(index);
    if (!producer) return undefined;
    const decodedFrom = decodedPair(producer, index, tensors);
    if (decodedFrom && constants.has(decodedFrom.encoded) && constants.has(decodedFrom.ancillary)) {
      return { tensor, keepsLast, decodedFrom };
    }
    if (!passesConstant(producer.code)) return undefined;
    index = producer.inputs[0] ?? -1;
    if (index >= 0) keepsLast &&= keepsLastDimension(producer, tensors[index], tensor, constants);
  }
  return undefined;
}

/** The inputs from which TFLM_DECODE makes this output; undefined for other operators. */
export function decodedPair({ code, inputs, outputs }: Operator, output: number, tensors: readonly Tensor[]) {
  if (code !== tflmDecode) return undefined;
  const pair = 2 * outputs.indexOf(output);
  const [encoded, ancillary] = [tensors[inputs[pair]], tensors[inputs[pair + 1]]];
  return encoded && ancillary ? { encoded, ancillary } : undefined;
}

function keepsLastDimension(operator: Operator, from: Tensor, to: Tensor, constants: Constants): boolean {
  if (operator.code === 'RESHAPE') return from.shape.at(-1) === to.shape.at(-1);
  return operator.code !== 'TRANSPOSE' || constants.keepsLastDimension(operator);
}
