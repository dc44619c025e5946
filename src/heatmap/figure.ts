import { format, scaleLinear } from 'd3';
import { patternInWords } from '../sparsity/pattern';
import type { Picture } from '../sparsity/picture';
import { judgedTensor, verdictInWords } from '../sparsity/verdict';
import { tensorKey } from '../sparsity/weightMatrix';
import { paintCells } from './cells';
import type { Colouring } from './colouring';
import { type Palette, paletteOf, type Theme } from './palette';
import { type PixelPath, pixelPaths } from './pixelPaths';
import { paintDensities } from './raster';
import { mostFarMarks, type Scene, sceneOf } from './scene';
import { clippedViewport, type PixelSize, type Viewport, wholeMatrix, windowInWords } from './viewport';

/** What a figure is about, beyond its picture. */
export type FigureSource = { readonly modelName: string; readonly sha256?: string | undefined };

export type FigureOptions = {
  /** Absent: the whole matrix. */
  readonly window?: Viewport | undefined;
  readonly colouring: Colouring;
  readonly theme: Theme;
};

/** A map to take away, as plain data: the scene with axes, legend and caption. Lengths are CSS pixels from the map's upper left corner. */
export type Figure = {
  readonly size: PixelSize;
  readonly paths: readonly PixelPath[];
  readonly scene: Scene;
  readonly palette: Palette;
  readonly theme: Theme;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly legend: readonly LegendKey[];
  /** A line each: the tensor, the pattern with its verdict, the window, the file. */
  readonly caption: readonly string[];
};

type Axis = { readonly name: string; readonly ticks: readonly { readonly at: number; readonly text: string }[] };

/** A swatch and what it stands for; an outline is for what is outlined. */
export type LegendKey = { readonly text: string; readonly colour: string; readonly outline: boolean };

// CSS pixels of the map's longer side, and of the largest cell.
const longestSide = 720;
const largestCell = 24;
// Weights smaller than this are taken together, or a figure would be too large to be opened.
const finestPixel = 2;

export function figureOf(picture: Picture, source: FigureSource, { window, colouring, theme }: FigureOptions): Figure {
  const { view, summary } = picture;
  const shown = clippedViewport(window ?? wholeMatrix(view), view);
  const rows = Math.max(1, shown.rowEnd - shown.rowStart);
  const columns = Math.max(1, shown.columnEnd - shown.columnStart);
  const scale = Math.min(longestSide / rows, longestSide / columns, largestCell);
  const size = { width: Math.max(finestPixel, columns * scale), height: Math.max(finestPixel, rows * scale) };
  const placement = { scale, x: -shown.columnStart * scale, y: -shown.rowStart * scale };
  const palette = paletteOf(theme, colouring, summary.pattern);
  const scene = sceneOf(picture, placement, size, 1, { colouring });
  return {
    size,
    paths: pathsOf(scene, palette),
    scene,
    palette,
    theme,
    rows: axisOf(view.rowName, shown.rowStart, shown.rowEnd, scale, 40),
    columns: axisOf(view.columnName, shown.columnStart, shown.columnEnd, scale, 80),
    legend: legendOf(picture, palette, colouring, scale),
    caption: captionOf(picture, source, shown),
  };
}

/** Near, a pixel is a weight; far out, a square of so many that it can be seen. */
function pathsOf({ pyramid, cells, placement, size }: Scene, { steps }: Palette): PixelPath[] {
  const side = Math.max(finestPixel, placement.scale);
  const onPixels = { scale: placement.scale / side, x: placement.x / side, y: placement.y / side };
  const pixelSize = { width: Math.ceil(size.width / side - 1e-6), height: Math.ceil(size.height / side - 1e-6) };
  const pixels = new Uint32Array(pixelSize.width * pixelSize.height);
  const whole = { xStart: 0, xEnd: pixelSize.width, yStart: 0, yEnd: pixelSize.height };
  if (cells) paintCells(pixels, pixelSize, pyramid.mask, cells, onPixels, steps, whole);
  else paintDensities(pixels, pixelSize, pyramid, onPixels, steps);
  return pixelPaths(pixels, pixelSize, side);
}

/** Ticks stand at the middle of the row or column that they count. */
function axisOf(name: string, start: number, end: number, scale: number, distance: number): Axis {
  const ticks = scaleLinear()
    .domain([start, end])
    .ticks(Math.max(2, ((end - start) * scale) / distance))
    .filter((tick) => Number.isInteger(tick) && tick < end)
    .map((tick) => ({ at: (tick + 0.5 - start) * scale, text: format(',d')(tick) }));
  return { name, ticks };
}

function legendOf(
  { summary, violationCount }: Picture,
  palette: Palette,
  colouring: Colouring,
  scale: number,
): LegendKey[] {
  const key = (text: string, share: number) => ({ text, colour: palette.densityColor(share), outline: false });
  const { of } = summary.pattern;
  const dotted = violationCount > mostFarMarks ? 'violating blocks' : 'violating block';
  const violating = violationCount > 0 ? [{ text: dotted, colour: palette.violation, outline: true }] : [];
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    key(`${share * 100} %${share === 1 ? ' non-zero' : ''}`, share),
  );
  if (colouring === 'density' || (colouring === 'nonzero' && scale < finestPixel)) return [...shares, ...violating];
  if (colouring === 'nonzero') return [key('zero', 0), key('non-zero', 1), ...violating];
  const counts = Array.from({ length: of + 1 }, (_, count) => count).filter((count) => of <= 8 || count % 8 === 0);
  return [...counts.map((count) => key(`${count} of ${of}`, count / of)), ...violating];
}

function captionOf(picture: Picture, { modelName, sha256 }: FigureSource, shown: Viewport): string[] {
  const { weight, view, summary } = picture;
  const judged = judgedTensor(weight, summary, summary.pattern);
  const verdict = verdictInWords(judged, summary.pattern);
  const name = weight.name || 'tensor without a name';
  return [
    `${name} (${tensorKey(weight)}), ${weight.shape.join(' × ') || 'scalar'} ${weight.type}, drawn as [${view.rowName}, ${view.columnName}]`,
    judged.trivialBecause === 'not-input-channels' ? `${patternInWords(summary.pattern)}: ${verdict}` : verdict,
    windowInWords(shown, view),
    modelName,
    ...(sha256 ? [`SHA-256 ${sha256}`] : []),
  ];
}
