import { type Margins, marginsOf } from '../sparsity/margins';
import { type Mask, nonZeroCount } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { Summary } from '../sparsity/summary';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { type BlockPlace, violationAt } from '../sparsity/violations';
import type { Storage } from '../tflite/weights/storage';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { type BlockMarks, blockMarks } from './blocksInView';
import { type MatrixView, type ViewChoice, viewOf, viewText } from './matrixView';
import { maskInLines, maskInView } from './viewedMask';

/** All that the map of one tensor is drawn from. */
export type TensorMap = {
  readonly tensor: WeightTensor;
  readonly view: MatrixView;
  /** Rows and columns of the view of which something is known: of a link's picture a window, absent: all. */
  readonly known?: MatrixWindow;
  /** Of the mask as it is drawn, [view.rowCount, view.columnCount]. */
  readonly pyramid: DensityPyramid;
  /** Of the mask as it is drawn. */
  readonly margins: Margins;
  /** Of the weight matrix, whatever the view. */
  readonly summary: Summary;
  readonly storage: Storage;
  /** Violating blocks that the view shows; a slice shows some of them. */
  readonly violationCount: number;
  /** Where they are, from far; absent when there is none. */
  readonly marks: ViolationMarks | undefined;
};

export type ViolationMarks = Omit<BlockMarks, 'mask'> & { readonly pyramid: DensityPyramid };

/** @param pyramidOf an engine's, for masks of the view's size and of its blocks */
export async function tensorMapOf(
  tensor: WeightTensor,
  choice: ViewChoice,
  { mask, summary, storage }: Pick<TimedAnalysis, 'mask' | 'summary' | 'storage'>,
  pyramidOf: (mask: Mask) => Promise<DensityPyramid>,
): Promise<TensorMap> {
  const view = viewOf(tensor, choice);
  const violationCount = nonZeroCount(shownViolations(view, summary));
  const drawn = maskInView(mask, view);
  const picture = {
    tensor,
    view,
    pyramid: await pyramidOf(drawn),
    margins: marginsOf(drawn),
    summary,
    storage,
    violationCount,
  };
  if (violationCount === 0) return { ...picture, marks: undefined };
  const {
    mask: marked,
    cellRows,
    cellColumns,
  } = blockMarks(view, summary.violations, blockSizeOf(summary.pattern).columns);
  return { ...picture, marks: { pyramid: await pyramidOf(marked), cellRows, cellColumns } };
}

/** The violating block `number` of those that the view shows, counted line by line from 0. */
export function violationInMap({ view, summary }: TensorMap, number: number): BlockPlace | undefined {
  const place = violationAt(shownViolations(view, summary), number);
  if (!place || !isSlice(view)) return place;
  const { first, stride, rowLength } = view.lines;
  return { ...place, row: (first + place.row * stride) / rowLength };
}

/** [rows of the weight matrix, or those of the slice; blocks per row] */
function shownViolations(view: MatrixView, { violations }: Summary): Mask {
  return isSlice(view) ? maskInLines(violations, view.lines) : violations;
}

function isSlice({ layout }: MatrixView): boolean {
  return typeof layout === 'object';
}

/** Whether two pictures show the same weights at the same places, of another pattern perhaps. */
export function isSameMatrix(next: TensorMap, before: TensorMap | undefined): boolean {
  return (
    before !== undefined &&
    tensorKey(next.tensor) === tensorKey(before.tensor) &&
    next.tensor.name === before.tensor.name &&
    viewText(next.view) === viewText(before.view) &&
    next.view.rowCount === before.view.rowCount &&
    next.view.columnCount === before.view.columnCount
  );
}
