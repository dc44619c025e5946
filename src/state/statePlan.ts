import type { TensorChange } from '../rewrite/defaultTensors';
import { badPlan, checkPlannedModel, type Plan } from '../rewrite/plan';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { AppState, OpenModel } from './store';

/** The plan as the command reads it. @param sha256 of the model, if it is known */
export function planOf({ model, planning }: Pick<AppState, 'model' | 'planning'>, sha256?: string): Plan {
  const { name, byteLength, tensors } = model!.contents;
  return {
    planVersion: 1,
    model: { name, bytes: byteLength, ...(sha256 !== undefined && { sha256 }) },
    tensors: tensors.flatMap((tensor) => {
      const changed = planning?.changes.get(tensorKey(tensor));
      return changed ? [placed(tensor, changed)] : [];
    }),
  };
}

/** A plan that changes one tensor. */
export function planOfTensor(tensor: WeightTensor, changed: TensorChange): Plan {
  return { planVersion: 1, tensors: [placed(tensor, changed)] };
}

function placed({ subgraph, tensor, name }: WeightTensor, changed: TensorChange): Plan['tensors'][number] {
  return { subgraph, tensor, name, ...changed };
}

/**
 * The changes of a plan, by tensor key.
 * @param sha256 of the model, if it is known
 * @throws ModelError `bad-plan` if the plan is for another model
 */
export function changesIn(
  plan: Plan,
  { contents }: OpenModel,
  sha256: string | undefined,
): ReadonlyMap<string, TensorChange> {
  checkPlannedModel(contents.byteLength, plan, sha256);
  const known = new Map(contents.tensors.map((tensor) => [tensorKey(tensor), tensor]));
  const changes = new Map<string, TensorChange>();
  for (const planned of plan.tensors) {
    const { name } = planned;
    const key = tensorKey(planned);
    const changed = actualChange(planned);
    if (!changed) continue;
    const tensor = known.get(key);
    if (!tensor || (name !== undefined && name !== tensor.name))
      throw badPlan(
        `the plan lists tensor ${key}${name ? ` (${name})` : ''}, which this model does not have: it is for another model. Make a plan for this model.`,
      );
    changes.set(key, changed);
  }
  return changes;
}

/** The fields of a change that are set; undefined if it changes nothing. */
export function actualChange({ prune, encoding }: TensorChange): TensorChange | undefined {
  if ((!prune || prune.kind === 'keep') && encoding === undefined) return undefined;
  return { ...(prune && { prune }), ...(encoding && { encoding }) };
}
