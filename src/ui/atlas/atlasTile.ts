import type { AtlasInk, AtlasTile } from '../../heatmap/atlasCanvas';
import { shortName } from '../../heatmap/atlasSheet';
import { overviewDots } from '../../heatmap/overviewPainting';
import { paletteOf, type Theme } from '../../heatmap/palette';
import type { Rectangle } from '../../heatmap/viewport';
import type { Pattern } from '../../sparsity/pattern';
import { formatCount, judgedTensor, verdictOf } from '../../sparsity/verdict';
import type { TensorResult } from '../../state/store';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { pixelRatio } from '../shell/printing';
import type { atlasImages } from './atlasImages';

/** What the tiles of one frame have in common. */
export type TileSurroundings = {
  readonly results: ReadonlyMap<string, TensorResult>;
  readonly pattern: Pattern;
  readonly images: ReturnType<typeof atlasImages>;
  readonly steps: Uint32Array;
  readonly ink: AtlasInk;
  readonly context: CanvasRenderingContext2D;
  readonly pixelRatio: number;
};

// CSS pixels: of a line of text above its frame, of a dot.
const textHeight = 16;
const dotSide = 3;

/**
 * A tensor as the atlas draws it.
 * @param box where it lies on the surface, CSS pixels
 * @param room above it, CSS pixels
 */
export function atlasTile(
  tensor: WeightTensor,
  box: Rectangle,
  room: number,
  around: TileSurroundings,
): Omit<AtlasTile, 'isFocused' | 'isHovered'> {
  const { results, pattern, images, steps, context, pixelRatio } = around;
  const frame = inDevicePixels(box, pixelRatio);
  const result = results.get(tensorKey(tensor));
  const name = (count: string) => (room < textHeight ? noLabel : labelOf(tensor.name, count, frame.width, around));
  if (result?.phase === 'failed') return { frame, image: undefined, dots: [], label: name(''), state: 'failed' };
  const key = tensorKey(tensor);
  if (result?.phase !== 'done' || !result.counts.overview) {
    // Its weights stay as they are while another pattern is counted.
    return { frame, image: images.last(key), dots: [], label: name(''), state: 'unread' };
  }
  const { counts } = result;
  const { overview } = result.counts;
  const violates = verdictOf(judgedTensor(tensor, counts, pattern)) === 'violates';
  return {
    frame,
    image: images.of(key, overview, frame, steps),
    dots: violates ? overviewDots(overview, frame, dotSide * pixelRatio, context.canvas) : [],
    label: name(violates ? formatCount(counts.blocks - counts.conformingBlocks) : ''),
    state: violates ? 'violates' : 'read',
  };
}

/** The colors and the type of the style sheet. */
export function atlasInk(canvas: HTMLCanvasElement, theme: Theme): AtlasInk {
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  return {
    violation: paletteOf(theme).violation,
    count: color('--bad'),
    name: color('--ink-quiet'),
    line: color('--ink-quiet'),
    paper: color('--raised'),
    focus: color('--accent'),
    font: `${Number.parseFloat(style.fontSize) * pixelRatio()}px ${style.fontFamily}`,
  };
}

const noLabel = { name: '', count: '' };

/** As much of the name as there is room for; the count goes before it. */
function labelOf(name: string, count: string, width: number, { context, ink }: TileSurroundings): AtlasTile['label'] {
  context.font = ink.font;
  // The type is monospaced.
  const characters = Math.floor(width / context.measureText('0').width);
  if (count.length > characters) return noLabel;
  const left = count ? characters - count.length - 1 : characters;
  return { name: shortName(name, left), count };
}

/** On whole pixels, so that edges are sharp. */
function inDevicePixels({ x, y, width, height }: Rectangle, ratio: number): Rectangle {
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  const [right, bottom] = [Math.round((x + width) * ratio), Math.round((y + height) * ratio)];
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
