import { type Margins, marginsOf } from '../sparsity/margins';
import { type Mask, nonZeroCount } from '../sparsity/mask';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf } from '../sparsity/pattern';
import type { DensityPyramid } from '../sparsity/pyramid';
import { conforms, type Summary } from '../sparsity/summary';
import type { TimedAnalysis } from '../sparsity/timedAnalysis';
import { type BlockPlace, violationAt } from '../sparsity/violations';
import type { Storage } from '../tflite/weights/storage';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import { type BlockMarks, blockMarks } from './blocksInView';
import type { DensityPicture } from './densityPicture';
import { lineStart, type MatrixView, type ViewChoice, viewOf, viewText } from './matrixView';
import { maskInLines, maskInView } from './viewedMask';

/** The map of a tensor: its zeros in a view, and where they violate a pattern. Plain data. */
export type TensorMap = MatrixMap & PatternMap;

/** The part of a map that does not depend on the pattern. A change of pattern keeps it. */
type MatrixMap = {
  readonly tensor: WeightTensor;
  readonly view: MatrixView;
  /** Rows and columns of the view that are known. Absent: all. A link contains a window only. */
  readonly known?: MatrixWindow;
  /** Densities of the window `known`, if its weights are not known. The mask of the pyramid is then empty. */
  readonly picture?: DensityPicture;
  /** Of the mask in the view, [view.rowCount, view.columnCount]. */
  readonly pyramid: DensityPyramid;
  /** Of the mask in the view. */
  readonly margins: Margins;
  /** How the file stores the tensor. Absent where only masks are known: in links and review files. */
  readonly storage?: Storage;
};

/** The part of a map that depends on the pattern. */
export type PatternMap = {
  /** Of the weight matrix. Does not depend on the view. */
  readonly summary: Summary;
  /** Violating blocks that the view shows. A slice shows some of them. */
  readonly violationCount: number;
  /** Positions of the violating blocks in the view, for zoomed-out maps. Undefined if there are none. */
  readonly marks: ViolationMarks | undefined;
};

export type ViolationMarks = Omit<BlockMarks, 'mask'> & { readonly pyramid: DensityPyramid };

/** `pyramidOf` of an engine. */
type PyramidOf = (mask: Mask) => Promise<DensityPyramid>;

/** `marginsOf` of an engine, or the function without an engine. */
type MarginsOf = (mask: Mask) => Margins | Promise<Margins>;

type KnownAnalysis = Pick<TimedAnalysis, 'mask' | 'summary'> & Partial<Pick<TimedAnalysis, 'storage'>>;

export async function tensorMapOf(
  tensor: WeightTensor,
  choice: ViewChoice,
  analysis: KnownAnalysis,
  pyramidOf: PyramidOf,
  countMargins: MarginsOf = marginsOf,
): Promise<TensorMap> {
  const matrixMap = await matrixMapOf(tensor, choice, analysis, pyramidOf, countMargins);
  return { ...matrixMap, ...(await patternMapOf(tensor, choice, analysis.summary, pyramidOf)) };
}

async function matrixMapOf(
  tensor: WeightTensor,
  choice: ViewChoice,
  { mask, storage }: Omit<KnownAnalysis, 'summary'>,
  pyramidOf: PyramidOf,
  countMargins: MarginsOf,
): Promise<MatrixMap> {
  const view = viewOf(tensor, choice);
  const drawn = maskInView(mask, view);
  const pyramid = await pyramidOf(drawn);
  return { tensor, view, pyramid, margins: await countMargins(drawn), ...(storage && { storage }) };
}

export async function patternMapOf(
  tensor: WeightTensor,
  choice: ViewChoice,
  summary: Summary,
  pyramidOf: PyramidOf,
): Promise<PatternMap> {
  const view = viewOf(tensor, choice);
  const violationCount = conforms(summary) ? 0 : nonZeroCount(shownViolations(view, summary));
  if (violationCount === 0) return { summary, violationCount, marks: undefined };
  const { mask, ...cells } = blockMarks(view, summary.violations, blockSizeOf(summary.pattern).columns);
  return { summary, violationCount, marks: { pyramid: await pyramidOf(mask), ...cells } };
}

/** @param number of the violating block among those that the view shows, counted line by line from 0 */
export function violationInMap({ view, summary }: TensorMap, number: number): BlockPlace | undefined {
  const place = violationAt(shownViolations(view, summary), number);
  if (!place || !isSlice(view)) return place;
  return { ...place, row: lineStart(view.lines, place.row) / view.lines.rowLength };
}

/** @returns [rows of the weight matrix or of the slice, blocks per row] */
function shownViolations(view: MatrixView, { violations }: Summary): Mask {
  return isSlice(view) ? maskInLines(violations, view.lines) : violations;
}

function isSlice({ layout }: MatrixView): boolean {
  return typeof layout === 'object';
}

/** Whether two maps show the same weights at the same places. Pattern and threshold can differ. */
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
