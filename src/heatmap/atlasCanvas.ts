import type { TensorStatus } from '../sparsity/status';
import type { ViolationMark } from '../sparsity/violationMark';
import { drawStatusDot, type StatusInk } from './statusDot';
import type { Rectangle } from './viewport';

/** A tensor of the atlas. Lengths are device pixels. */
export type AtlasTile = {
  readonly frame: Rectangle;
  /** Undefined until the tensor is read and its overview is painted. */
  readonly image: CanvasImageSource | undefined;
  readonly state: 'read' | 'unread' | 'failed';
  readonly status: TensorStatus | undefined;
  /** Undefined: violating blocks are not marked. */
  readonly mark: ViolationMark | undefined;
  /** Undefined if there is no room. */
  readonly label: AtlasLabel | undefined;
  readonly isFocused: boolean;
  readonly isHovered: boolean;
};

/** A status dot with the name at its right, and the number of violating blocks at the right end. Lengths are device pixels. */
export type AtlasLabel = {
  readonly x: number;
  /** Baseline of the text. */
  readonly y: number;
  readonly width: number;
  /** Empty strings if there is no room. */
  readonly name: string;
  readonly count: string;
};

/** Colors and font of frames and names, as CSS values. */
export type AtlasInk = {
  /** Frames and tints of violating blocks. */
  readonly marks: Readonly<Record<ViolationMark, string>>;
  readonly counts: Readonly<Record<ViolationMark, string>>;
  readonly status: StatusInk;
  readonly failed: string;
  readonly name: string;
  readonly line: string;
  readonly paper: string;
  readonly focus: string;
  readonly font: string;
};

/** CSS pixels between the left ends of a status dot and of the name beside it. */
export const dotRoom = 13;

/** Draws the tensors in view. */
export function drawAtlas(
  context: CanvasRenderingContext2D,
  tiles: readonly AtlasTile[],
  ink: AtlasInk,
  pixelRatio: number,
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  drawImages(context, tiles, ink);
  for (const tile of tiles) drawFrame(context, tile, ink, pixelRatio);
  drawLabels(context, tiles, ink, pixelRatio);
}

/** Draws images of tensors over a drawing of `drawAtlas` that lacks them. */
export function drawImages(context: CanvasRenderingContext2D, tiles: readonly AtlasTile[], ink: AtlasInk): void {
  for (const tile of tiles) drawImage(context, tile, ink);
}

function drawImage(context: CanvasRenderingContext2D, { frame, image }: AtlasTile, ink: AtlasInk): void {
  const { x, y, width, height } = frame;
  if (!image) {
    context.fillStyle = ink.paper;
    context.fillRect(x, y, width, height);
    return;
  }
  // Enlarged cells are squares with sharp edges.
  context.imageSmoothingEnabled = (image as HTMLCanvasElement).width > width;
  context.drawImage(image, x, y, width, height);
}

function drawFrame(context: CanvasRenderingContext2D, tile: AtlasTile, ink: AtlasInk, pixelRatio: number): void {
  const { state, mark, isFocused, isHovered } = tile;
  const line = mark ? 2 * pixelRatio : pixelRatio;
  context.setLineDash(state === 'unread' ? [3 * pixelRatio, 3 * pixelRatio] : []);
  context.strokeStyle = mark ? ink.marks[mark] : state === 'failed' ? ink.failed : isHovered ? ink.name : ink.line;
  strokeAround(context, tile.frame, line, 0);
  context.setLineDash([]);
  if (isFocused) {
    context.strokeStyle = ink.focus;
    strokeAround(context, tile.frame, 2 * pixelRatio, line + pixelRatio);
  } else if (isHovered && mark) {
    context.strokeStyle = ink.name;
    strokeAround(context, tile.frame, pixelRatio, line);
  }
}

/** Strokes outside the frame, so that the line covers no weights. */
function strokeAround(
  context: CanvasRenderingContext2D,
  { x, y, width, height }: Rectangle,
  line: number,
  distance: number,
): void {
  const away = distance + line / 2;
  context.lineWidth = line;
  context.strokeRect(x - away, y - away, width + 2 * away, height + 2 * away);
}

function drawLabels(
  context: CanvasRenderingContext2D,
  tiles: readonly AtlasTile[],
  ink: AtlasInk,
  pixelRatio: number,
): void {
  context.font = ink.font;
  context.textBaseline = 'alphabetic';
  for (const { label, status, mark } of tiles) {
    if (!label) continue;
    const { x, y, width, name, count } = label;
    drawStatusDot(
      context,
      { x, y: y - 8 * pixelRatio, side: 8 * pixelRatio },
      mark === 'required' ? mark : status,
      ink.status,
    );
    context.textAlign = 'left';
    context.fillStyle = ink.name;
    if (name) context.fillText(name, x + dotRoom * pixelRatio, y);
    if (!count || !mark) continue;
    context.textAlign = 'right';
    context.fillStyle = ink.counts[mark];
    context.fillText(count, x + width, y);
  }
}
