import { type Mask, reshapedMask } from './mask';
import { type MatrixView, viewOf } from './matrixView';
import type { TimedAnalysis } from './openModel';
import type { DensityPyramid } from './pyramid';
import type { Storage } from './storage';
import type { Summary } from './summary';
import type { WeightMatrix } from './weightMatrix';

/** All that the map of one tensor is drawn from. */
export type Picture = {
  readonly weight: WeightMatrix;
  readonly view: MatrixView;
  /** The mask as it is drawn, [view.rowCount, view.columnCount]. */
  readonly pyramid: DensityPyramid;
  /** Of the weight matrix, whatever the view. */
  readonly summary: Summary;
  readonly storage: Storage;
};

/** The mask in the rows that are drawn. */
export function drawnMask(weight: WeightMatrix, mask: Mask): Mask {
  const view = viewOf(weight);
  return view.followsPattern ? mask : reshapedMask(mask, view.rowCount, view.columnCount);
}

/** @param pyramid of the drawn mask */
export function pictureOf(weight: WeightMatrix, { summary, storage }: TimedAnalysis, pyramid: DensityPyramid): Picture {
  return { weight, view: viewOf(weight), pyramid, summary, storage };
}

/** How many blocks the map can point at: none in a view whose rows the pattern does not run along. */
export function violationCount({ view, summary }: Picture): number {
  return view.followsPattern ? summary.blocks - summary.conformingBlocks : 0;
}
