import { type AtlasInk, type AtlasLabel, dotRoom } from '../../heatmap/atlasCanvas';
import { shortName } from '../../heatmap/atlasSheet';
import type { Rectangle } from '../../heatmap/viewport';

// CSS pixels: height of a label, distance between label and frame, and between label and the edge of the surface.
const labelHeight = 16;
const labelGap = 8;
const edge = 4;
// Fewer letters of a name say nothing.
const minLetters = 6;

type LabelContext = {
  readonly context: CanvasRenderingContext2D;
  readonly ink: Pick<AtlasInk, 'font'>;
  readonly pixelRatio: number;
};

/**
 * The label of a tensor: as much of its name as fits, with an ellipsis in its middle. The count has precedence. The label stays in view while
 * its frame is partly outside. It is as wide as its frame, or wider where a longer text has room.
 * @param frame frame of the tensor, device pixels
 * @param above room above the frame, device pixels
 * @returns undefined if not even the dot fits
 */
export function labelIn(
  frame: Rectangle,
  above: Rectangle,
  name: string,
  count: string,
  { context, ink, pixelRatio }: LabelContext,
): AtlasLabel | undefined {
  const margin = edge * pixelRatio;
  const x = Math.max(above.x, margin);
  const room = Math.min(above.x + above.width, context.canvas.width - margin) - x;
  const y = above.y + above.height - labelGap * pixelRatio;
  const isRoom = above.height >= labelHeight * pixelRatio && y >= labelHeight * pixelRatio;
  if (!isRoom || room < dotRoom * pixelRatio) return undefined;
  context.font = ink.font;
  const character = context.measureText('0').width;
  const needed = dotRoom * pixelRatio + (name.length + (count ? count.length + 1 : 0)) * character;
  const width = Math.min(room, Math.max(frame.x + frame.width - x, needed));
  const left = width - dotRoom * pixelRatio;
  if (count.length * character > left) return { x, y, width, name: '', count: '' };
  const forName = count ? left - (count.length + 1) * character : left;
  return { x, y, width, name: nameWithin(name, forName, character, context), count };
}

/** The font is monospaced, but not for all scripts. */
function nameWithin(name: string, width: number, character: number, context: CanvasRenderingContext2D): string {
  let characters = Math.floor(width / character);
  let text = shortName(name, characters);
  if (characters < Math.min(minLetters, name.length)) return '';
  while (characters > 0 && context.measureText(text).width > width) text = shortName(name, --characters);
  return text;
}
