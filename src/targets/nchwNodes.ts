import type { Operator, Subgraph, Tensor } from '../tflite/model';
import { passesConstant } from '../tflite/operators';
import { producersOf } from '../tflite/weights/weightConstants';

/** The paddings of the PAD operators of a subgraph with constant paddings, by operator index: [before, after] per dimension. */
export type Paddings = ReadonlyMap<number, readonly (readonly [number, number])[]>;

/** An operator as XNNPACK sees it. Constants are not inputs, and PAD is part of the convolution that follows. */
export type NchwNode = {
  readonly operator: Operator;
  readonly inputs: readonly number[];
  /** It can read channels first. */
  readonly reads: boolean;
  /** It can write channels first. Without `reads`, a group begins here. */
  readonly writes: boolean;
  /** It can read channels first and write channels last: a group can end here. */
  readonly ends: boolean;
};

/** The operators of a subgraph, without those that only prepare constants. */
export function nchwNodes(subgraph: Subgraph, paddings: Paddings): NchwNode[] {
  const graph = graphOf(subgraph, paddings);
  const merged = new Set<Operator>();
  for (const operator of subgraph.operators) {
    const pad = mergedPad(graph, operator);
    if (pad) merged.add(pad);
  }
  return subgraph.operators
    .filter((operator) => !merged.has(operator) && !graph.prepares(operator))
    .map((operator) => nodeOf(graph, operator));
}

type Graph = ReturnType<typeof graphOf>;

function graphOf({ operators, tensors, inputs, outputs }: Subgraph, paddings: Paddings) {
  const producers = producersOf({ operators } as Subgraph);
  const consumers = new Map<number, number>();
  for (const operator of operators) {
    for (const input of new Set(operator.inputs)) consumers.set(input, (consumers.get(input) ?? 0) + 1);
  }
  const given = new Set(inputs);
  const isOutput = new Set(outputs);

  /** A constant, or one that DENSIFY or DEQUANTIZE prepares. */
  function isStatic(from: number): boolean {
    let index = from;
    // A damaged graph can have cycles.
    for (let steps = 0; steps <= operators.length; steps++) {
      const tensor = tensors[index];
      if (!tensor) return true;
      const producer = producers.get(index);
      if (!producer) return !given.has(index) && (tensor.bufferIndex !== 0 || tensor.externalBuffer !== 0);
      if (!passesConstant(producer.code)) return false;
      index = producer.inputs[0] ?? -1;
    }
    return false;
  }

  return {
    tensors,
    producers,
    paddings,
    isStatic,
    prepares: (operator: Operator) =>
      operator.outputs.length > 0 && operator.outputs.every((output) => isStatic(output)),
    onlyConsumer: (tensor: number) => consumers.get(tensor) === 1 && !isOutput.has(tensor),
  };
}

/** The PAD that XNNPACK makes part of a convolution. */
function mergedPad(graph: Graph, operator: Operator): Operator | undefined {
  if (operator.code !== 'CONV_2D' && operator.code !== 'DEPTHWISE_CONV_2D') return undefined;
  if (operator.options?.window?.padding !== 'VALID') return undefined;
  const input = operator.inputs[0] ?? -1;
  const producer = graph.producers.get(input);
  if (producer?.code !== 'PAD' || !graph.onlyConsumer(input)) return undefined;
  const padding = graph.paddings.get(producer.index);
  const isSpatial = padding?.length === 4 && [padding[0], padding[3]].every((pair) => pair[0] === 0 && pair[1] === 0);
  return isSpatial ? producer : undefined;
}

function nodeOf(graph: Graph, operator: Operator): NchwNode {
  const pad = mergedPad(graph, operator);
  const dynamic = operator.inputs.filter((input) => input >= 0 && !graph.isStatic(input));
  const inputs = pad ? [pad.inputs[0] ?? -1, ...dynamic.slice(1)] : dynamic;
  const none = { operator, inputs, reads: false, writes: false, ends: false };
  const used = [...operator.inputs, ...operator.outputs].flatMap((index) => graph.tensors[index] ?? []);
  if (!used.every(({ type }, i) => isFloat(type, i < operator.inputs.length && graph.isStatic(operator.inputs[i]))))
    return none;
  const [first, second] = operator.inputs.map((input) => graph.tensors[input]);
  if (operator.code === 'CONV_2D') {
    const kind = convolutionKind(graph, operator, pad, first, second);
    return { ...none, reads: kind === 'pointwise', writes: kind !== undefined };
  }
  const reads = isCompatible(graph, operator, pad, first, second);
  return {
    ...none,
    reads,
    writes: reads && operator.code !== 'DEPTH_TO_SPACE',
    ends: reads && endings.has(operator.code),
  };
}

