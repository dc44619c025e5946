import { ModelError } from '../modelError';
import { storedMatrix } from '../tflite/weights/storedMatrix';
import type { TensorChange } from './defaultTensors';
import { hybridProblem } from './hybridWeights';
import { aboutTensor, labelOf, type ModelWeight, type ModelWeights } from './modelWeights';
import { type PlannedEncoding, plannedEncodings } from './plan';
import { inPlaceProblem, patternProblem } from './requestedTensors';
import { checkShared, type SharedData, sharedDataOf } from './sharedData';
import { encodingProblem } from './tensorEncoding';

/** Why a tensor cannot be changed in some ways, each after its name. Absent fields: it can. Plain data. */
export type Restrictions = {
  /** Why it cannot be pruned to a pattern. */
  readonly pattern?: string;
  /** Why it cannot be pruned while its encoding stays. */
  readonly inPlace?: string;
  /** Why encodings cannot hold it. */
  readonly encodings: Partial<Readonly<Record<PlannedEncoding, string>>>;
};

/**
 * Restrictions of all weight tensors by key, as far as types, shapes and shared data tell. Reads no weights.
 * @throws ModelError `cancelled`, and those of the source
 */
export async function restrictionsOf(model: ModelWeights, signal?: AbortSignal): Promise<Map<string, Restrictions>> {
  const shared = await sharedDataOf(model, signal);
  const found = new Map<string, Restrictions>();
  for (const [key, weight] of model.weights) {
    const { tensor } = weight;
    const pattern = patternProblem(tensor);
    const others = sharingProblem(weight, shared);
    const inPlace = inPlaceProblem(tensor) ?? (others && (await sharedPruningProblem(weight, shared, model, signal)));
    const encodings = plannedEncodings.flatMap((encoding) => {
      const problem = encodingProblem(tensor, encoding) ?? hybridProblem(weight, encoding);
      if (problem !== undefined) return [[encoding, `cannot be stored as ${encoding}: ${problem}`] as const];
      return others === undefined ? [] : [[encoding, others] as const];
    });
    found.set(key, {
      ...(pattern !== undefined && { pattern }),
      ...(inPlace !== undefined && { inPlace }),
      encodings: Object.fromEntries(encodings),
    });
  }
  return found;
}

/** Why a change is refused; undefined if it is possible. */
export function changeProblem(restrictions: Restrictions, { prune, encoding }: TensorChange): string | undefined {
  const isPruned = prune !== undefined && prune.kind !== 'keep';
  if (isPruned && prune.kind === 'pattern' && restrictions.pattern !== undefined) return restrictions.pattern;
  if (encoding !== undefined) return restrictions.encodings[encoding];
  return isPruned ? restrictions.inPlace : undefined;
}

/** Why a tensor cannot be stored in another way. */
function sharingProblem(weight: ModelWeight, { othersOf, details }: SharedData): string | undefined {
  if (details.has(weight.constant.tensor)) return 'holds scales or zero points of another tensor';
  const [other] = othersOf({ ...weight, prune: undefined, encoding: undefined });
  return other && `shares its data with ${other.label}, so it cannot be stored in another way`;
}

/** Why a tensor cannot be pruned together with those that share its data. */
async function sharedPruningProblem(
  weight: ModelWeight,
  shared: SharedData,
  model: ModelWeights,
  signal?: AbortSignal,
): Promise<string | undefined> {
  try {
    const { data } = await aboutTensor(weight.tensor, () => storedMatrix(model.file, weight.tensor, signal));
    const requested = { ...weight, prune: { kind: 'threshold', threshold: 0 }, encoding: undefined } as const;
    await checkShared(requested, data, shared, model, { planVersion: 1, tensors: [] }, signal);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || thrown.code === 'cancelled') throw thrown;
    return withoutLabel(thrown.message, weight);
  }
}

function withoutLabel(message: string, { tensor }: ModelWeight): string {
  const label = `${labelOf(tensor)} `;
  return message.startsWith(label) ? message.slice(label.length) : message;
}
