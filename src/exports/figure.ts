import { format, scaleLinear } from 'd3';
import { type Coloring, isMagnitudeColoring } from '../heatmap/coloring';
import { type ColoredComparison, coloredComparison } from '../heatmap/comparisonPainting';
import { type ColoredMagnitudes, coloredMagnitudes } from '../heatmap/magnitudeColors';
import { type Palette, paletteOf, type Theme } from '../heatmap/palette';
import { type PixelPath, pixelPaths } from '../heatmap/pixelPaths';
import { maxFarMarks, type Scene, sceneOf } from '../heatmap/scene';
import { paintScene } from '../heatmap/scenePixels';
import { clippedWindow, completeWindow, type PixelSize, windowText } from '../heatmap/viewport';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import { blockSizeOf, patternInWords } from '../sparsity/pattern';
import { formatCount, judgedTensor, verdictInWords } from '../sparsity/verdict';
import { elementCount, tensorKey } from '../tflite/weights/weightTensor';
import type { ComparedMap } from '../views/comparedMap';
import type { Magnitudes } from '../views/magnitudes';
import type { TensorMap } from '../views/tensorMap';

/** What a figure is about, beyond its picture. */
export type FigureSource = {
  readonly modelName: string;
  readonly sha256?: string | undefined;
  /** Weights of at most this magnitude were counted as zero. */
  readonly threshold?: number | undefined;
  /** The name of the model that colors by comparison are about. */
  readonly comparedWith?: string | undefined;
};

export type FigureOptions = {
  /** Absent: the whole matrix. */
  readonly window?: MatrixWindow | undefined;
  readonly coloring: Coloring;
  /** Of the picture's view: what colors by magnitude need. */
  readonly magnitudes?: Magnitudes | undefined;
  /** Of the picture's view: what colors by comparison need. */
  readonly compared?: ComparedMap | undefined;
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
  /** A line each: the tensor, the pattern with its verdict, the window, the file, and the one it is compared with. */
  readonly caption: readonly string[];
};

type Axis = { readonly name: string; readonly ticks: readonly { readonly at: number; readonly text: string }[] };

/** A swatch and what it stands for; an outline is for what is outlined. */
export type LegendKey = { readonly text: string; readonly color: string; readonly outline: boolean };

// CSS pixels of the map's longer side, and of the largest cell.
const longestSide = 720;
const largestCell = 24;
// Weights smaller than this are taken together, or a figure would be too large to be opened.
const finestPixel = 2;

export function figureOf(
  tensorMap: TensorMap,
  source: FigureSource,
  { window, coloring, magnitudes, compared, theme }: FigureOptions,
): Figure {
  const { view, summary } = tensorMap;
  const shown = clippedWindow(window ?? tensorMap.known ?? completeWindow(view), view);
  const rows = Math.max(1, shown.rowEnd - shown.rowStart);
  const columns = Math.max(1, shown.columnEnd - shown.columnStart);
  const scale = Math.min(longestSide / rows, longestSide / columns, largestCell);
  const size = { width: Math.max(finestPixel, columns * scale), height: Math.max(finestPixel, rows * scale) };
  const placement = { scale, x: -shown.columnStart * scale, y: -shown.rowStart * scale };
  const palette = paletteOf(theme, coloring, summary.pattern);
  const colored =
    magnitudes && isMagnitudeColoring(coloring) ? coloredMagnitudes(magnitudes, coloring, theme) : undefined;
  const comparison = compared && coloring === 'compare' ? coloredComparison(compared, theme) : undefined;
  const scene = sceneOf(tensorMap, placement, size, 1, { coloring, magnitudes: colored, comparison });
  return {
    size,
    paths: pathsOf(scene, palette),
    scene,
    palette,
    theme,
    rows: axisOf(view.rowName, shown.rowStart, shown.rowEnd, scale, 40),
    columns: axisOf(view.columnName, shown.columnStart, shown.columnEnd, scale, 80),
    legend: comparison
      ? [...comparisonLegend(tensorMap, comparison), ...violationKeys(tensorMap, palette)]
      : colored
        ? magnitudeLegend(tensorMap, palette, colored)
        : legendOf(tensorMap, palette, coloring, scale),
    caption: [
      ...captionOf(tensorMap, source, shown),
      ...(comparison && source.comparedWith !== undefined ? [`compared with ${source.comparedWith}`] : []),
    ],
  };
}

