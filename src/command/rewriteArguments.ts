import { type PlannedEncoding, type Pruning, plannedEncodings } from '../rewrite/plan';
import { isBlockPattern, type Pattern, twoOfFour } from '../sparsity/pattern';
import { UsageError } from './usageError';

/** `prune` and `pack`. */
export type RewriteArguments = {
  readonly command: 'prune' | 'pack';
  /** A path or a URL. */
  readonly file: string;
  /** Path of the new model. */
  readonly out: string;
  /** Path of a plan. Then nothing else is given. */
  readonly plan: string | undefined;
  readonly prune: Pruning | undefined;
  readonly encoding: PlannedEncoding | undefined;
  readonly references: readonly string[];
  readonly json: boolean;
};

type RewriteValues = {
  readonly pattern: Pattern | undefined;
  readonly sparsity: number | undefined;
  readonly plan?: string | undefined;
  readonly out?: string | undefined;
  readonly encoding?: string | undefined;
  readonly tensor?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
};

/** @throws UsageError */
export function rewriteArguments(
  command: 'prune' | 'pack',
  files: readonly string[],
  values: RewriteValues,
): RewriteArguments {
  const { out, plan, pattern, sparsity, tensor: references = [], json = false } = values;
  if (files.length > 1) throw new UsageError(`${command} accepts one FILE, found ${files.length}`);
  if (out === undefined) throw new UsageError(`${command} needs --out, for example --out pruned.tflite`);
  const common = { command, file: files[0], out, plan, references, json };
  if (command === 'pack') return { ...common, prune: undefined, encoding: encodingOf(values.encoding) };
  const goals = [pattern && '--pattern', sparsity !== undefined && '--sparsity', plan !== undefined && '--plan'];
  const given = goals.filter((goal) => goal);
  if (given.length > 1)
    throw new UsageError(`prune accepts one of --pattern, --sparsity and --plan, found ${given.join(' and ')}`);
  if (plan !== undefined && references.length > 0)
    throw new UsageError('prune accepts either --plan or --tensor, found both: a plan lists its tensors');
  return { ...common, prune: plan === undefined ? pruningOf(pattern, sparsity) : undefined, encoding: undefined };
}

function pruningOf(pattern: Pattern = twoOfFour, sparsity: number | undefined): Pruning {
  if (sparsity !== undefined) return { kind: 'sparsity', sparsity };
  if (!isBlockPattern(pattern)) return { kind: 'pattern', ...pattern };
  throw new UsageError('prune needs a pattern z,n, for example --pattern 2,4: it does not prune blocks');
}

function encodingOf(text: string | undefined): PlannedEncoding {
  const found = plannedEncodings.find((encoding) => encoding === text);
  if (found) return found;
  const start = text === undefined ? 'pack needs --encoding' : `--encoding ${text}`;
  throw new UsageError(`${start}; expected one of ${plannedEncodings.join(', ')}`);
}
