import type { Coverage } from '../tflite/weights/coverage';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { isBlockPattern, type Pattern, patternName } from './pattern';
import type { ReadableStatus, TensorStatus } from './status';
import { statusLabel } from './statusText';
import { conforms, type Summary } from './summary';
import { formatCount, percent } from './verdict';

/** A weight tensor with its status, and with its counts if it could be read. A tensor of a report is one. */
export type SummarizedTensor = Pick<WeightTensor, 'subgraph' | 'tensor' | 'name' | 'encoding'> &
  (
    | { readonly status: 'unreadable' }
    | ({
        readonly status: ReadableStatus;
        readonly elements: number;
        /** Bytes in the file, if known. */
        readonly storedBytes?: number | undefined;
      } & Pick<Summary, 'nonzeros' | 'blocks' | 'conformingBlocks'>)
  );

/** The answer for a model: what its weights are, relative to a pattern. */
export type ModelSummary = {
  /** Number of weights of the tensors that could be read, and how many are zero. */
  readonly weights: number;
  readonly zeros: number;
  /** Number of tensors of each status. */
  readonly statuses: Readonly<Record<TensorStatus, number>>;
  /** Number of tensors that the pattern applies to: all but `unreadable`, `too-short` and `not-applicable`. */
  readonly applicable: number;
  /** Of those, the tensors with violating blocks. The largest share of violating blocks is first. At most 5. */
  readonly worst: readonly ViolatingTensor[];
  /** `bytes` is absent if it is not known for all of them. */
  readonly storedSparse: { readonly tensors: number; readonly bytes?: number };
  readonly coverage: Coverage;
};

type ViolatingTensor = Pick<WeightTensor, 'subgraph' | 'tensor' | 'name'> & {
  readonly violating: number;
  readonly blocks: number;
};

const maxWorst = 5;

const inapplicable: ReadonlySet<TensorStatus> = new Set(['unreadable', 'too-short', 'not-applicable']);

/** @param tensors those that were read or could not be read; tensors that are not read yet are left out */
export function modelSummary(tensors: readonly SummarizedTensor[], coverage: Coverage): ModelSummary {
  const statuses: Record<TensorStatus, number> = {
    ...{ unreadable: 0, 'too-short': 0, 'not-applicable': 0, conforms: 0 },
    ...{ nearly: 0, dense: 0, structured: 0, unstructured: 0 },
  };
  const violating: ViolatingTensor[] = [];
  let [weights, zeros, applicable] = [0, 0, 0];
  for (const tensor of tensors) {
    statuses[tensor.status]++;
    if (tensor.status === 'unreadable') continue;
    const { subgraph, name, elements, nonzeros, blocks, conformingBlocks } = tensor;
    weights += elements;
    zeros += elements - nonzeros;
    if (inapplicable.has(tensor.status)) continue;
    applicable++;
    if (conforms(tensor)) continue;
    violating.push({ subgraph, tensor: tensor.tensor, name, violating: blocks - conformingBlocks, blocks });
  }
  const worst = violating.sort((a, b) => b.violating / b.blocks - a.violating / a.blocks).slice(0, maxWorst);
  return { weights, zeros, statuses, applicable, worst, storedSparse: storedSparse(tensors), coverage };
}

function storedSparse(tensors: readonly SummarizedTensor[]): ModelSummary['storedSparse'] {
  const sparse = tensors.filter(({ encoding }) => encoding === 'sparse');
  let bytes = 0;
  for (const tensor of sparse) {
    if (tensor.status === 'unreadable' || tensor.storedBytes === undefined) return { tensors: sparse.length };
    bytes += tensor.storedBytes;
  }
  return { tensors: sparse.length, bytes };
}

/** The answer for a model, a clause per line: zeros, tensors by status, and what was not looked at. */
export function modelSummaryLines(summary: ModelSummary, pattern: Pattern): string[] {
  const { weights, zeros, statuses, applicable, coverage } = summary;
  const total = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const tensors = coverage.unlisted.reduce((sum, group) => sum + group.tensors, 0);
  const share = 1 - coverage.listedBytes / coverage.constantBytes || 0;
  return [
    weights > 0 && `${percent(zeros / weights, 1)} zeros in ${weightsText(weights)}`,
    total > 0 && (applicable > 0 ? statusesText(summary, pattern) : `${patternName(pattern)} applies to no tensor`),
    tensors > 0 &&
      `${tensors === 1 ? '1 constant' : `${formatCount(tensors)} constants`} (${percent(share, 1)}) not looked at`,
  ].filter((line) => line !== false);
}

/** `31 of 36 tensors hold 2 of 4, 2 nearly, 3 not pruned` */
export function statusesText({ statuses, applicable }: ModelSummary, pattern: Pattern): string {
  const of = `of ${applicable === 1 ? '1 tensor' : `${formatCount(applicable)} tensors`}`;
  // No tensor holds or breaks a block pattern.
  const [best, others] = isBlockPattern(pattern)
    ? (['structured', ['unstructured', 'dense']] as const)
    : (['conforms', ['nearly', 'structured', 'unstructured', 'dense']] as const);
  const count = statuses[best];
  const held = isBlockPattern(pattern)
    ? `${count === 1 ? 'has its' : 'have their'} zeros in all-zero ${patternName(pattern)}`
    : `${count === 1 ? 'holds' : 'hold'} ${patternName(pattern)}`;
  const rest = others
    .filter((status) => statuses[status] > 0)
    .map((status) => `${formatCount(statuses[status])} ${statusLabel[status]}`);
  return [`${formatCount(count)} ${of} ${held}`, ...rest].join(', ');
}

/** `3.4 M weights`; exact below a million. */
function weightsText(weights: number): string {
  if (weights < 1e6) return weights === 1 ? '1 weight' : `${formatCount(weights)} weights`;
  return `${weights < 1e8 ? (weights / 1e6).toFixed(1) : formatCount(Math.round(weights / 1e6))} M weights`;
}
