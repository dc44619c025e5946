import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { MatrixSize, Rectangle } from './viewport';

/** Frames for weight matrices side by side, all at one scale. In weights, not in pixels. */
export type AtlasSheet = {
  readonly width: number;
  readonly height: number;
  /** Room around each frame; above it is room for its name. */
  readonly gap: number;
  /** The shortest side of a frame: a hair could not be hit. */
  readonly shortestSide: number;
  /** A frame for each matrix, in their order: [rowCount, columnCount] weights, or shortestSide where that is less. */
  readonly frames: readonly Rectangle[];
};

// In the sheet fitted whole, shares of the surface's height.
const shortestShare = 1 / 50;
const gapShare = 1 / 28;
const widthsTried = 32;

/**
 * Lays matrices out like lines of a text, from left to right and top to bottom, as large as the surface allows.
 * @param aspect width by height of the surface that the sheet is fitted into
 */
export function atlasSheet(sizes: readonly MatrixSize[], aspect: number): AtlasSheet {
  const weights = sizes.reduce((sum, { rowCount, columnCount }) => sum + rowCount * columnCount, 0);
  // Of very many frames the room between them would be most of the sheet.
  const crowd = Math.sqrt(sizes.length);
  let fitted = Math.sqrt(Math.max(1, weights) / aspect);
  let best = packed([], 1, 0, 0);
  // How short and how close frames may be depends on how far away the whole is seen, and the other way round.
  for (let round = 0; round < 4; round++) {
    const shortestSide = fitted * Math.min(shortestShare, 0.5 / crowd);
    const gap = fitted * Math.min(gapShare, 0.2 / crowd);
    const grown = sizes.map(({ rowCount, columnCount }) => ({
      width: Math.max(columnCount, shortestSide),
      height: Math.max(rowCount, shortestSide),
    }));
    best = lineWidths(grown, gap)
      .map((lineWidth) => packed(grown, lineWidth, gap, shortestSide))
      .reduce((a, b) => (fittedHeight(b, aspect) < fittedHeight(a, aspect) ? b : a));
    fitted = fittedHeight(best, aspect);
  }
  return best;
}

/** As operators use them, which is how data flows through them. */
export function inOperatorOrder(tensors: readonly WeightTensor[]): WeightTensor[] {
  const first = new Map(
    tensors.map((tensor) => [tensorKey(tensor), Math.min(...tensor.operators.map(({ index }) => index))]),
  );
  return tensors.toSorted(
    (a, b) => a.subgraph - b.subgraph || first.get(tensorKey(a))! - first.get(tensorKey(b))! || a.tensor - b.tensor,
  );
}

/** A name of at most so many characters. Converters join names by semicolons; both ends of what is too long tell the most. */
export function shortName(name: string, most: number): string {
  if (name.length <= most) return name;
  const [first] = name.split(';', 1);
  if (first.length < name.length && first.length < most) return `${first}…`;
  const end = Math.ceil((most - 1) / 2);
  return most < 3 ? '' : `${first.slice(0, most - 1 - end)}…${first.slice(-end)}`;
}

type FrameSize = { readonly width: number; readonly height: number };

/** How many weights high the surface is when the sheet is fitted into it. */
function fittedHeight({ width, height }: AtlasSheet, aspect: number): number {
  return Math.max(height, width / aspect);
}

/** From the widest frame alone to all in one line, in equal ratios. */
function lineWidths(sizes: readonly FrameSize[], gap: number): number[] {
  const widest = sizes.reduce((most, { width }) => Math.max(most, width), 0) + 2 * gap;
  const all = sizes.reduce((sum, { width }) => sum + width + gap, gap);
  return Array.from({ length: widthsTried }, (_, i) => widest * Math.max(1, all / widest) ** (i / (widthsTried - 1)));
}

function packed(sizes: readonly FrameSize[], lineWidth: number, gap: number, shortestSide: number): AtlasSheet {
  const frames: Rectangle[] = [];
  let [x, y, lineHeight, width] = [gap, gap, 0, 0];
  for (const size of sizes) {
    // A frame that just fits must not fall into the next line by a rounding error.
    if (x > gap && x + size.width + gap > lineWidth * (1 + 1e-9)) {
      y += lineHeight + gap;
      [x, lineHeight] = [gap, 0];
    }
    frames.push({ x, y, ...size });
    x += size.width + gap;
    lineHeight = Math.max(lineHeight, size.height);
    width = Math.max(width, x);
  }
  return { width, height: y + lineHeight + gap, gap, shortestSide, frames };
}
