import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { MatrixSize, PixelSize, Rectangle } from './viewport';

/** Frames for weight matrices, all at one scale. Lengths are weights. */
export type AtlasSheet = {
  readonly width: number;
  readonly height: number;
  /** Distance between frames. The name of a tensor is in the gap above its frame. */
  readonly gap: number;
  /** Minimum side of a frame, so that a pointer can hit it. */
  readonly shortestSide: number;
  /** One frame per matrix, in the same order: columnCount wide and rowCount high, but at least shortestSide. */
  readonly frames: readonly Rectangle[];
};

// Shares of the height of the surface, when the complete sheet is fitted into it.
const shortestShare = 1 / 50;
const gapShare = 1 / 28;
const widthsTried = 32;

/**
 * Lays matrices out in lines, left to right and top to bottom, at the largest scale that fits the surface.
 * @param aspect width of the surface divided by its height
 */
export function atlasSheet(sizes: readonly MatrixSize[], aspect: number): AtlasSheet {
  const weights = sizes.reduce((sum, { rowCount, columnCount }) => sum + rowCount * columnCount, 0);
  // With many frames, gaps and minimum sides shrink. Otherwise gaps would take most of the sheet.
  const crowd = Math.sqrt(sizes.length);
  let fitted = Math.sqrt(Math.max(1, weights) / aspect);
  let best: Packing = { frames: [], lineWidth: 1, gap: 0, shortestSide: 0, width: 0, height: 0 };
  // Minimum sides and gaps depend on the fitted scale, which depends on them: iterate.
  for (let round = 0; round < 4; round++) {
    const shortestSide = fitted * Math.min(shortestShare, 0.5 / crowd);
    const gap = fitted * Math.min(gapShare, 0.2 / crowd);
    const frames = sizes.map(({ rowCount, columnCount }) => ({
      width: Math.max(columnCount, shortestSide),
      height: Math.max(rowCount, shortestSide),
    }));
    best = lineWidths(frames, gap)
      .map((lineWidth) => ({ frames, lineWidth, gap, shortestSide, ...packedSize(frames, lineWidth, gap) }))
      .reduce((a, b) => (fittedHeight(b, aspect) < fittedHeight(a, aspect) ? b : a));
    fitted = fittedHeight(best, aspect);
  }
  const { gap, shortestSide, lineWidth } = best;
  const frames: Rectangle[] = [];
  const size = packedSize(best.frames, lineWidth, gap, (x, y, frame) => frames.push({ x, y, ...frame }));
  return { ...size, gap, shortestSide, frames };
}

// CSS pixels below the fitted sheet for the legend, and their limit as a share of the surface.
const legendRoom = 56;
const maxLegendShare = 0.2;

/** A sheet that has room for the legend below its frames when it is fitted into a surface. @param size CSS pixels */
export function sheetAboveLegend(sizes: readonly MatrixSize[], { width, height }: PixelSize): AtlasSheet {
  const share = 1 - Math.min(maxLegendShare, legendRoom / Math.max(1, height));
  const sheet = atlasSheet(sizes, width / (height * share));
  return { ...sheet, height: sheet.height / share };
}

/** Sorts tensors by subgraph and first operator, which is the order of the data flow. */
export function inOperatorOrder(tensors: readonly WeightTensor[]): WeightTensor[] {
  const first = new Map(
    tensors.map((tensor) => [tensorKey(tensor), Math.min(...tensor.operators.map(({ index }) => index))]),
  );
  return tensors.toSorted(
    (a, b) => a.subgraph - b.subgraph || first.get(tensorKey(a))! - first.get(tensorKey(b))! || a.tensor - b.tensor,
  );
}

/** Shortens a name to `max` characters: to the first of the names that a converter joined by semicolons, or from the middle. */
export function shortName(name: string, max: number): string {
  if (name.length <= max) return name;
  const [first] = name.split(';', 1);
  if (first.length < name.length && first.length < max) return `${first}…`;
  const end = Math.ceil((max - 1) / 2);
  return max < 3 ? '' : `${first.slice(0, max - 1 - end)}…${first.slice(-end)}`;
}

type FrameSize = { readonly width: number; readonly height: number };

/** A sheet without the places of its frames, of which many are tried. */
type Packing = FrameSize & {
  readonly frames: readonly FrameSize[];
  readonly lineWidth: number;
  readonly gap: number;
  readonly shortestSide: number;
};

/** Height of the surface in weights when the sheet is fitted into it. */
function fittedHeight({ width, height }: FrameSize, aspect: number): number {
  return Math.max(height, width / aspect);
}

/** Widths to try, in a geometric sequence: from the widest frame to all frames in one line. */
function lineWidths(sizes: readonly FrameSize[], gap: number): number[] {
  const widest = sizes.reduce((max, { width }) => Math.max(max, width), 0) + 2 * gap;
  const all = sizes.reduce((sum, { width }) => sum + width + gap, gap);
  return Array.from({ length: widthsTried }, (_, i) => widest * Math.max(1, all / widest) ** (i / (widthsTried - 1)));
}

/** @param place gets the upper left corner of each frame */
function packedSize(
  sizes: readonly FrameSize[],
  lineWidth: number,
  gap: number,
  place?: (x: number, y: number, frame: FrameSize) => void,
): FrameSize {
  let [x, y, lineHeight, width] = [gap, gap, 0, 0];
  for (const size of sizes) {
    // The tolerance keeps rounding errors from moving a frame to the next line.
    if (x > gap && x + size.width + gap > lineWidth * (1 + 1e-9)) {
      y += lineHeight + gap;
      x = gap;
      lineHeight = 0;
    }
    place?.(x, y, size);
    x += size.width + gap;
    lineHeight = Math.max(lineHeight, size.height);
    width = Math.max(width, x);
  }
  return { width, height: y + lineHeight + gap };
}
