import type { AtlasSheet } from '../../heatmap/atlasSheet';
import type { PixelSize, Placement, Rectangle } from '../../heatmap/viewport';
import type { Point } from '../map/underPointer';

// CSS pixels between a tensor that was brought into view and the edge.
const margin = 24;
// CSS pixels between labels side by side.
const labelDistance = 8;

/** The frame of a tensor on the surface, CSS pixels. */
export function frameOnSurface({ frames }: AtlasSheet, index: number, placement: Placement): Rectangle {
  const { x, y, width, height } = frames[index]!;
  const { scale } = placement;
  return { x: placement.x + x * scale, y: placement.y + y * scale, width: width * scale, height: height * scale };
}

/** The room for a label above the frame of a tensor, up to the next frame in its line. CSS pixels of the surface. */
export function roomAbove({ frames, gap, width }: AtlasSheet, index: number, { scale, x, y }: Placement): Rectangle {
  const frame = frames[index]!;
  const next = frames[index + 1];
  const end = next?.y === frame.y ? next.x : width;
  return {
    x: x + frame.x * scale,
    y: y + (frame.y - gap) * scale,
    width: (end - frame.x) * scale - labelDistance,
    height: gap * scale,
  };
}

/** The index of the tensor at a point of the surface, or -1. */
export function tensorIndexAt({ frames }: AtlasSheet, point: Point, { scale, x, y }: Placement): number {
  const [column, row] = [(point.x - x) / scale, (point.y - y) / scale];
  return frames.findIndex(
    (frame) => column >= frame.x && column < frame.x + frame.width && row >= frame.y && row < frame.y + frame.height,
  );
}

export function isInView(frame: Rectangle, size: PixelSize): boolean {
  return frame.x + frame.width >= 0 && frame.y + frame.height >= 0 && frame.x <= size.width && frame.y <= size.height;
}

/** The shortest move that brings a frame into view. Of a frame that is larger than the view, the upper left corner is brought into view. */
export function moveIntoView(frame: Rectangle, size: PixelSize): { readonly right: number; readonly down: number } {
  return {
    right: shortestMove(frame.x, frame.width, size.width),
    down: shortestMove(frame.y, frame.height, size.height),
  };
}

function shortestMove(start: number, length: number, viewLength: number): number {
  const toStart = margin - start;
  const toEnd = viewLength - margin - (start + length);
  if (toStart > 0) return toStart;
  return toEnd < 0 ? Math.max(toEnd, toStart) : 0;
}
