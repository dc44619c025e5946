import type { AtlasInk, AtlasTile } from '../../heatmap/atlasCanvas';
import { shortName } from '../../heatmap/atlasSheet';
import { overviewDots } from '../../heatmap/overviewPainting';
import { paletteOf, type Theme } from '../../heatmap/palette';
import type { Rectangle } from '../../heatmap/viewport';
import type { Pattern } from '../../sparsity/pattern';
import { formatCount } from '../../sparsity/verdict';
import type { TensorResult } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { pixelRatio } from '../shell/printing';
import type { AtlasImages } from './atlasImages';

/** What all tiles of one animation frame are drawn from. */
export type TileContext = {
  readonly results: ReadonlyMap<string, TensorResult>;
  readonly pattern: Pattern;
  readonly images: AtlasImages;
  /** Colors of 256 densities. */
  readonly steps: Uint32Array;
  readonly ink: AtlasInk;
  readonly context: CanvasRenderingContext2D;
  readonly pixelRatio: number;
};

// CSS pixels.
const textHeight = 16;
const dotSide = 3;

/**
 * The tile of a tensor.
 * @param box frame on the surface, CSS pixels
 * @param room height above the frame, CSS pixels
 * @returns lengths in device pixels
 */
export function atlasTile(
  tensor: WeightTensor,
  box: Rectangle,
  room: number,
  tileContext: TileContext,
): Omit<AtlasTile, 'isFocused' | 'isHovered'> {
  const { results, pattern, images, steps, context, pixelRatio } = tileContext;
  const frame = inDevicePixels(box, pixelRatio);
  const result = results.get(tensorKey(tensor));
  const name = (count: string) => (room < textHeight ? noLabel : labelOf(tensor.name, count, frame.width, tileContext));
  if (result?.phase === 'failed') return { frame, image: undefined, dots: [], label: name(''), state: 'failed' };
  const key = tensorKey(tensor);
  if (result?.phase !== 'done' || !result.counts.overview) {
    // While another pattern is counted, the last image is still valid.
    return { frame, image: images.last(key), dots: [], label: name(''), state: 'unread' };
  }
  const { counts } = result;
  const { overview } = result.counts;
  // Elsewhere, the blocks that break the pattern are not mistakes.
  const violates = tensorStatus(tensor, result, pattern) === 'nearly';
  return {
    frame,
    image: images.of(key, overview, frame, steps),
    dots: violates ? overviewDots(overview, frame, dotSide * pixelRatio, context.canvas) : [],
    label: name(violates ? formatCount(counts.blocks - counts.conformingBlocks) : ''),
    state: violates ? 'violates' : 'read',
  };
}

/** The colors and the font of the style sheet. */
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

/** As much of the name as fits. The count has precedence. */
function labelOf(name: string, count: string, width: number, { context, ink }: TileContext): AtlasTile['label'] {
  context.font = ink.font;
  // The font is monospaced.
  const characters = Math.floor(width / context.measureText('0').width);
  if (count.length > characters) return noLabel;
  const left = count ? characters - count.length - 1 : characters;
  return { name: shortName(name, left), count };
}

/** Rounded to integer pixels, so that edges are sharp. */
function inDevicePixels({ x, y, width, height }: Rectangle, ratio: number): Rectangle {
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  const [right, bottom] = [Math.round((x + width) * ratio), Math.round((y + height) * ratio)];
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