/** FLOAT16 constants are converted when they are prepared. The indices of PAD, MEAN and RESIZE_BILINEAR are parameters, not tensors. */
function isFloat(type: Tensor['type'], isConstant: boolean): boolean {
  return type === 'FLOAT32' || type === 'FLOAT16' || (isConstant && type === 'INT32');
}

/** Operators after which a group can go back to channels last. */
const endings: ReadonlySet<string> = new Set(['MEAN', 'SUM', 'DEPTH_TO_SPACE']);

const elementwise: ReadonlySet<string> = new Set([
  ...[
    'ABS',
    'CEIL',
    'COS',
    'ELU',
    'EXP',
    'FLOOR',
    'GELU',
    'HARD_SWISH',
    'LEAKY_RELU',
    'LOG',
    'LOGISTIC',
    'NEG',
    'RELU',
  ],
  ...['RELU6', 'RELU_N1_TO_1', 'RELU_0_TO_1', 'ROUND', 'RSQRT', 'SIGN', 'SIN', 'SQRT', 'SQUARE', 'TANH'],
]);

function isCompatible(
  graph: Graph,
  operator: Operator,
  pad: Operator | undefined,
  first: Tensor | undefined,
  second: Tensor | undefined,
): boolean {
  const { code, inputs } = operator;
  const rank = first?.shape.length;
  switch (code) {
    case 'FULLY_CONNECTED':
    case 'DEPTH_TO_SPACE':
      return true;
    case 'DEPTHWISE_CONV_2D':
      return isNchwDepthwise(graph, operator, pad, first, second);
    case 'ADD':
    case 'MUL':
      return [first, second].every((tensor, i) => tensor?.shape.length === 4 && isVector(graph, inputs[i], tensor));
    case 'RESIZE_BILINEAR':
      return rank === 4 && first!.shape[1] > 1 && first!.shape[2] > 1;
    case 'MEAN':
    case 'SUM':
      return rank === 4;
    default:
      return elementwise.has(code) && rank === 4;
  }
}

/** A constant of ADD and MUL has at most one dimension that is not 1. */
function isVector(graph: Graph, input: number, { shape }: Tensor): boolean {
  return !graph.isStatic(input) || shape.filter((size) => size !== 1).length <= 1;
}

/** `pointwise`: 1 x 1, stride 1. `entry`: 3 x 3, stride 2, 3 channels, padding 1 on all sides. */
function convolutionKind(
  graph: Graph,
  { options }: Operator,
  pad: Operator | undefined,
  data: Tensor | undefined,
  filter: Tensor | undefined,
): 'pointwise' | 'entry' | undefined {
  const window = options?.window;
  if (!window || !data || filter?.shape.length !== 4) return undefined;
  const [, height, width, channels] = filter.shape;
  const isGrouped = data.shape.at(-1) !== channels;
  if (isGrouped || window.dilation.some((step) => step !== 1)) return undefined;
  const isStride = (stride: number) => window.stride.every((step) => step === stride);
  if (height === 1 && width === 1) return !pad && isStride(1) ? 'pointwise' : undefined;
  const isEntry = height === 3 && width === 3 && channels === 3 && isStride(2) && isPaddedBy(graph, pad, 1);
  return isEntry ? 'entry' : undefined;
}

/** 3 x 3 or 5 x 5, stride 1 or 2, no multiplier, output of the same size or half of it. */
function isNchwDepthwise(
  graph: Graph,
  { options }: Operator,
  pad: Operator | undefined,
  data: Tensor | undefined,
  filter: Tensor | undefined,
): boolean {
  const window = options?.window;
  if (!window || !data || filter?.shape.length !== 4) return false;
  const [, height, width, channels] = filter.shape;
  const [stride] = window.stride;
  const hasMultiplier = data.shape.at(-1) !== channels;
  if (hasMultiplier || window.dilation.some((step) => step !== 1) || height !== width) return false;
  if (window.stride[1] !== stride || (stride !== 1 && stride !== 2) || (height !== 3 && height !== 5)) return false;
  // XNNPACK turns SAME into the same padding on all sides only for stride 1.
  return (window.padding === 'SAME' && stride === 1) || isPaddedBy(graph, pad, (height - 1) / 2);
}

/** Whether a merged PAD adds this many rows and columns on each side. */
function isPaddedBy({ paddings }: Graph, pad: Operator | undefined, size: number): boolean {
  const padding = pad && paddings.get(pad.index);
  return padding !== undefined && [padding[1], padding[2]].every((pair) => pair[0] === size && pair[1] === size);
}
