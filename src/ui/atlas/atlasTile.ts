import type { AtlasInk, AtlasTile } from '../../heatmap/atlasCanvas';
import { markColor, type Theme } from '../../heatmap/palette';
import type { Rectangle } from '../../heatmap/viewport';
import { formatCount } from '../../sparsity/verdict';
import { tensorMark } from '../../state/requirement';
import type { AppState } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { pixelRatio } from '../shell/printing';
import type { AtlasImages } from './atlasImages';
import { labelIn } from './atlasLabel';

/** What all tiles of one animation frame are drawn from. */
export type TileContext = {
  readonly state: Pick<AppState, 'results' | 'pattern' | 'required' | 'goal' | 'worths'>;
  readonly images: AtlasImages;
  /** Colors of 256 densities. */
  readonly steps: Uint32Array;
  readonly ink: AtlasInk;
  readonly context: CanvasRenderingContext2D;
  readonly pixelRatio: number;
};

/** Where a tile is on the surface, CSS pixels. */
export type TilePlace = {
  readonly frame: Rectangle;
  /** Room for the label: the gap above the frame, up to the next frame. */
  readonly above: Rectangle;
};

/**
 * The tile of a tensor.
 * @returns lengths in device pixels
 */
export function atlasTile(
  tensor: WeightTensor,
  place: TilePlace,
  tileContext: TileContext,
): Omit<AtlasTile, 'isFocused' | 'isHovered'> {
  const { state, images, steps, ink, pixelRatio } = tileContext;
  const frame = inDevicePixels(place.frame, pixelRatio);
  const key = tensorKey(tensor);
  const result = state.results.get(key);
  const status = tensorStatus(tensor, result, state.pattern);
  const mark = tensorMark(tensor, state);
  const counts = result?.phase === 'done' ? result.counts : undefined;
  const count = counts && mark ? formatCount(counts.blocks - counts.conformingBlocks) : '';
  const label = labelIn(frame, inDevicePixels(place.above, pixelRatio), tensor.name, count, tileContext);
  const tile = { frame, status, mark, label };
  if (result?.phase === 'failed') return { ...tile, image: undefined, state: 'failed' };
  // While another pattern is counted, the last image is still valid.
  if (!counts?.overview) return { ...tile, mark: undefined, image: images.last(key), state: 'unread' };
  const { overview } = counts;
  const tint = mark && { color: ink.marks[mark], counts };
  return { ...tile, image: images.of(key, { overview, steps, tint }, frame), state: 'read' };
}

/** The colors and the font of the style sheet. */
export function atlasInk(canvas: HTMLCanvasElement, theme: Theme): AtlasInk {
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name);
  const [good, warning, bad, accent, faint] = ['good', 'warn', 'bad', 'accent', 'ink-faint'].map((name) =>
    color(`--${name}`),
  );
  return {
    marks: { nearly: markColor('nearly', theme), required: markColor('required', theme) },
    counts: { nearly: warning, required: bad },
    status: { good, warning, bad, accent, faint },
    failed: bad,
    name: color('--ink-quiet'),
    line: color('--ink-quiet'),
    paper: color('--raised'),
    focus: accent,
    font: `${Number.parseFloat(style.fontSize) * pixelRatio()}px ${style.fontFamily}`,
  };
}

/** Rounded to integer pixels, so that edges are sharp. */
function inDevicePixels({ x, y, width, height }: Rectangle, ratio: number): Rectangle {
  const [left, top] = [Math.round(x * ratio), Math.round(y * ratio)];
  const [right, bottom] = [Math.round((x + width) * ratio), Math.round((y + height) * ratio)];
  return { x: left, y: top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}
