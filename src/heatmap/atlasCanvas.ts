import type { Rectangle } from './viewport';

/** A tensor on the atlas. In device pixels. */
export type AtlasTile = {
  readonly frame: Rectangle;
  /** Absent while it is not read, or not painted yet. */
  readonly image: CanvasImageSource | undefined;
  readonly dots: readonly Rectangle[];
  /** Empty where there is no room for it. */
  readonly label: { readonly name: string; readonly count: string };
  readonly state: 'read' | 'unread' | 'failed' | 'violates';
  readonly isFocused: boolean;
  readonly isHovered: boolean;
};

/** What frames and names are drawn with. */
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
  // From near each cell is a square with sharp edges.
  context.imageSmoothingEnabled = (image as HTMLCanvasElement).width > width;
  context.drawImage(image, x, y, width, height);
}

/** One path: each dot by itself would take longer than all the rest. */
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

/** Beside the frame, so that no weight is covered. */
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
