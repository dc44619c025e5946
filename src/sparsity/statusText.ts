import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { rowShareByChance } from './chance';
import { isBlockPattern, type Pattern, patternDescription, patternName } from './pattern';
import type { ReadableStatus, ReadTensor, TensorStatus } from './status';
import { type Structure, structureName, structureText } from './structure';
import { formatCount, judgedTensor, percent, verdictText, zeroBlockFigures } from './verdict';

/** Each status as a label, for a chip or a table cell. */
export const statusLabel: Readonly<Record<TensorStatus, string>> = {
  unreadable: 'cannot be read',
  'too-short': 'rows too short',
  'not-applicable': 'not applicable',
  conforms: 'conforms',
  nearly: 'nearly',
  dense: 'not pruned',
  structured: 'structured',
  unstructured: 'unstructured',
};

/** A tensor that could be read, with its status. */
type WithStatus = {
  readonly tensor: WeightTensor;
  readonly status: ReadableStatus;
  readonly counts: ReadTensor['counts'];
  readonly structure: Structure;
};

/** The label, for `structured` with the name of the structure: `structured: zero rows`. */
export function statusName(status: TensorStatus, pattern: Pattern, structure: Structure | undefined): string {
  const name = status === 'structured' && structure && !isBlockPattern(pattern) && structureName(structure);
  return name ? `${statusLabel[status]}: ${name}` : statusLabel[status];
}

/** The status of a tensor and its reason, as a sentence without a full stop. */
export function statusText({ tensor, status, counts, structure }: WithStatus, pattern: Pattern): string {
  const sparsity = percent((elementCount(tensor) - counts.nonzeros) / elementCount(tensor));
  switch (status) {
    case 'too-short':
      return isBlockPattern(pattern)
        ? `Too short: no block fits into ${tensor.rowCount} × ${tensor.columnCount} weights`
        : `Too short: rows of ${tensor.columnCount === 1 ? '1 weight' : `${tensor.columnCount} weights`} cannot break ${patternName(pattern)}`;
    case 'not-applicable':
    case 'conforms':
      return verdictText(judgedTensor(tensor, counts, pattern), pattern);
    case 'nearly':
      return nearlyText(tensor, counts, pattern);
    case 'dense':
      return `Not pruned: ${sparsity} zeros${structure.fromRounding ? ', as many as rounding leaves' : ''}`;
    case 'structured':
      return isBlockPattern(pattern)
        ? `All-zero ${patternName(pattern)} hold ${percent(zeroBlockFigures(tensor, counts).shareOfZeros ?? 0)} of the zeros`
        : structureText(tensor, structure);
    case 'unstructured':
      return `${sparsity} zeros, but not in this pattern: ${patternDescription(pattern)}`;
  }
}

function nearlyText(
  tensor: WeightTensor,
  { nonzeros, blocks, conformingBlocks }: ReadTensor['counts'],
  pattern: Pattern,
) {
  const violating = blocks - conformingBlocks;
  const broken = `${formatCount(violating)} of ${formatCount(blocks)} blocks ${violating === 1 ? 'breaks' : 'break'} it`;
  const byChance = isBlockPattern(pattern)
    ? 0
    : 1 - rowShareByChance(tensor.columnCount, nonzeros / elementCount(tensor), pattern);
  return `Nearly ${patternName(pattern)}: ${broken} (${percent(violating / blocks)}; ${percent(byChance)} expected by chance)`;
}
