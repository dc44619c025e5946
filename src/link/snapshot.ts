import { emptyMask, type Mask, setBit } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import { conforms, summaryCounts } from '../sparsity/summary';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { blockInView, violationsInView } from '../views/blocksInView';
import { type DensityPicture, densityPictureOf, maxPictureSide } from '../views/densityPicture';
import { shownView, type ViewChoice } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import { maskWithin } from '../views/viewedMask';

/** Preview of a model in a link, for readers without the file: a window of one tensor and the verdicts of all. Plain data. */
export type Snapshot = SnapshotFacts & (MaskInWindow | PictureOfWindow);

type SnapshotFacts = {
  readonly tensor: WeightTensor;
  /** The pattern of the counts and verdicts. */
  readonly pattern: Pattern;
  readonly view: ViewChoice;
  /** In rows and columns of the view. */
  readonly window: MatrixWindow;
  /** Counts of the complete tensor. */
  readonly counts: SnapshotCounts;
  /** Verdicts of all weight tensors, in the order of the model. */
  readonly verdicts: readonly SnapshotVerdict[];
};

export type MaskInWindow = {
  /** Mask of the window, [rows, columns]. */
  readonly mask: Mask;
  /** Cells of the window that are in violating blocks, [rows, columns]. Blocks at the edge are judged with their weights outside of the window. */
  readonly violating: Mask;
  readonly picture?: undefined;
};

/** For a window whose mask is too large for a link. */
export type PictureOfWindow = { readonly picture: DensityPicture; readonly mask?: undefined };

export type SnapshotCounts = {
  readonly nonzeros: number;
  readonly blocks: number;
  readonly conformingBlocks: number;
  /** For block patterns: the number of all-zero blocks, and of the weights in them. */
  readonly zeroBlocks?: { readonly count: number; readonly weights: number } | undefined;
};

export type SnapshotVerdict = {
  readonly kind: SnapshotVerdictKind;
  /** Key of the tensor, `0:5`. Absent in links of models with more than 100 tensors. */
  readonly tensor?: string;
  /** For the kinds `violates` and `nearly`. Absent where the key is. */
  readonly violatingBlocks?: number;
};

// Links hold the index of a kind, so the order never changes and new kinds are appended. Three bits: at most 8 kinds.
export const snapshotVerdictKinds = [
  'conforms',
  'violates',
  'trivial',
  'not-applicable',
  /** All-zero blocks were counted: block patterns have no violations. */
  'counted',
  'unread',
  'failed',
  /** Violates, but was meant to conform: the status `nearly`. */
  'nearly',
] as const;

export type SnapshotVerdictKind = (typeof snapshotVerdictKinds)[number];

/** Whether verdicts of a kind have a number of violating blocks. */
export function hasViolations(kind: SnapshotVerdictKind): boolean {
  return kind === 'violates' || kind === 'nearly';
}

/** A snapshot with the mask of a window. @param window in rows and columns of the view */
export function snapshotOf(
  tensorMap: TensorMap,
  window: MatrixWindow,
  verdicts: readonly SnapshotVerdict[],
): SnapshotFacts & MaskInWindow {
  const mask = maskWithin(tensorMap.pyramid.mask, window);
  return { ...factsOf(tensorMap, window, verdicts), mask, violating: violatingCells(tensorMap, window) };
}

/** A snapshot with the densities of a window. @param maxSide maximum number of rows and columns of the picture */
export function pictureSnapshotOf(
  tensorMap: TensorMap,
  window: MatrixWindow,
  verdicts: readonly SnapshotVerdict[],
  maxSide = maxPictureSide,
): SnapshotFacts & PictureOfWindow {
  const picture = densityPictureOf(tensorMap.pyramid, window, maxSide);
  return { ...factsOf(tensorMap, window, verdicts), picture };
}

function factsOf(
  { tensor, view, summary }: TensorMap,
  window: MatrixWindow,
  verdicts: readonly SnapshotVerdict[],
): SnapshotFacts {
  return {
    tensor,
    pattern: summary.pattern,
    view: shownView(tensor, { layout: view.layout, transposed: view.transposed }),
    window,
    counts: summaryCounts(summary),
    verdicts,
  };
}

function violatingCells({ view, summary }: TensorMap, window: MatrixWindow): Mask {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  const cells = emptyMask(rowEnd - rowStart, columnEnd - columnStart);
  if (conforms(summary)) return cells;
  const of = blockSizeOf(summary.pattern).columns;
  for (const place of violationsInView(view, summary.violations, of, window, Number.POSITIVE_INFINITY) ?? []) {
    const block = blockInView(view, place, of)!;
    for (let row = Math.max(block.rowStart, rowStart); row < Math.min(block.rowEnd, rowEnd); row++) {
      for (
        let column = Math.max(block.columnStart, columnStart);
        column < Math.min(block.columnEnd, columnEnd);
        column++
      )
        setBit(cells, row - rowStart, column - columnStart);
    }
  }
  return cells;
}
