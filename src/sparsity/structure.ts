import { elementCount, isFilter, type WeightTensor } from '../tflite/weights/weightTensor';
import { rowShareByChance } from './chance';
import type { Engine } from './engine';
import type { Mask } from './mask';
import { type BlockSize, patternDescription, patternName, sizeText, type ZerosPattern } from './pattern';
import { isRounding, type SmallValues } from './rounding';
import { type StructureCounts, structureCounts } from './structureCounts';
import { formatCount, percent } from './verdict';

/**
 * Structure of the zeros of a tensor, independent of the requested pattern. Each listed pattern holds in all blocks. `kind` is the best
 * explanation of the zeros.
 */
export type Structure = {
  readonly kind: StructureKind;
  /**
   * The strictest patterns that hold, the least likely by chance first. Left out: patterns that follow from another one, that rows are too short
   * to break, or that almost any tensor with as many zeros follows.
   */
  readonly patterns: readonly HeldPattern[];
  /** Number of all-zero rows and columns of the weight matrix. */
  readonly zeroRows: number;
  readonly zeroColumns: number;
  /** Number of all-zero filters of a convolution; absent if a filter is a single row, or if there are no filters. */
  readonly zeroFilters?: number;
  /** For each block size that fits into the matrix, the share of all zeros in all-zero blocks, 0 to 1. */
  readonly zeroBlocks: readonly { readonly block: BlockSize; readonly share: number }[];
  /** The tensor is quantized, and rounding alone explains its number of zeros. */
  readonly fromRounding: boolean;
};

type StructureKind =
  | 'empty'
  | 'all-zero'
  | 'pattern'
  | 'zero-rows'
  | 'zero-columns'
  | 'zero-filters'
  | 'zero-blocks'
  | 'few-blocks'
  | 'unstructured'
  | 'dense';

type HeldPattern = {
  readonly pattern: ZerosPattern;
  /** Share of blocks, 0 to 1, that would follow the pattern if the same number of zeros were placed at random. */
  readonly expectedByChance: number;
};

/** Share of zeros that an explanation must cover. The rest can come from rounding. */
export const nearlyAll = 0.9;
/** A smaller share of zeros occurs in any trained tensor. */
export const fewZeros = 0.01;
// If at least this many blocks would break a pattern by chance, it is not a coincidence that none does.
const minExpectedViolations = 10;
// A pattern that more blocks follow by chance says nothing, unless there are many blocks.
const maxExpectedByChance = 0.9;
// Fewer zeros can all be in short blocks at the edges by chance.
const minZerosOfBlocks = 10;

/**
 * @param small absent for tensors that are not quantized, and for stored-sparse tensors
 * @param countsOf function of an engine
 * @throws ModelError `cancelled`
 */
export async function structureOf(
  tensor: WeightTensor,
  mask: Mask,
  small?: SmallValues,
  signal?: AbortSignal,
  countsOf: Engine['structureCountsOf'] = structureCounts,
): Promise<Structure> {
  const elements = elementCount(tensor);
  const taps = tapsOf(tensor);
  const counts = await countsOf(mask, taps, signal);
  const { nonzeros, zeroRows, zeroColumns, zeroGroups } = counts;
  const zeros = elements - nonzeros;
  const evidence = {
    patterns: nonzeros === 0 ? [] : heldPatterns(mask, counts.worst, nonzeros / elements),
    zeroRows,
    zeroColumns,
    ...(taps > 1 && { zeroFilters: zeroGroups }),
    zeroBlocks: counts.zeroBlocks.map(({ block, weights }) => ({ block, share: zeros === 0 ? 0 : weights / zeros })),
    fromRounding: zeros > 0 && small !== undefined && isRounding(small),
  };
  return { kind: kindOf(tensor, mask, zeros, evidence), ...evidence };
}

function kindOf(tensor: WeightTensor, mask: Mask, zeros: number, evidence: Omit<Structure, 'kind'>): StructureKind {
  const elements = elementCount(tensor);
  const { zeroRows, zeroColumns, zeroFilters = 0, zeroBlocks, patterns, fromRounding } = evidence;
  if (elements === 0) return 'empty';
  if (zeros === elements) return 'all-zero';
  if (zeros === 0 || (zeros / elements < fewZeros && zeroRows + zeroColumns === 0)) return 'dense';
  // A row of one weight is not a row structure.
  const inRows = tensor.columnCount > 1 ? zeroRows * tensor.columnCount : 0;
  const inColumns = tensor.rowCount > 1 ? zeroColumns * tensor.rowCount : 0;
  const both = inRows > 0 && inColumns > 0 ? zeroRows * zeroColumns : 0;
  if (inRows + inColumns - both >= nearlyAll * zeros) {
    if (inColumns > inRows) return 'zero-columns';
    return zeroFilters > 0 && zeroFilters * tapsOf(tensor) >= nearlyAll * zeroRows ? 'zero-filters' : 'zero-rows';
  }
  if (patterns.some((held) => isEvident(mask, held))) return 'pattern';
  if (zeros >= minZerosOfBlocks && zeroBlocks.some(({ share }) => share >= nearlyAll)) return 'zero-blocks';
  if (zeros / elements < fewZeros) return 'dense';
  // Before rounding, which would not explain that the pattern holds.
  if (patterns.length > 0) return 'few-blocks';
  return fromRounding ? 'dense' : 'unstructured';
}

