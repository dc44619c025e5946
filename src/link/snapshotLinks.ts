import type { MatrixWindow } from '../sparsity/matrixWindow';
import { elementCount } from '../tflite/weights/weightTensor';
import { maxPictureSide } from '../views/densityPicture';
import type { TensorMap } from '../views/tensorMap';
import { pictureSnapshotOf, type Snapshot, type SnapshotVerdict, snapshotOf } from './snapshot';
import { fitsMask } from './snapshotMap';

export { linkWithSnapshot } from './snapshotText';

/** Snapshots of a window, each smaller than the one before: with the mask of the window, then with its densities. */
export function* snapshotsOf(
  tensorMap: TensorMap,
  window: MatrixWindow,
  verdicts: readonly SnapshotVerdict[],
): Generator<Snapshot> {
  if (fitsMask(window, elementCount(tensorMap.tensor))) yield snapshotOf(tensorMap, window, verdicts);
  for (let side = maxPictureSide; side >= 16; side /= 2) yield pictureSnapshotOf(tensorMap, window, verdicts, side);
}
