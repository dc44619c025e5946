import type { Model, Operator, Subgraph, Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { hasWeights, unpacksConstant, weightInput } from '../operators';
import { dataRanges } from '../tensorData';
/** A constant that holds the weights of one or more operators of its subgraph. */
export type WeightConstant = {
  readonly subgraph: Subgraph;
  readonly tensor: Tensor;
  /** All users, in operator order; never empty. */
  readonly operators: readonly Operator[];
};

/**
 * The weight tensors of a model, by subgraph, then by tensor: the constant behind input 1 of the operators that have weights, with
 * DEQUANTIZE and DENSIFY followed back. Names play no part.
 */
function weightTensors(model: Model, isConstant: (tensor: Tensor, subgraph: Subgraph) => boolean): WeightConstant[] {
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
 * Takes a tensor for constant when nothing in the graph computes it. In a valid model that is the same as having data, and it needs no
 * look at the Buffer tables, which lie scattered through the whole file.
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
  // A damaged graph can be a circle; no real one is longer than its list of operators.
  for (let steps = 0; index >= 0 && steps <= subgraph.operators.length; steps++) {
    if (isConstant(subgraph.tensors[index], subgraph)) return index;
    const producer = producers.get(index);
    if (!producer || !unpacksConstant(producer.code)) return undefined;
    index = producer.inputs[0] ?? -1;
  }
  return undefined;
}

/**
 * The weight tensors of an opened file.
 * @param exact look up the buffer of every constant that may hold weights, see presumedConstant for what happens otherwise.
 */
export async function weightConstants(
  file: ModelFile,
  exact: boolean,
  signal?: AbortSignal,
): Promise<WeightConstant[]> {
  const { model, metadata } = file;
  if (!exact) return weightTensors(model, presumedConstant(model));
  const candidates = model.subgraphs.flatMap((subgraph) => {
    const indices = subgraph.operators.map((operator) => {
      if (hasWeights(operator.code)) return operator.inputs[weightInput] ?? -1;
      return unpacksConstant(operator.code) ? (operator.inputs[0] ?? -1) : -1;
    });
    return [...new Set(indices)].filter((index) => index >= 0).map((index) => subgraph.tensors[index]);
  });
  const ranges = await dataRanges(metadata, model, candidates, signal);
  // A buffer that cannot be read is listed, so that its error is seen.
  const constant = new Set(
    candidates.filter((tensor, i) => !tensor.isVariable && (ranges[i] || tensor.externalBuffer !== 0)),
  );
  return weightTensors(model, (tensor) => constant.has(tensor));
}
