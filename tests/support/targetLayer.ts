import type { FailedCondition, TargetName, TargetVerdict } from '../../src/sparsity/targetResult';
import {
  buildModel,
  type ModelDescription,
  type OperatorName,
  storedSparse,
  type TensorDescription,
} from './buildModel';
import { reportOfBytes } from './openBytes';
import type { OperatorOptions } from './operatorOptions';
import type { ElementTypeName } from './packing';
import type { SparseLayout } from './storedSparse';

/** One operator with constant weights, tensor 1. */
export type TargetLayer = {
  /** Default: FULLY_CONNECTED. */
  readonly code?: OperatorName;
  readonly shape: readonly number[];
  /** Stored values, or a value for each element. */
  readonly values: readonly number[] | ((element: number) => number);
  /** Of the weights. Default: INT8. */
  readonly type?: ElementTypeName;
  /** Of input and output. Default: INT8. */
  readonly activations?: ElementTypeName;
  readonly output?: ElementTypeName;
  /** Default: scale 1 and zero point 0, for integers. */
  readonly quantization?: TensorDescription['quantization'];
  readonly options?: OperatorOptions;
  /** Stored sparse with this layout. */
  readonly sparse?: SparseLayout;
  /** Operators between the constant and the operator. */
  readonly behind?: readonly OperatorName[];
};

/** A result without messages. */
export type BriefResult = {
  readonly verdict: TargetVerdict;
  readonly because: readonly Pick<FailedCondition, 'condition' | 'at'>[];
};

export const eligible: BriefResult = { verdict: 'eligible', because: [] };

/** `pattern`, or `pattern [0, 4]` with an example place. */
export function notEligible(...conditions: string[]): BriefResult {
  return { verdict: 'not-eligible', because: conditions.map(conditionOf) };
}

function conditionOf(text: string): Pick<FailedCondition, 'condition' | 'at'> {
  const [, condition, at] = /^([a-z-]+)(?: (\[.*\]))?$/.exec(text)!;
  return { condition: condition as FailedCondition['condition'], ...(at && { at: JSON.parse(at) }) };
}

/** Zeros except for the first `kept` of every `of` elements. */
export function keeping(kept: number, of: number): (element: number) => number {
  return (element) => (element % of < kept ? 1 + (element % 100) : 0);
}

/** What a target says of the weights of a layer. */
export async function judged(target: TargetName, layer: TargetLayer): Promise<BriefResult> {
  return (await resultsOf(modelOf(layer), target)).get(1)!;
}

/** What a target says of each weight tensor of a model that can be read, by tensor index. */
export async function resultsOf(model: ModelDescription, target: TargetName): Promise<Map<number, BriefResult>> {
  const { tensors } = await reportOfBytes(buildModel(model));
  return new Map(
    tensors.flatMap((report) => {
      if ('error' in report) return [];
      const { verdict, because } = report.targets!.find((result) => result.target === target)!;
      const brief = because.map(({ condition, at }) => ({ condition, ...(at && { at }) }));
      return [[report.tensor, { verdict, because: brief }] as const];
    }),
  );
}

export function modelOf(layer: TargetLayer): ModelDescription {
  const {
    code = 'FULLY_CONNECTED',
    shape,
    type = 'INT8',
    activations = 'INT8',
    output = activations,
    behind = [],
  } = layer;
  const isFloat = type.startsWith('FLOAT') || type.startsWith('BFLOAT');
  const quantization = layer.quantization ?? (isFloat ? undefined : { scale: 1, zeroPoint: 0 });
  const values = valuesOf(layer);
  const stored = layer.sparse ? storedSparse(values, shape, layer.sparse) : { shape, data: values };
  const channels = shape.at(-1)!;
  const input: TensorDescription = {
    name: 'input',
    shape: shape.length === 4 ? [1, 8, 8, channels] : [1, channels],
    type: activations,
    data: undefined,
  };
  const passed = behind.map((): TensorDescription => ({ shape, type: activations }));
  return {
    tensors: [input, { name: 'weights', type, quantization, ...stored }, { name: 'output', type: output }, ...passed],
    operators: [
      ...behind.map((passing, i) => ({ code: passing, inputs: [i === 0 ? 1 : 2 + i], outputs: [3 + i] })),
      {
        code,
        inputs: code === 'TRANSPOSE_CONV' ? [-1, weightsOf(behind), 0] : [0, weightsOf(behind), -1],
        outputs: [2],
        ...(layer.options && { options: layer.options }),
      },
    ],
    inputs: [0],
    outputs: [2],
  };
}

function weightsOf(behind: TargetLayer['behind'] = []): number {
  return behind.length === 0 ? 1 : 2 + behind.length;
}

export function valuesOf({ shape, values }: Pick<TargetLayer, 'shape' | 'values'>): number[] {
  if (typeof values !== 'function') return [...values];
  return Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, element) => values(element));
}
