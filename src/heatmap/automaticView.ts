import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { layoutsOf, type ViewChoice, viewOf } from '../views/matrixView';
import { completeWindow, drawnSize, fittedPlacement, type PixelSize } from './viewport';

// Less would not be worth another orientation than the one in which the file stores the tensor.
const minGain = 1.5;

/**
 * The view of a tensor for which no view and no window is requested. A convolution of several taps is drawn in tiles: as [out*h*w, in], it would be
 * a strip of a few pixels. A tensor is transposed if its weights are then drawn at least 1.5 times as large.
 * @param size of the map, CSS pixels. Undefined until it is known: tensors are then not transposed.
 */
export function automaticView(tensor: WeightTensor, pattern: Pattern, size: PixelSize | undefined): ViewChoice {
  const layout = hasTiles(tensor, pattern) ? 'taps' : undefined;
  const asStored = { layout, transposed: false } as const;
  if (!size) return asStored;
  const scaleOf = (choice: ViewChoice) =>
    fittedPlacement(completeWindow(drawnSize(viewOf(tensor, choice))), size).scale;
  return { layout, transposed: scaleOf({ layout, transposed: true }) >= minGain * scaleOf(asStored) };
}

/** Not for tiles of a single column, and not for blocks of several rows of the weight matrix, which are in different tiles. */
function hasTiles(tensor: WeightTensor, pattern: Pattern): boolean {
  return tensor.columnCount > 1 && blockSizeOf(pattern).rows === 1 && layoutsOf(tensor).includes('taps');
}
