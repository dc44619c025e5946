import { emptyMask, type Mask, setBit } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { blockInView, violationsInView } from '../views/blocksInView';
import { shownView, type ViewChoice } from '../views/matrixView';
import type { TensorMap } from '../views/tensorMap';
import { maskWithin } from '../views/viewedMask';

/** What a link shows of a model to someone who does not have the file: a window of one tensor, and the verdict of each. Plain data. */
export type Snapshot = {
  readonly tensor: WeightTensor;
  /** What was looked for; the verdicts hold for no other pattern. */
  readonly pattern: Pattern;
  readonly view: ViewChoice;
  /** In rows and columns of the view. */
  readonly window: MatrixWindow;
  /** Of the window, [rows, columns]. */
  readonly mask: Mask;
  /** Cells of the window that lie in a violating block, [rows, columns]. A block that the window cuts was judged as a whole. */
  readonly violating: Mask;
  /** Of the whole tensor. */
  readonly counts: SnapshotCounts;
  /** Of every weight tensor, in the order of the model. */
  readonly verdicts: readonly SnapshotVerdict[];
};

export type SnapshotCounts = {
  readonly nonzeros: number;
  readonly blocks: number;
  readonly conformingBlocks: number;
  /** Of a pattern of whole blocks: how many are zero, and the weights in them. */
  readonly zeroBlocks?: { readonly count: number; readonly weights: number } | undefined;
};

export type SnapshotVerdict = {
  readonly kind: SnapshotVerdictKind;
  /** Key of the tensor, `0:5`; a link of a model with more than 100 tensors leaves it out. */
  readonly tensor?: string;
  /** Of a tensor that violates; left out like the key. */
  readonly violatingBlocks?: number;
};

// A link says them by their number here, so they keep their places, and new ones come last. Eight at most.
export const snapshotVerdictKinds = [
  'conforms',
  'violates',
  'trivial',
  'not-applicable',
  /** Blocks that are zero as a whole were counted; nothing violates such a pattern. */
  'counted',
  'unread',
  'failed',
] as const;

export type SnapshotVerdictKind = (typeof snapshotVerdictKinds)[number];

/** @param window a part of the picture, in rows and columns of its view */
export function snapshotOf(tensorMap: TensorMap, window: MatrixWindow, verdicts: readonly SnapshotVerdict[]): Snapshot {
  const { tensor, view, pyramid, summary } = tensorMap;
  const { nonzeros, blocks, conformingBlocks, zeroBlocks }: SnapshotCounts = summary;
  return {
    tensor,
    pattern: summary.pattern,
    view: shownView(tensor, { layout: view.layout, transposed: view.transposed }),
    window,
    mask: maskWithin(pyramid.mask, window),
    violating: violatingCells(tensorMap, window),
    counts: { nonzeros, blocks, conformingBlocks, ...(zeroBlocks && { zeroBlocks }) },
    verdicts,
  };
}

function violatingCells({ view, summary }: TensorMap, window: MatrixWindow): Mask {
  const { rowStart, rowEnd, columnStart, columnEnd } = window;
  const cells = emptyMask(rowEnd - rowStart, columnEnd - columnStart);
  if (summary.conformingBlocks === summary.blocks) return cells;
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
