import type { Model, Operator, Subgraph, Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { hasWeights, unpacksConstant, weightInput } from '../operators';
import { dataRanges } from '../tensorData';

/** A constant with the weights of one or more operators of its subgraph. */
export type WeightConstant = {
  readonly subgraph: Subgraph;
  readonly tensor: Tensor;
  /** All operators that use the constant as weights, in operator order; never empty. */
  readonly operators: readonly Operator[];
};

/**
 * The weight constants of a model, ordered by subgraph and tensor: the constants at input 1 of operators with weights, followed back through
 * DEQUANTIZE and DENSIFY.
 */
function constantsOf(model: Model, isConstant: (tensor: Tensor, subgraph: Subgraph) => boolean): WeightConstant[] {
  return model.subgraphs.flatMap((subgraph) => {
    const producers = producersOf(subgraph);
    const users = new Map<number, Operator[]>();
    for (const operator of subgraph.operators) {
      if (!hasWeights(operator.code)) continue;
      const constant = constantBehind(operator.inputs[weightInput] ?? -1, subgraph, producers, isConstant);
      if (constant === undefined) continue;
      const known = users.get(constant);
      if (known) known.push(operator);
      else users.set(constant, [operator]);
    }
    return [...users]
      .sort(([a], [b]) => a - b)
      .map(([index, operators]) => ({ subgraph, tensor: subgraph.tensors[index], operators }));
  });
}

/**
 * Treats a tensor as constant if no operator computes it. In valid models, this is equivalent to having data. It does not read the Buffer
 * tables, which are spread over the file.
 */
function presumedConstant(model: Model): (tensor: Tensor, subgraph: Subgraph) => boolean {
  const computed = model.subgraphs.map((subgraph) => new Set([...subgraph.inputs, ...producersOf(subgraph).keys()]));
  return (tensor, subgraph) =>
    !tensor.isVariable &&
    (tensor.bufferIndex !== 0 || tensor.externalBuffer !== 0) &&
    !computed[subgraph.index].has(tensor.index);
}

function producersOf(subgraph: Subgraph): Map<number, Operator> {
  return new Map(
    subgraph.operators.flatMap((operator) => operator.outputs.map((tensor) => [tensor, operator] as const)),
  );
}

function constantBehind(
  start: number,
  subgraph: Subgraph,
  producers: ReadonlyMap<number, Operator>,
  isConstant: (tensor: Tensor, subgraph: Subgraph) => boolean,
): number | undefined {
  let index = start;
  // A damaged graph can have cycles, so the number of steps is limited.
  for (let steps = 0; index >= 0 && steps <= subgraph.operators.length; steps++) {
    if (isConstant(subgraph.tensors[index], subgraph)) return index;
    const producer = producers.get(index);
    if (!producer || !unpacksConstant(producer.code)) return undefined;
    index = producer.inputs[0] ?? -1;
  }
  return undefined;
}

/**
 * The weight constants of an open file.
 * @param exact reads the Buffer table of each candidate; otherwise see presumedConstant
 * @throws ModelError `cancelled`, and those of the source
 */
export async function weightConstants(
  file: ModelFile,
  exact: boolean,
  signal?: AbortSignal,
): Promise<WeightConstant[]> {
  const { model, metadata } = file;
  if (!exact) return constantsOf(model, presumedConstant(model));
  const candidates = model.subgraphs.flatMap((subgraph) => {
    const indices = subgraph.operators.map((operator) => {
      if (hasWeights(operator.code)) return operator.inputs[weightInput] ?? -1;
      return unpacksConstant(operator.code) ? (operator.inputs[0] ?? -1) : -1;
    });
    return [...new Set(indices)].filter((index) => index >= 0).map((index) => subgraph.tensors[index]);
  });
  const ranges = await dataRanges(metadata, model, candidates, signal);
  // Tensors whose buffer cannot be read are included, so that the report shows their error.
  const constant = new Set(
    candidates.filter((tensor, i) => !tensor.isVariable && (ranges[i] || tensor.externalBuffer !== 0)),
  );
  return constantsOf(model, (tensor) => constant.has(tensor));
}
