import { ModelError } from '../modelError';

/** What is done to the values of a tensor. All rules keep the weights of largest magnitude. */
export type Pruning =
  | { readonly kind: 'keep' }
  /** At least `zeros` zeros in every block of `of` weights along the last dimension. */
  | { readonly kind: 'pattern'; readonly zeros: number; readonly of: number }
  /** Share of zeros over the complete tensor, 0 to 1. */
  | { readonly kind: 'sparsity'; readonly sparsity: number }
  /** Weights with abs(w) up to this real value become zero. */
  | { readonly kind: 'threshold'; readonly threshold: number };

/** How a tensor is stored in the new file. `block:RxC` is stored sparse in blocks of R rows and C columns. */
export type PlannedEncoding = (typeof plannedEncodings)[number];

export const plannedEncodings = ['dense', 'csr', 'block:1x4', 'block:1x16', 'tflm-decode'] as const;

/** What is done to a tensor. Absent fields leave it unchanged. */
export type PlannedTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  /** If present, the tensor must have this name. */
  readonly name?: string;
  readonly prune?: Pruning;
  readonly encoding?: PlannedEncoding;
};

/** What is done to a model. Tensors that are not listed stay as they are. */
export type Plan = {
  readonly planVersion: 1;
  /** The model that the plan was made for. */
  readonly model?: { readonly name: string; readonly bytes: number; readonly sha256?: string };
  readonly tensors: readonly PlannedTensor[];
};

// Weight tensors of the largest known models: some thousand.
const maxTensors = 100_000;

/**
 * Checks a plan that was read from a file. Unknown fields are errors, because ignoring one could prune to something else than intended.
 * @throws ModelError `bad-plan`
 */
export function parsePlan(value: unknown): Plan {
  const plan = recordOf(value, 'the plan', ['planVersion', 'model', 'tensors']);
  if (plan.planVersion !== 1) throw badPlan(`planVersion is ${textOf(plan.planVersion)}; expected 1`);
  if (!Array.isArray(plan.tensors)) throw badPlan(`tensors is ${textOf(plan.tensors)}; expected a list`);
  if (plan.tensors.length > maxTensors)
    throw badPlan(`the plan has ${plan.tensors.length} tensors; expected at most ${maxTensors}`);
  const tensors = plan.tensors.map(plannedTensor);
  const keys = new Set<string>();
  for (const { subgraph, tensor } of tensors) {
    const key = `${subgraph}:${tensor}`;
    if (keys.has(key)) throw badPlan(`tensor ${key} is listed twice; expected once`);
    keys.add(key);
  }
  return { planVersion: 1, ...(plan.model !== undefined && { model: modelOf(plan.model) }), tensors };
}

/**
 * @param byteLength of the model's file
 * @param sha256 of the model's file in hex, if it is known
 * @throws ModelError `bad-plan` if the plan was made for another model
 */
export function checkPlannedModel(byteLength: number, { model }: Plan, sha256: string | undefined): void {
  if (!model) return;
  if (model.bytes === byteLength && (!model.sha256 || !sha256 || model.sha256 === sha256)) return;
  const found = model.bytes === byteLength ? 'other content' : `${byteLength} bytes`;
  throw badPlan(
    `the plan is for another model, ${model.name} of ${model.bytes} bytes; this one has ${found}. Make a plan for this model.`,
  );
}

/** The plan cannot be read, or cannot be applied to the model. */
export function badPlan(message: string): ModelError {
  return new ModelError('bad-plan', message);
}

type JsonObject = Readonly<Record<string, unknown>>;

function modelOf(value: unknown): NonNullable<Plan['model']> {
  const { name, bytes, sha256 } = recordOf(value, 'model', ['name', 'bytes', 'sha256']);
  if (typeof name !== 'string') throw badPlan(`model.name is ${textOf(name)}; expected a text`);
  if (sha256 !== undefined && !(typeof sha256 === 'string' && /^[\da-f]{64}$/.test(sha256)))
    throw badPlan(`model.sha256 is ${textOf(sha256)}; expected 64 hex digits in lower case`);
  return { name, bytes: wholeNumber(bytes, 'model.bytes'), ...(sha256 !== undefined && { sha256 }) };
}

function plannedTensor(value: unknown, index: number): PlannedTensor {
  const place = `tensors[${index}]`;
  const given = recordOf(value, place, ['subgraph', 'tensor', 'name', 'prune', 'encoding']);
  const { name, encoding } = given;
  if (name !== undefined && typeof name !== 'string')
    throw badPlan(`${place}.name is ${textOf(name)}; expected a text`);
  const known = plannedEncodings.find((offered) => offered === encoding);
  if (encoding !== undefined && known === undefined)
    throw badPlan(`${place}.encoding is ${textOf(encoding)}; expected one of ${plannedEncodings.join(', ')}`);
  return {
    subgraph: wholeNumber(given.subgraph, `${place}.subgraph`),
    tensor: wholeNumber(given.tensor, `${place}.tensor`),
    ...(name !== undefined && { name }),
    ...(given.prune !== undefined && { prune: pruningOf(given.prune, `${place}.prune`) }),
    ...(known !== undefined && { encoding: known }),
  };
}

const pruningFields: Readonly<Record<string, readonly string[]>> = {
  keep: [],
  pattern: ['zeros', 'of'],
  sparsity: ['sparsity'],
  threshold: ['threshold'],
};

function pruningOf(value: unknown, place: string): Pruning {
  const { kind } = recordOf(value, place);
  const fields = typeof kind === 'string' && Object.hasOwn(pruningFields, kind) ? pruningFields[kind] : undefined;
  if (!fields)
    throw badPlan(`${place}.kind is ${textOf(kind)}; expected one of ${Object.keys(pruningFields).join(', ')}`);
  const given = recordOf(value, place, ['kind', ...fields]);
  if (kind === 'pattern') {
    const [zeros, of] = [wholeNumber(given.zeros, `${place}.zeros`), wholeNumber(given.of, `${place}.of`)];
    if (zeros < 1 || zeros >= of || of > 64)
      throw badPlan(`${place} has ${zeros} zeros of ${of}; expected 1 <= zeros < of <= 64`);
    return { kind, zeros, of };
  }
  if (kind === 'sparsity') {
    const { sparsity } = given;
    if (typeof sparsity === 'number' && sparsity >= 0 && sparsity <= 1) return { kind, sparsity };
    throw badPlan(`${place}.sparsity is ${textOf(sparsity)}; expected a share from 0 to 1`);
  }
  if (kind === 'threshold') {
    const { threshold } = given;
    if (typeof threshold === 'number' && threshold >= 0 && Number.isFinite(threshold)) return { kind, threshold };
    throw badPlan(`${place}.threshold is ${textOf(threshold)}; expected a number of 0 or more`);
  }
  return { kind: 'keep' };
}

/** @param fields the names that are allowed; default: all */
function recordOf(value: unknown, place: string, fields?: readonly string[]): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badPlan(`${place} is ${textOf(value)}; expected an object`);
  const unknown = fields && Object.keys(value).find((name) => !fields.includes(name));
  if (unknown !== undefined)
    throw badPlan(`${place} has the field ${textOf(unknown)}; expected only ${fields!.join(', ')}`);
  return value as JsonObject;
}

function wholeNumber(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw badPlan(`${place} is ${textOf(value)}; expected a whole number of 0 or more`);
}

/** A value from the file, for messages. */
function textOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