/** Near, a pixel is a weight; far out, a square of so many that it can be seen. */
function pathsOf(scene: Scene, { steps }: Palette): PixelPath[] {
  const { placement, size } = scene;
  const side = Math.max(finestPixel, placement.scale);
  const onPixels = { scale: placement.scale / side, x: placement.x / side, y: placement.y / side };
  const pixelSize = { width: Math.ceil(size.width / side - 1e-6), height: Math.ceil(size.height / side - 1e-6) };
  const pixels = new Uint32Array(pixelSize.width * pixelSize.height);
  const whole = { xStart: 0, xEnd: pixelSize.width, yStart: 0, yEnd: pixelSize.height };
  paintScene(pixels, pixelSize, scene, onPixels, steps, whole);
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

function violationKeys({ violationCount }: TensorMap, palette: Palette): LegendKey[] {
  const text = violationCount > maxFarMarks ? 'violating blocks' : 'violating block';
  return violationCount > 0 ? [{ text, color: palette.violation, outline: true }] : [];
}

function legendOf(tensorMap: TensorMap, palette: Palette, coloring: Coloring, scale: number): LegendKey[] {
  const key = (text: string, share: number) => ({ text, color: palette.densityColor(share), outline: false });
  const { rows, columns } = blockSizeOf(tensorMap.summary.pattern);
  const of = rows * columns;
  const violating = violationKeys(tensorMap, palette);
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    key(`${share * 100} %${share === 1 ? ' non-zero' : ''}`, share),
  );
  if (coloring === 'density' || (coloring !== 'blocks' && scale < finestPixel)) return [...shares, ...violating];
  if (coloring !== 'blocks') return [key('zero', 0), key('non-zero', 1), ...violating];
  const counts = Array.from({ length: of + 1 }, (_, count) => count).filter(
    (count) => of <= 8 || count % Math.ceil(of / 4) === 0,
  );
  return [...counts.map((count) => key(`${count} of ${of}`, count / of)), ...violating];
}

function magnitudeLegend(tensorMap: TensorMap, palette: Palette, magnitudes: ColoredMagnitudes): LegendKey[] {
  const keys = [0, 0.01, 0.25, 0.5, 0.75, 1].map((share) => {
    const magnitude = share === 0 ? 0 : magnitudes.magnitudeAt(share);
    const text = share === 0 ? 'zero' : `|w| ${format('.3~g')(magnitude)}`;
    return { text, color: magnitudes.colorOf(magnitude), outline: false };
  });
  return [...keys, ...violationKeys(tensorMap, palette)];
}

function comparisonLegend({ tensor }: TensorMap, { colors, changes }: ColoredComparison): LegendKey[] {
  const { kept, added, lost } = changes;
  const key = (text: string, count: number, color: string) => ({
    text: `${text} (${formatCount(count)})`,
    color,
    outline: false,
  });
  return [
    key('zero in both', kept, colors.kept),
    key('added', added, colors.added),
    key('lost', lost, colors.lost),
    key('non-zero in both', elementCount(tensor) - kept - added - lost, colors.nonzero),
  ];
}

function captionOf(
  tensorMap: TensorMap,
  { modelName, sha256, threshold }: FigureSource,
  shown: MatrixWindow,
): string[] {
  const { tensor, view, summary } = tensorMap;
  const judged = judgedTensor(tensor, summary, summary.pattern);
  const verdict = verdictInWords(judged, summary.pattern);
  const name = tensor.name || 'tensor without a name';
  return [
    `${name} (${tensorKey(tensor)}), ${tensor.shape.join(' × ') || 'scalar'} ${tensor.type}, drawn as [${view.rowName}, ${view.columnName}]`,
    judged.trivialBecause === 'not-input-channels' ? `${patternInWords(summary.pattern)}: ${verdict}` : verdict,
    windowText(shown, view),
    ...(threshold ? [`weights up to |w| ${threshold} counted as zero`] : []),
    modelName,
    ...(sha256 ? [`SHA-256 ${sha256}`] : []),
  ];
}
