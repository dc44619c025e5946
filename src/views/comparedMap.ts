import { changeMasks, yieldIfLarge, type ZeroChanges } from '../sparsity/comparison';
import type { Mask } from '../sparsity/mask';
import type { DensityPyramid } from '../sparsity/pyramid';
import type { MatrixView } from './matrixView';
import { maskInView } from './viewedMask';

/** The map of a pair of tensors in a view. Plain data. */
export type ComparedMap = {
  /** Of the complete tensor, also if the view is a slice. */
  readonly changes: ZeroChanges;
  readonly kept: DensityPyramid;
  readonly added: DensityPyramid;
  readonly lost: DensityPyramid;
};

/**
 * @param changes result of `zeroChanges` for the pair
 * @param pyramidOf of an engine
 * @throws ModelError `cancelled`
 */
export async function comparedMap(
  before: Mask,
  after: Mask,
  changes: ZeroChanges,
  view: MatrixView,
  pyramidOf: (mask: Mask) => Promise<DensityPyramid>,
  signal?: AbortSignal,
): Promise<ComparedMap> {
  const first = maskInView(before, view);
  await yieldIfLarge(before, signal);
  const second = maskInView(after, view);
  await yieldIfLarge(before, signal);
  const masks = await changeMasks(first, second, signal);
  const pyramids: DensityPyramid[] = [];
  for (const mask of [masks.kept, masks.added, masks.lost]) {
    await yieldIfLarge(before, signal);
    pyramids.push(await pyramidOf(mask));
  }
  const [kept, added, lost] = pyramids;
  return { changes, kept, added, lost };
}
