import { memorySource } from '../bytes/byteSource';
import type { Operator, Subgraph, Tensor } from '../tflite/model';
import { openModelFile } from '../tflite/modelFile';
import { weightInputs } from '../tflite/operators';

/**
 * How LiteRT multiplies with the weights of an operator, by the types in the file:
 * - `float`: floating-point numbers. Each addition rounds, so the order of additions changes the last bits.
 * - `hybrid`: integer weights and floating-point activations. LiteRT quantizes the activations of each run to 8 bits, and adds integers.
 * - `integer`: integer weights and activations. Sums are exact.
 * - `sparse-float`, `sparse-hybrid`: the same with weights that the operator reads stored sparse. Zeros are left out of the sums.
 * Sources: Prepare and Eval in tensorflow/lite/kernels/fully_connected.cc and conv.cc.
 */
export type Arithmetic = 'float' | 'hybrid' | 'integer' | 'sparse-float' | 'sparse-hybrid';

/** An operator with weights. */
export type WeightedOperator = { readonly code: string; readonly arithmetic: Arithmetic };

/** Operators of two models that compute differently. */
export type ArithmeticChange = { readonly before: Arithmetic; readonly after: Arithmetic; readonly operators: number };

/** The operators with weights, in order. @throws ModelError if the model cannot be read */
export async function weightedOperators(bytes: Uint8Array): Promise<readonly WeightedOperator[]> {
  const { model } = await openModelFile(memorySource('model', bytes));
  return model.subgraphs.flatMap((subgraph) =>
    subgraph.operators.flatMap((operator) => {
      const arithmetic = arithmeticOf(operator, subgraph);
      return arithmetic ? [{ code: operator.code, arithmetic }] : [];
    }),
  );
}

/**
 * Where two models with the same operators compute differently, apart from the values of their weights. Empty if they compute in the same way.
 * @returns undefined if the operators with weights are not the same
 */
export function arithmeticChanges(
  before: readonly WeightedOperator[],
  after: readonly WeightedOperator[],
): readonly ArithmeticChange[] | undefined {
  if (before.length !== after.length || before.some(({ code }, index) => code !== after[index]!.code)) return undefined;
  const changes = new Map<string, { before: Arithmetic; after: Arithmetic; operators: number }>();
  before.forEach(({ arithmetic: first }, index) => {
    const second = after[index]!.arithmetic;
    if (first === second) return;
    const key = `${first} ${second}`;
    const change = changes.get(key) ?? { before: first, after: second, operators: 0 };
    change.operators++;
    changes.set(key, change);
  });
  return [...changes.values()];
}

function arithmeticOf(operator: Operator, { tensors }: Subgraph): Arithmetic | undefined {
  const places = weightInputs(operator).map(({ input }) => input);
  if (places.length === 0) return undefined;
  const inputs = operator.inputs.map((index) => tensors[index]);
  const weights = places.flatMap((place) => inputs[place] ?? []);
  const activations = inputs.filter((tensor, place) => tensor && !places.includes(place)) as Tensor[];
  const isFloat = ({ type }: Tensor) => type === undefined || /FLOAT/.test(type);
  const hasFloatWeights = weights.every(isFloat);
  const isSparse = weights.some(({ storedSparse }) => storedSparse);
  if (hasFloatWeights) return isSparse ? 'sparse-float' : 'float';
  if (!activations.some(isFloat)) return 'integer';
  return isSparse ? 'sparse-hybrid' : 'hybrid';
}
