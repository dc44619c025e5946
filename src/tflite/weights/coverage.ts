import { isCompiled } from '../operators';

/** Why the report does not list a constant. */
export type UnlistedReason =
  /** Its first user is not an operator with weights, or uses it for something else. */
  | 'operator'
  /** Its first user was made by a compiler for an accelerator. */
  | 'compiled'
  | 'no-operator'
  /** It is the initial value of a variable. */
  | 'variable'
  /** It is damaged, or its first user is. */
  | 'unreadable';

/**
 * A constant with at least 64 elements, of rank 2 or more, or of any rank if its first user is a custom operator of unknown format. Plain data.
 */
export type ConstantTensor = {
  readonly subgraph: number;
  readonly tensor: number;
  readonly name: string;
  readonly elements: number;
  /** Stored bytes: the length of its buffer. 0 if the buffer cannot be read. */
  readonly bytes: number;
  /** Code of the first operator with the constant as an input; empty if there is none. */
  readonly operator: string;
  /** Index of the weight tensor that it is listed as; absent if it is not listed. */
  readonly listedAs?: number;
  /** Present if it is not listed. */
  readonly because?: UnlistedReason;
  /** Only for `variable`: name of the variable. */
  readonly variable?: string;
};

/** How much of the constants of a model a report lists. */
export type Coverage = {
  /** Stored bytes of all counted constants, see ConstantTensor. */
  readonly constantBytes: number;
  /** Those of the constants that are listed and can be read. */
  readonly listedBytes: number;
  /** The other constants. The largest groups are first. */
  readonly unlisted: readonly UnlistedGroup[];
};

/** Constants with the same first user that are not listed for the same reason. */
export type UnlistedGroup = {
  readonly operator: string;
  readonly tensors: number;
  readonly bytes: number;
  readonly because: UnlistedReason;
};

/**
 * @param operators codes of all operators. Compiled ones are listed even if their weights are not in tensors.
 * @param unreadableOperators codes of the damaged operators. They are listed, because they can have lost their weights.
 * @param isUnread whether a listed tensor cannot be read
 */
export function coverageOf(
  {
    constants,
    operators,
    unreadableOperators = [],
  }: {
    readonly constants: readonly ConstantTensor[];
    readonly operators: readonly string[];
    readonly unreadableOperators?: readonly string[] | undefined;
  },
  isUnread: (constant: ConstantTensor) => boolean,
): Coverage {
  const groups = new Map<string, UnlistedGroup>();
  for (const operator of operators) {
    if (isCompiled(operator))
      groups.set(`compiled ${operator}`, { operator, tensors: 0, bytes: 0, because: 'compiled' });
  }
  for (const operator of unreadableOperators) {
    groups.set(`unreadable ${operator}`, { operator, tensors: 0, bytes: 0, because: 'unreadable' });
  }
  let constantBytes = 0;
  let listedBytes = 0;
  for (const constant of constants) {
    const { operator, bytes } = constant;
    const because = constant.because ?? (isUnread(constant) ? 'unreadable' : undefined);
    constantBytes += bytes;
    if (!because) {
      listedBytes += bytes;
      continue;
    }
    const key = `${because} ${operator}`;
    const { tensors = 0, bytes: before = 0 } = groups.get(key) ?? {};
    groups.set(key, { operator, tensors: tensors + 1, bytes: before + bytes, because });
  }
  const unlisted = [...groups.values()].sort(
    (a, b) => b.bytes - a.bytes || compareText(a.operator, b.operator) || compareText(a.because, b.because),
  );
  return { constantBytes, listedBytes, unlisted };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
