import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { labelOf, type ModelWeight, type ModelWeights } from './modelWeights';
import { badPlan, type Plan, type PlannedEncoding, type PlannedTensor, type Pruning } from './plan';

/** A tensor of the model that the plan changes. */
export type RequestedTensor = ModelWeight & {
  /** Undefined: all values are kept. */
  readonly prune: Exclude<Pruning, { kind: 'keep' }> | undefined;
  /** Undefined: stored as before. */
  readonly encoding: PlannedEncoding | undefined;
};

/**
 * The tensors that a plan changes. Each is a weight tensor, and can be pruned as planned.
 * @throws ModelError `bad-plan`
 */
export function requestedTensors({ file, weights }: ModelWeights, plan: Plan): RequestedTensor[] {
  return plan.tensors.flatMap((planned) => {
    const key = tensorKey(planned);
    const record = file.model.subgraphs[planned.subgraph]?.tensors[planned.tensor];
    if (!record) throw badPlan(`the plan lists tensor ${key}, which this model does not have: it is for another model`);
    if (planned.name !== undefined && planned.name !== record.name)
      throw badPlan(
        `tensor ${key} has the name "${record.name}", and "${planned.name}" in the plan: it is for another model`,
      );
    const weight = weights.get(key);
    const requested = { ...changesOf(planned, weight?.tensor) };
    if (!requested.prune && !requested.encoding) return [];
    if (!weight)
      throw badPlan(
        `${labelOf({ ...planned, name: record.name })} is not a weight tensor; expected the weights of an operator`,
      );
    if (requested.prune) checkPrunable(weight.tensor, requested.prune, requested.encoding);
    return [{ ...weight, ...requested }];
  });
}

function changesOf({ prune, encoding }: PlannedTensor, tensor: WeightTensor | undefined) {
  const isDense = encoding === 'dense' && tensor?.encoding === 'dense';
  return { prune: prune?.kind === 'keep' ? undefined : prune, encoding: isDense ? undefined : encoding };
}

function checkPrunable(tensor: WeightTensor, prune: Pruning, encoding: PlannedEncoding | undefined): void {
  const problem =
    (prune.kind === 'pattern' ? patternProblem(tensor) : undefined) ??
    (encoding === undefined ? inPlaceProblem(tensor) : undefined);
  if (problem !== undefined) throw badPlan(`${labelOf(tensor)} ${problem}`);
}

/** Why a tensor cannot be pruned to a pattern, after its name; undefined if it can. */
export function patternProblem(tensor: WeightTensor): string | undefined {
  if (tensor.inputChannelsLast) return undefined;
  const codes = [...new Set(tensor.operators.map(({ code }) => code))].join(', ');
  return `cannot be pruned to a pattern: the last dimension of ${codes} weights is not the input channels. Prune it to a sparsity, or keep it.`;
}

/** Why a tensor cannot be pruned without storing it in another way, after its name; undefined if it can. */
export function inPlaceProblem({ encoding }: WeightTensor): string | undefined {
  if (encoding === 'dense') return undefined;
  const stored = encoding === 'sparse' ? 'stored sparse' : `stored as ${encoding}`;
  return `is ${stored}, so its weights cannot be pruned in place. Give an encoding for it too, for example dense.`;
}
