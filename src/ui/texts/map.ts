import type { Coloring, MagnitudeColoring } from '../../heatmap/coloring';
import type { PruningGoal } from '../../pruning/pruningGoal';
import { patternName } from '../../sparsity/pattern';
import { formatCount } from '../../sparsity/verdict';
import type { ZeroScales } from '../../tflite/weights/scales';
import type { Layout } from '../../views/matrixView';

// Texts of the map: heading, controls, legend and readout.

/** `1,152 rows × 192 columns` */
export function mapSizeText(rowCount: number, columnCount: number): string {
  return `${countText(rowCount, 'row')} × ${countText(columnCount, 'column')}`;
}

/** `1 row`, `1,152 rows` */
function countText(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : `${noun}s`}`;
}

export const mapRegionLabel = 'Map';

export const headingTexts = {
  preview: 'Preview only. Open the file for everything else.',
  /** `50.14 % zeros (1,610,151 of 3,211,264)` */
  zeros: (share: string, zeros: number, elements: number) =>
    `${share} zeros (${formatCount(zeros)} of ${formatCount(elements)})`,
  sizes: (stored: string, dense: string) => `${stored} with indices, ${dense} if stored dense`,
  encodedSizes: (stored: string, dense: string) => `${stored}, ${dense} if stored dense`,
  storedSparse: (levels: string) => `Stored sparse (${levels})`,
  encoded: (name: string) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
};

/** `Scale 0 in 3 of 64 channels: these weights are 0 whatever is stored.` */
export function zeroScalesText({ zeros, of, unit }: ZeroScales): string {
  if (unit === 'tensor') return 'Scale 0: all weights are 0 whatever is stored.';
  return `Scale 0 in ${formatCount(zeros)} of ${formatCount(of)} ${unit}s: these weights are 0 whatever is stored.`;
}

export const surfaceTexts = {
  reading: 'Reading weights…',
  readAgain: 'Read again',
  openAgain: 'Open again',
  readingLabel: 'Reading weights',
  cancel: 'Cancel',
  hint: 'Scroll or pinch to zoom, drag to move, double-click to fit. Press ? for keyboard shortcuts.',
  embeddedHint: 'Click, then scroll to zoom. Drag to move, double-click to fit.',
  legend: 'Legend',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fit: 'Fit',
  fitTitle: 'Fit the tensor (0, double-click)',
  previousViolation: 'Previous violation',
  nextViolation: 'Next violation',
};

export const coloringNames: Readonly<Record<Coloring, string>> = {
  nonzero: 'Zero / non-zero',
  density: 'Density of 4 × 4',
  blocks: 'Non-zeros per block',
  magnitude: 'Magnitude',
  quantile: 'Magnitude (quantiles)',
  compare: 'Zeros kept, added, lost',
};

export const controlTexts = {
  view: 'View',
  transpose: 'Transpose',
  color: 'Color',
  thresholdBefore: 'Treat abs(w) ≤',
  thresholdAfter: 'as zero',
  thresholdLabel: 'Treat abs(w) ≤ … as zero',
  thresholdTitle: 'On this page only: reports count exact zeros. Leave empty to count exact zeros here too.',
};

/** What a layout draws as rows and columns. */
export function layoutName(layout: Layout): string {
  if (layout === 'rows') return '[out × h × w, in]';
  if (layout === 'filters') return '[out, h × w × in]';
  if (layout === 'taps') return '[h × out, w × in], in tiles';
  return `[out, in] at h ${layout.h}, w ${layout.w}`;
}

export const atlasToggleTexts = {
  map: 'Map',
  label: 'Atlas',
  title: 'Show all weight tensors on one sheet (a)',
};

export const patternTexts = {
  legend: 'Pattern',
  atLeast: 'At least',
  zerosInEvery: 'zeros in every',
  zeros: 'Zeros in every block',
  blockSize: 'Block size',
  allZero: 'All-zero',
  blocks: 'blocks',
  rows: 'Rows of a block',
  columns: 'Columns of a block',
  invalidZeros: 'Zeros must be fewer than the block size (2 to 64)',
  invalidBlock: 'Blocks have 1 to 64 rows and columns, and at least 2 weights',
};

export const legendTexts = {
  zero: 'zero',
  nonzero: 'non-zero',
  pruned: 'would be pruned',
  violation: 'broken block',
  /** Of a tensor whose broken blocks are not marked. */
  overLimit: (allowed: number) => `more than ${allowed}`,
  violationTint: 'broken block (share per pixel when zoomed out)',
  magnitude: (isQuantile: boolean) => (isQuantile ? 'abs(w), equal-count bins, pixel mean' : 'abs(w), pixel mean'),
  magnitudeFailed: (message: string) => `Magnitudes cannot be read: ${message}`,
  /** @param share 0..1 */
  magnitudeLoading: (share: number) => `Reading magnitudes…${share > 0 ? ` ${Math.floor(share * 100)} %` : ''}`,
};

export const legendCaptions: Readonly<Record<Exclude<Coloring, MagnitudeColoring | 'compare'>, string>> = {
  nonzero: 'Non-zero share per pixel',
  density: 'Non-zero share per 4 × 4 weights or pixel',
  blocks: 'Non-zeros per block, pixel mean',
};

export const readoutTexts = {
  row: 'row',
  column: 'column',
  index: 'index',
  stored: 'stored',
  notStored: 'not stored',
  dequantized: 'dequantized',
  zero: 'zero',
  nonzero: 'non-zero',
  pruned: 'would be pruned',
  notInLink: 'not in the link',
  /** Around a weight whose own value is not known. */
  densityAround: (share: string) => `about ${share} non-zero here`,
  notInReview: 'not in the review file',
  block: 'block',
  /** What follows the number of a block: `: 1 of 4 non-zero` */
  nonzerosOf: (nonzeros: number, of: number) => `${nonzeros} of ${of} non-zero`,
  /** For a block that the map shows only in part. */
  atMost: (nonzeros: number, of: number) => `at most ${nonzeros} of ${of} non-zero`,
  moreThan: (nonzeros: number, of: number) => `more than ${nonzeros} of ${of} non-zero`,
  allZero: 'all zero',
  notContiguous: 'block not contiguous in this view',
};

export const mapLabelTexts = {
  nothingSelected: 'Non-zero map, no tensor selected',
  map: (name: string, rowCount: number, columnCount: number) =>
    `Non-zero map of ${name || 'an unnamed tensor'}, ${countText(rowCount, 'row')} by ${countText(columnCount, 'column')}`,
};

export const announcementTexts = {
  noViolation: 'No violations.',
  noViolationsInPicture: 'The preview does not show single violations. Open the file.',
  /** `Violation 2 of 12: row 93, columns 2,044 to 2,047`; numbers count from 1, columns include the last. */
  violation: (number: number, count: number, row: number, firstColumn: number, lastColumn: number) =>
    `Violation ${formatCount(number)} of ${formatCount(count)}: row ${formatCount(row)}, columns ${formatCount(firstColumn)} to ${formatCount(lastColumn)}`,
};

/** `2 of 4`, or `80 % zeros` */
export function pruningGoalName(goal: PruningGoal): string {
  return 'pattern' in goal ? patternName(goal.pattern) : `${Number((100 * goal.sparsity).toFixed(2))} % zeros`;
}

/** The bar over a map of assumed weights. */
export const whatIfTexts = {
  label: 'What if',
  threshold: (threshold: number) => `What if: abs(w) ≤ ${threshold} counts as zero.`,
  /** @param goal as pruningGoalName gives it */
  pruned: (goal: string) => `What if: pruned to ${goal}.`,
  energy: (share: string) => `Keeps ${share} of the energy.`,
  reading: 'Reading weights…',
  zeros: (share: string) => `${share} zeros.`,
  reset: 'Reset',
};
