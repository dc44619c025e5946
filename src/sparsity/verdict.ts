import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { type Pattern, patternDescription } from './pattern';
import type { Summary } from './summary';
import { type TrivialReason, trivialBecause } from './trivial';

/** What a pattern says about a tensor. */
export type VerdictKind = 'conforms' | 'violates' | 'trivial' | 'not-applicable' | 'counted';

type Judged = {
  readonly blocks: number;
  readonly conformingBlocks: number;
  readonly trivialBecause?: TrivialReason | undefined;
  /** Of a pattern of whole blocks: how many are zero, and the share 0..1 of all zeros that lies in them. */
  readonly zeroBlocks?: number | undefined;
  readonly shareOfZeros?: number | undefined;
};

/** What verdictOf and verdictText need to know of a tensor that was counted. */
export function judgedTensor(
  tensor: WeightTensor,
  counts: Pick<Summary, 'nonzeros' | 'blocks' | 'conformingBlocks' | 'zeroBlocks'>,
  pattern: Pattern,
) {
  const { blocks, conformingBlocks } = counts;
  const { columnCount } = tensor;
  const judged = { blocks, conformingBlocks, columnCount, trivialBecause: trivialBecause(tensor, pattern) };
  return { ...judged, ...zeroBlockFigures(tensor, counts) };
}

/** How many blocks are zero as a whole, and what share of all zeros lies in them; nothing for a pattern that counts zeros. */
export function zeroBlockFigures(
  weight: Pick<WeightTensor, 'rowCount' | 'columnCount'>,
  { nonzeros, zeroBlocks }: Pick<Summary, 'nonzeros' | 'zeroBlocks'>,
): { readonly zeroBlocks?: number; readonly shareOfZeros?: number } {
  if (!zeroBlocks) return {};
  const zeros = elementCount(weight) - nonzeros;
  return { zeroBlocks: zeroBlocks.count, shareOfZeros: zeros === 0 ? 0 : zeroBlocks.weights / zeros };
}

export function verdictOf({ blocks, conformingBlocks, trivialBecause, zeroBlocks }: Judged): VerdictKind {
  if (zeroBlocks !== undefined) return 'counted';
  if (trivialBecause === 'short-rows') return 'trivial';
  if (trivialBecause === 'not-input-channels') return 'not-applicable';
  return conformingBlocks === blocks ? 'conforms' : 'violates';
}

/** The verdict in a word or two, for a cell of a table. */
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

/** The verdict with its evidence, as a sentence without a full stop. */
export function verdictText(judged: Judged & { readonly columnCount: number }, pattern: Pattern): string {
  const { blocks, conformingBlocks, columnCount, zeroBlocks = 0, shareOfZeros = 0 } = judged;
  const violating = blocks - conformingBlocks;
  switch (verdictOf(judged)) {
    case 'conforms':
      return `${patternDescription(pattern)}: all ${formatCount(blocks)} blocks`;
    case 'violates':
      return `${patternDescription(pattern)}: ${formatCount(violating)} of ${formatCount(blocks)} blocks violate it`;
    case 'counted':
      return `${patternDescription(pattern)}: ${formatCount(zeroBlocks)} of ${formatCount(blocks)}, with ${percent(shareOfZeros)} of all zeros`;
    case 'trivial':
      return `trivial: rows of ${columnCount === 1 ? '1 weight are' : `${columnCount} weights are`} too short to violate ${patternDescription(pattern)}`;
    case 'not-applicable':
      return 'not applicable: the last dimension of this tensor is not the input channels, so the pattern says nothing about what hardware reads';
  }
}

/** `802,816`. By hand: the first call of toLocaleString takes 20 ms, between a drop and its map. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `50.00 %`; never rounded to all or nothing when it is not. */
export function percent(share: number): string {
  const text = (share * 100).toFixed(2);
  if (share > 0 && text === '0.00') return '< 0.01 %';
  if (share < 1 && text === '100.00') return '> 99.99 %';
  return `${text} %`;
}
