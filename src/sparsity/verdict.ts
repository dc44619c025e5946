import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { isBlockPattern, type Pattern, patternName, sizeText } from './pattern';
import { conforms, type Summary, type SummaryCounts } from './summary';
import { type TrivialReason, trivialBecause } from './trivial';

/** Result of checking a tensor for a pattern. */
export type VerdictKind = 'conforms' | 'violates' | 'trivial' | 'not-applicable' | 'counted';

/** The counts that a verdict follows from. */
type Judged = {
  readonly blocks: number;
  readonly conformingBlocks: number;
  readonly trivialBecause?: TrivialReason | undefined;
  /** Only for block patterns: number of all-zero blocks, and the share of all zeros that they contain, 0 to 1. */
  readonly zeroBlocks?: number | undefined;
  readonly shareOfZeros?: number | undefined;
};

/** The arguments of verdictOf and verdictText for a tensor with counts. */
export function judgedTensor(tensor: WeightTensor, counts: SummaryCounts, pattern: Pattern) {
  const { blocks, conformingBlocks } = counts;
  const { columnCount, operators } = tensor;
  const judged = { blocks, conformingBlocks, columnCount, operators, trivialBecause: trivialBecause(tensor, pattern) };
  return { ...judged, ...zeroBlockFigures(tensor, counts) };
}

/** Number of all-zero blocks, and the share of all zeros that they contain; empty for patterns that count zeros. */
export function zeroBlockFigures(
  tensor: Pick<WeightTensor, 'rowCount' | 'columnCount'>,
  { nonzeros, zeroBlocks }: Pick<Summary, 'nonzeros' | 'zeroBlocks'>,
): { readonly zeroBlocks?: number; readonly shareOfZeros?: number } {
  if (!zeroBlocks) return {};
  const zeros = elementCount(tensor) - nonzeros;
  return { zeroBlocks: zeroBlocks.count, shareOfZeros: zeros === 0 ? 0 : zeroBlocks.weights / zeros };
}

export function verdictOf(judged: Judged): VerdictKind {
  const { trivialBecause, zeroBlocks } = judged;
  if (zeroBlocks !== undefined) return 'counted';
  if (trivialBecause === 'short-rows') return 'trivial';
  if (trivialBecause === 'not-input-channels') return 'not-applicable';
  return conforms(judged) ? 'conforms' : 'violates';
}

/** The verdict in one or two words, for a table cell. */
export function shortVerdictText(judged: Judged): string {
  const verdict = verdictOf(judged);
  return verdict === 'counted' ? `${percent(judged.shareOfZeros ?? 0)} of zeros` : verdictLabel[verdict];
}

const verdictLabel: Readonly<Record<Exclude<VerdictKind, 'counted'>, string>> = {
  conforms: 'conforms',
  violates: 'violates',
  trivial: 'trivial',
  'not-applicable': 'not applicable',
};

type VerdictContext = Judged & Pick<WeightTensor, 'columnCount' | 'operators'>;

/** The verdict and its counts, as a sentence without a full stop. */
export function verdictText(judged: VerdictContext, pattern: Pattern): string {
  const { blocks, conformingBlocks, columnCount, operators, zeroBlocks = 0, shareOfZeros = 0 } = judged;
  const violating = blocks - conformingBlocks;
  switch (verdictOf(judged)) {
    case 'conforms':
      if (blocks === 0) return `${patternName(pattern)} holds: there are no blocks`;
      return `${patternName(pattern)} holds in ${blocks === 1 ? 'the only block' : `all ${formatCount(blocks)} blocks`}`;
    case 'violates':
      return `${formatCount(violating)} of ${formatCount(blocks)} blocks ${violating === 1 ? 'breaks' : 'break'} ${patternName(pattern)}`;
    case 'counted': {
      if (isBlockPattern(pattern) && columnCount < pattern.block.columns) {
        return `Not checked: rows of ${weightsText(columnCount)} are shorter than a block of ${sizeText(pattern.block)}`;
      }
      const size = isBlockPattern(pattern) ? ` of ${sizeText(pattern.block)}` : '';
      return `${formatCount(zeroBlocks)} of ${formatCount(blocks)} blocks${size} ${zeroBlocks === 1 ? 'is' : 'are'} all-zero, with ${percent(shareOfZeros)} of all zeros`;
    }
    case 'trivial':
      return `Trivial: rows of ${weightsText(columnCount)} are too short to break ${patternName(pattern)}`;
    case 'not-applicable': {
      const isDepthwise = operators.every(({ code }) => code === 'DEPTHWISE_CONV_2D');
      return `Not applicable: ${isDepthwise ? 'depthwise' : 'the last dimension is not the input channels'}`;
    }
  }
}

/** `1 weight`, `3 weights` */
function weightsText(count: number): string {
  return `${count} ${count === 1 ? 'weight' : 'weights'}`;
}

/** `802,816`. The first call of toLocaleString takes 20 ms, which would delay the first map. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `50.00 %`. Rounds to 0 % and 100 % only if the share is exactly 0 or 1. @param share 0 to 1 @param digits after the point */
export function percent(share: number, digits = 2): string {
  const text = (share * 100).toFixed(digits);
  const step = 10 ** -digits;
  if (share > 0 && Number(text) === 0) return `< ${step.toFixed(digits)} %`;
  if (share < 1 && Number(text) === 100) return `> ${(100 - step).toFixed(digits)} %`;
  return `${text} %`;
}
