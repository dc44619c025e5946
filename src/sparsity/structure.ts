import { elementCount, type WeightTensor } from '../tflite/weights/weightTensor';
import { marginsOf } from './margins';
import type { Mask } from './mask';
import { type BlockSize, patternDescription, type ZerosPattern } from './pattern';
import { formatCount, percent } from './verdict';
import { worstBlocks, zeroBlocksIn } from './zeroBlocks';

/**
 * What the zeros of a tensor are like, with the evidence. Every pattern that is listed holds without exception; `kind` is the one that explains the
 * zeros best.
 */
export type Structure = {
  readonly kind: StructureKind;
  /** The strictest m:n patterns that hold, along rows of at least one whole block; what follows from another is left out. What is least by chance comes first. */
  readonly patterns: readonly HeldPattern[];
  /** Rows and columns of the weight matrix that hold nothing but zeros. */
  readonly zeroRows: number;
  readonly zeroColumns: number;
  /** Filters of a convolution that do; absent where a filter is a row, or none. */
  readonly zeroFilters?: number;
  /** Of all zeros, the share that lies in blocks that are zero as a whole, by block that the matrix has room for. */
  readonly zeroBlocks: readonly { readonly block: BlockSize; readonly share: number }[];
  /** Zeros of a quantized tensor are as many as rounding alone leaves. */
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
  | 'unstructured'
  | 'dense';

type HeldPattern = {
  readonly pattern: ZerosPattern;
  /** The share of blocks, 0..1, that would keep to it if as many zeros lay at random. */
  readonly expectedByChance: number;
};

/** How often stored numbers lie at the zero point and one step beside it, among those looked at. */
export type SmallValues = { readonly looked: number; readonly zero: number; readonly one: number };

const blockSizes: readonly BlockSize[] = [
  { rows: 4, columns: 4 },
  { rows: 1, columns: 16 },
  { rows: 1, columns: 4 },
  { rows: 4, columns: 1 },
];

// A share of zeros that is explained as a whole; the rest may be zeros of rounding.
const nearlyAll = 0.9;
// Fewer zeros are what any trained tensor may have.
const fewZeros = 0.05;
// Blocks that would break a pattern by chance, so that keeping it is no coincidence.
const tellingViolations = 10;

/** @param small absent for tensors that are not quantized */
export function structureOf(tensor: WeightTensor, mask: Mask, small?: SmallValues): Structure {
  const elements = elementCount(tensor);
  const { rows, columns } = marginsOf(mask);
  const nonzeros = rows.reduce((sum, count) => sum + count, 0);
  const zeros = elements - nonzeros;
  const taps = tapsOf(tensor);
  const zeroRows = rows.filter((count) => count === 0).length;
  const zeroColumns = columns.filter((count) => count === 0).length;
  const zeroFilters = taps > 1 ? zeroGroups(rows, taps) : undefined;
  const fits = (block: BlockSize) => block.rows <= mask.rowCount && block.columns <= mask.columnCount;
  const evidence = {
    patterns: nonzeros === 0 ? [] : heldPatterns(mask, nonzeros / elements),
    zeroRows,
    zeroColumns,
    ...(zeroFilters !== undefined && { zeroFilters }),
    zeroBlocks: blockSizes.filter(fits).map((block) => ({
      block,
      share: zeros === 0 ? 0 : zeroBlocksIn(mask, block).weights / zeros,
    })),
    fromRounding: zeros > 0 && small !== undefined && isRounding(small),
  };
  return { kind: kindOf(tensor, mask, zeros, evidence), ...evidence };
}

function kindOf(tensor: WeightTensor, mask: Mask, zeros: number, evidence: Omit<Structure, 'kind'>): StructureKind {
  const elements = elementCount(tensor);
  const { zeroRows, zeroColumns, zeroFilters = 0, zeroBlocks, patterns, fromRounding } = evidence;
  if (elements === 0) return 'empty';
  if (zeros === elements) return 'all-zero';
  if (zeros / elements < fewZeros && zeroRows + zeroColumns === 0) return 'dense';
  // A row of one weight is that weight.
  const inRows = tensor.columnCount > 1 ? zeroRows * tensor.columnCount : 0;
  const inColumns = tensor.rowCount > 1 ? zeroColumns * tensor.rowCount : 0;
  const both = inRows > 0 && inColumns > 0 ? zeroRows * zeroColumns : 0;
  if (inRows + inColumns - both >= nearlyAll * zeros) {
    if (inColumns > inRows) return 'zero-columns';
    return zeroFilters > 0 && zeroFilters * tapsOf(tensor) >= nearlyAll * zeroRows ? 'zero-filters' : 'zero-rows';
  }
  if (patterns.some((held) => (1 - held.expectedByChance) * blocksOf(mask, held.pattern) >= tellingViolations)) {
    return 'pattern';
  }
  if (zeroBlocks.some(({ share }) => share >= nearlyAll)) return 'zero-blocks';
  return fromRounding || zeros / elements < fewZeros ? 'dense' : 'unstructured';
}

/** Rows of the weight matrix that make a filter, [out, h, w, in]. */
function tapsOf({ shape, operators }: WeightTensor): number {
  const isFilter = shape.length === 4 && operators.some(({ code }) => code === 'CONV_2D' || code === 'TRANSPOSE_CONV');
  return isFilter ? shape[1] * shape[2] : 1;
}

function zeroGroups(rows: Uint32Array, length: number): number {
  let count = 0;
  for (let first = 0; first < rows.length; first += length) {
    if (rows.subarray(first, first + length).every((nonzeros) => nonzeros === 0)) count++;
  }
  return count;
}

function heldPatterns(mask: Mask, density: number): HeldPattern[] {
  const held = worstBlocks(mask)
    .filter(({ of, nonzeros }) => nonzeros < of && mask.columnCount >= of)
    .map(({ of, nonzeros }): ZerosPattern => ({ zeros: of - nonzeros, of }));
  return held
    .filter((pattern) => !held.some((other) => other !== pattern && follows(pattern, other)))
    .map((pattern) => ({ pattern, expectedByChance: shareByChance(density, pattern) }))
    .sort((a, b) => a.expectedByChance - b.expectedByChance);
}

/** Whether whatever keeps to the second pattern keeps to the first; of two lengths, the longer is a multiple of the shorter. */
function follows(pattern: ZerosPattern, from: ZerosPattern): boolean {
  const allowed = (from.of - from.zeros) * Math.max(1, pattern.of / from.of);
  return pattern.of - pattern.zeros >= allowed;
}

function blocksOf(mask: Mask, { of }: ZerosPattern): number {
  return mask.rowCount * Math.floor(mask.columnCount / of);
}

/** The share of blocks with at most `of - zeros` non-zeros when each weight is non-zero by a draw of its own. */
export function shareByChance(density: number, { zeros, of }: ZerosPattern): number {
  let share = 0;
  let ways = 1;
  for (let count = 0; count <= of - zeros; count++) {
    share += ways * density ** count * (1 - density) ** (of - count);
    ways = (ways * (of - count)) / (count + 1);
  }
  return Math.min(1, share);
}

/**
 * Rounding sends to zero what lies within half a step of it, and to one step what lies beside: where values fall off as those of trained weights do
 * (Laplace), a share of zeros foretells the share of ones. Pruning takes the small values away, so that ones are missing.
 */
function isRounding({ looked, zero, one }: SmallValues): boolean {
  if (looked === 0) return false;
  const rest = 1 - zero / looked;
  return one / looked >= 0.5 * rest * (1 - rest * rest);
}

/** What the zeros are like, as a sentence without a full stop, and what speaks for it. */
export function structureText(tensor: WeightTensor, structure: Structure): string {
  const { kind, patterns, zeroRows, zeroColumns, zeroFilters = 0, zeroBlocks, fromRounding } = structure;
  switch (kind) {
    case 'empty':
      return 'no weights: one of its sizes is 0';
    case 'all-zero':
      return 'nothing but zeros';
    case 'zero-rows':
      return `${formatCount(zeroRows)} of ${formatCount(tensor.rowCount)} rows are zero as a whole`;
    case 'zero-filters':
      return `${formatCount(zeroFilters)} of ${formatCount(tensor.shape[0])} filters are zero as a whole`;
    case 'zero-columns':
      return `${formatCount(zeroColumns)} of ${formatCount(tensor.columnCount)} ${tapsOf(tensor) > 1 ? 'input channels' : 'columns'} are zero as a whole`;
    case 'pattern':
      return patterns
        .map(
          (held) => `${patternDescription(held.pattern)} (at random ${percent(held.expectedByChance)} of blocks would)`,
        )
        .join('; ');
    case 'zero-blocks': {
      const { block, share } = zeroBlocks.find((found) => found.share >= nearlyAll)!;
      return `blocks of ${block.rows} × ${block.columns} that are zero as a whole hold ${percent(share)} of the zeros`;
    }
    case 'unstructured':
      return 'unstructured: zeros without a pattern';
    case 'dense':
      return fromRounding ? 'dense: as many zeros as rounding leaves' : 'dense: hardly any zeros';
  }
}

/** What else speaks for it or against it, as far as there is anything. */
export function structureEvidenceText(tensor: WeightTensor, structure: Structure): string {
  const { kind, zeroRows, zeroColumns, zeroBlocks } = structure;
  if (kind === 'empty' || kind === 'all-zero') return '';
  const ofFours = zeroBlocks.find(({ block }) => block.rows === 1 && block.columns === 4)?.share ?? 0;
  return [
    zeroRows > 0 &&
      tensor.columnCount > 1 &&
      kind !== 'zero-rows' &&
      kind !== 'zero-filters' &&
      `${formatCount(zeroRows)} of ${formatCount(tensor.rowCount)} rows zero`,
    zeroColumns > 0 &&
      tensor.rowCount > 1 &&
      kind !== 'zero-columns' &&
      `${formatCount(zeroColumns)} of ${formatCount(tensor.columnCount)} columns zero`,
    ofFours > 0 && kind !== 'zero-blocks' && `${percent(ofFours)} of the zeros in whole blocks of 1 × 4`,
  ]
    .filter(Boolean)
    .join(', ');
}
