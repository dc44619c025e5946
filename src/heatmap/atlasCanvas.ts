import type { Rectangle } from './viewport';

/** A tensor of the atlas. Lengths are device pixels. */
export type AtlasTile = {
  readonly frame: Rectangle;
  /** Undefined until the tensor is read and its overview is painted. */
  readonly image: CanvasImageSource | undefined;
  readonly dots: readonly Rectangle[];
  /** Empty strings if there is no room. */
  readonly label: { readonly name: string; readonly count: string };
  readonly state: 'read' | 'unread' | 'failed' | 'violates';
  readonly isFocused: boolean;
  readonly isHovered: boolean;
};

/** Colors and font of frames and names, as CSS values. */
export type AtlasInk = {
  readonly violation: string;
  readonly count: string;
  readonly name: string;
  readonly line: string;
  readonly paper: string;
  readonly focus: string;
  readonly font: string;
};

/** Draws the tensors in view. */
export function drawAtlas(
  context: CanvasRenderingContext2D,
  tiles: readonly AtlasTile[],
  ink: AtlasInk,
  pixelRatio: number,
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  for (const tile of tiles) drawImage(context, tile, ink);
  drawDots(context, tiles, ink);
  for (const tile of tiles) drawFrame(context, tile, ink, pixelRatio);
  drawLabels(context, tiles, ink, pixelRatio);
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

/** Fills all dots as one path. A path for each dot takes longer than the rest of the drawing. */
function drawDots(context: CanvasRenderingContext2D, tiles: readonly AtlasTile[], ink: AtlasInk): void {
  context.beginPath();
  for (const { dots } of tiles) for (const { x, y, width, height } of dots) context.rect(x, y, width, height);
  context.fillStyle = ink.violation;
  context.fill();
}

function drawFrame(context: CanvasRenderingContext2D, tile: AtlasTile, ink: AtlasInk, pixelRatio: number): void {
  const { state, isFocused, isHovered } = tile;
  const line = state === 'violates' ? 2 * pixelRatio : pixelRatio;
  context.setLineDash(state === 'unread' ? [3 * pixelRatio, 3 * pixelRatio] : []);
  context.strokeStyle = state === 'violates' ? ink.violation : isHovered ? ink.name : ink.line;
  strokeAround(context, tile.frame, line, 0);
  context.setLineDash([]);
  if (isFocused) {
    context.strokeStyle = ink.focus;
    strokeAround(context, tile.frame, 2 * pixelRatio, line + pixelRatio);
  } else if (isHovered && state === 'violates') {
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
  for (const { frame, label } of tiles) {
    const base = frame.y - 8 * pixelRatio;
    context.textAlign = 'left';
    context.fillStyle = ink.name;
    if (label.name) context.fillText(label.name, frame.x, base);
    context.textAlign = 'right';
    context.fillStyle = ink.count;
    if (label.count) context.fillText(label.count, frame.x + frame.width, base);
  }
}