/** Number of rows of the weight matrix per filter, for filters [out, h, w, in]; otherwise 1. */
function tapsOf(tensor: WeightTensor): number {
  return isFilter(tensor) ? tensor.shape[1] * tensor.shape[2] : 1;
}

function heldPatterns(mask: Mask, worst: StructureCounts['worst'], density: number): HeldPattern[] {
  const { columnCount } = mask;
  const held = worst
    // Rows of 3, such as the channels of an image, count as blocks of 4. Shorter rows cannot break all patterns.
    .filter(({ of, nonzeros }) => nonzeros < Math.min(of, columnCount) && of <= columnCount + 1)
    .map(({ of, nonzeros }): ZerosPattern => ({ zeros: of - nonzeros, of }));
  return held
    .filter((pattern) => !held.some((other) => other !== pattern && follows(pattern, other)))
    .map((pattern) => ({ pattern, expectedByChance: rowShareByChance(columnCount, density, pattern) }))
    .filter((pattern) => pattern.expectedByChance <= maxExpectedByChance || isEvident(mask, pattern))
    .sort((a, b) => a.expectedByChance - b.expectedByChance);
}

/** Whether `pattern` holds wherever `from` holds. One block length is a multiple of the other. */
function follows(pattern: ZerosPattern, from: ZerosPattern): boolean {
  const allowed = (from.of - from.zeros) * Math.max(1, pattern.of / from.of);
  return pattern.of - pattern.zeros >= allowed;
}

/** Whether chance does not explain that all blocks follow a pattern. */
function isEvident({ rowCount, columnCount }: Mask, { pattern, expectedByChance }: HeldPattern): boolean {
  const blocks = rowCount * Math.ceil(columnCount / pattern.of);
  return (1 - expectedByChance) * blocks >= minExpectedViolations;
}

/** The structure of the zeros, as a sentence without a full stop. */
export function structureText(tensor: WeightTensor, structure: Structure): string {
  const { kind, patterns, zeroRows, zeroColumns, zeroFilters = 0, zeroBlocks, fromRounding } = structure;
  switch (kind) {
    case 'empty':
      return 'No weights: a dimension is 0';
    case 'all-zero':
      return 'All weights are zero';
    case 'zero-rows':
      return `${formatCount(zeroRows)} of ${formatCount(tensor.rowCount)} rows are all-zero`;
    case 'zero-filters':
      return `${formatCount(zeroFilters)} of ${formatCount(tensor.shape[0])} filters are all-zero`;
    case 'zero-columns':
      return `${formatCount(zeroColumns)} of ${formatCount(tensor.columnCount)} ${tapsOf(tensor) > 1 ? 'input channels' : 'columns'} are all-zero`;
    case 'pattern':
      return capitalized(patternsText(patterns));
    case 'zero-blocks': {
      const { block, share } = zeroBlocks.find((found) => found.share >= nearlyAll)!;
      return `All-zero ${sizeText(block)} blocks hold ${percent(share)} of the zeros`;
    }
    case 'few-blocks':
      return `Too few blocks to tell from chance: ${patternsText(patterns)}`;
    case 'unstructured':
      // The requested pattern can hold, if chance explains it.
      return 'Unstructured: no pattern found';
    case 'dense':
      return `Not pruned: ${fromRounding ? 'the zeros come from rounding' : 'almost no zeros'}`;
  }
}

/** The name of a structure for a table cell: `zero rows`, `1 of 4`, `zero 1 × 4 blocks`; undefined if the zeros have none. */
export function structureName({ kind, patterns, zeroBlocks }: Structure): string | undefined {
  switch (kind) {
    case 'pattern':
      return patternName(patterns[0].pattern);
    case 'zero-rows':
    case 'zero-columns':
    case 'zero-filters':
      return kind.replace('-', ' ');
    case 'zero-blocks':
      return `zero ${sizeText(zeroBlocks.find(({ share }) => share >= nearlyAll)!.block)} blocks`;
    default:
      return undefined;
  }
}

function patternsText(patterns: readonly HeldPattern[]): string {
  return patterns
    .map((held) => `${patternDescription(held.pattern)} (${percent(held.expectedByChance)} expected by chance)`)
    .join('; ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Further all-zero rows, columns and blocks that structureText does not mention; can be empty. */
export function structureEvidenceText(tensor: WeightTensor, structure: Structure): string {
  const { kind, zeroRows, zeroColumns, zeroBlocks } = structure;
  if (kind === 'empty' || kind === 'all-zero') return '';
  const ofFours = zeroBlocks.find(({ block }) => block.rows === 1 && block.columns === 4)?.share ?? 0;
  return [
    zeroRows > 0 &&
      tensor.columnCount > 1 &&
      kind !== 'zero-rows' &&
      kind !== 'zero-filters' &&
      `${formatCount(zeroRows)} of ${formatCount(tensor.rowCount)} rows all-zero`,
    zeroColumns > 0 &&
      tensor.rowCount > 1 &&
      kind !== 'zero-columns' &&
      `${formatCount(zeroColumns)} of ${formatCount(tensor.columnCount)} columns all-zero`,
    ofFours > 0 && kind !== 'zero-blocks' && `${percent(ofFours)} of the zeros in all-zero 1 × 4 blocks`,
  ]
    .filter(Boolean)
    .join(', ');
}
