import type { Span } from '../sparsity/matrixWindow';
import type { Summary } from '../sparsity/summary';
import { densityStep, type Overview } from '../views/overview';
import type { PixelSize } from './viewport';
import { tintMixer, tintOf, tintStrength } from './violationTint';

/** The violating blocks of an overview, tinted with a color. */
export type OverviewTint = {
  readonly color: string;
  readonly counts: Pick<Summary, 'blocks' | 'conformingBlocks'>;
};

/**
 * Stretches an overview over pixels. A pixel has the mean of the cells in it, or the value of the cell around it.
 * @param pixels [height, width], as ImageData holds them
 * @param steps [256], colors of densities, see densityStep
 * @param tint undefined: violating blocks are not marked
 */
export function paintOverview(
  pixels: Uint32Array,
  size: PixelSize,
  overview: Overview,
  steps: Uint32Array,
  tint?: OverviewTint,
): void {
  const { width } = size;
  eachMean(overview.shares, overview, size, (x, y, sum, most) => {
    pixels[y * width + x] = steps[densityStep(sum, most)];
  });
  if (!tint || !overview.violating) return;
  const strength = strengthOf(tint.counts, Math.min(width * size.height, overview.shares.length));
  const mix = tintMixer(tint.color);
  eachMean(overview.violating, overview, size, (x, y, sum, most) => {
    const pixel = y * width + x;
    if (sum > 0) pixels[pixel] = mix(pixels[pixel], tintOf(sum / most, strength));
  });
}

// Overviews are small. The tint of few violations adds up to at most the share up to which a tensor nearly conforms.
const minVisibleShare = 0.05;

function strengthOf({ blocks, conformingBlocks }: OverviewTint['counts'], parts: number) {
  return tintStrength((blocks - conformingBlocks) / blocks, blocks / parts, minVisibleShare);
}

/**
 * Calls back for each pixel with the sum of the cells in it.
 * @param shares [rowCount, columnCount], 0 to 255
 */
function eachMean(
  shares: Uint8Array,
  { rowCount, columnCount }: Pick<Overview, 'rowCount' | 'columnCount'>,
  { width, height }: PixelSize,
  paint: (x: number, y: number, sum: number, most: number) => void,
): void {
  if (shares.length === 0) return;
  for (let y = 0; y < height; y++) {
    const [rowStart, rowEnd] = cellsAt(y, height, rowCount);
    for (let x = 0; x < width; x++) {
      const [start, end] = cellsAt(x, width, columnCount);
      let sum = 0;
      for (let row = rowStart; row < rowEnd; row++) {
        for (let cell = row * columnCount + start; cell < row * columnCount + end; cell++) sum += shares[cell];
      }
      paint(x, y, sum, 255 * (end - start) * (rowEnd - rowStart));
    }
  }
}

/** The cells in one of `count` equal parts; the cell around the part if parts are smaller than cells. */
function cellsAt(part: number, count: number, cellCount: number): Span {
  const start = Math.floor((part * cellCount) / count);
  return [start, Math.max(start + 1, Math.floor(((part + 1) * cellCount) / count))];
}
