import { format } from 'd3';
import { axisBlocks, axisTicks, tickDistance } from '../heatmap/axisTicks';
import { columnTiles, drawnWindow, rowTiles, startPosition } from '../heatmap/axisTiles';
import { type Coloring, isMagnitudeColoring } from '../heatmap/coloring';
import { type ColoredComparison, coloredComparison } from '../heatmap/comparisonPainting';
import { type ColoredMagnitudes, coloredMagnitudes } from '../heatmap/magnitudeColors';
import { type Palette, paletteOf, type Theme } from '../heatmap/palette';
import { type PixelPath, pixelPaths } from '../heatmap/pixelPaths';
import { maxFarMarks, type Scene, sceneOf } from '../heatmap/scene';
import { paintScene } from '../heatmap/scenePixels';
import { clippedWindow, completeWindow, type PixelSize, windowText } from '../heatmap/viewport';
import type { MatrixWindow, Span } from '../sparsity/matrixWindow';
import { blockSizeOf, patternName } from '../sparsity/pattern';
import { formatCount, judgedTensor, verdictText } from '../sparsity/verdict';
import { violationMark } from '../sparsity/violationMark';
import { elementCount, tensorKey } from '../tflite/weights/weightTensor';
import type { ComparedMap } from '../views/comparedMap';
import type { Magnitudes } from '../views/magnitudes';
import type { TensorMap } from '../views/tensorMap';

/** Names and settings for the caption of a figure. */
export type FigureSource = {
  readonly modelName: string;
  readonly sha256?: string | undefined;
  /** Weights with abs(w) up to this value count as zero. */
  readonly threshold?: number | undefined;
  /** Name of the model compared with, if the coloring shows a comparison. */
  readonly comparedWith?: string | undefined;
};

export type FigureOptions = {
  /** If absent, the complete matrix. */
  readonly window?: MatrixWindow | undefined;
  readonly coloring: Coloring;
  /** Magnitudes in the view of the map, required to color by magnitude. */
  readonly magnitudes?: Magnitudes | undefined;
  /** Comparison in the view of the map, required to color by comparison. */
  readonly compared?: ComparedMap | undefined;
  readonly theme: Theme;
  /** Whether the pattern is required: violating blocks are then marked, also of tensors that were not pruned for it. */
  readonly required?: boolean;
};

/** A map with axes, legend and caption, as plain data. Coordinates are CSS pixels from the upper left corner of the map. */
export type Figure = {
  readonly size: PixelSize;
  readonly paths: readonly PixelPath[];
  readonly scene: Scene;
  readonly palette: Palette;
  readonly theme: Theme;
  readonly rows: Axis;
  readonly columns: Axis;
  readonly legend: readonly LegendKey[];
  /** One line each for the tensor, the verdict, the window, the threshold, the file, its hash and the compared model. */
  readonly caption: readonly string[];
};

type Axis = { readonly name: string; readonly ticks: readonly { readonly at: number; readonly text: string }[] };

/** An entry of the legend: a filled or outlined swatch, and its text. */
export type LegendKey = { readonly text: string; readonly color: string; readonly outline: boolean };

// In CSS pixels: longer side of the map, and side of the largest cell.
const maxSide = 720;
const maxCell = 24;
// In CSS pixels. Smaller weights share a pixel, which limits the size of the file.
const minPixel = 2;
// Width of a digit of a tick, in CSS pixels.
const digitWidth = 7;

export function figureOf(
  tensorMap: TensorMap,
  source: FigureSource,
  { window, coloring, magnitudes, compared, theme, required = false }: FigureOptions,
): Figure {
  const { view, summary } = tensorMap;
  const shown = clippedWindow(window ?? tensorMap.known ?? completeWindow(view), view);
  const { tiles } = view;
  const drawn = drawnWindow(shown, tiles);
  const rows = Math.max(1, drawn.rowEnd - drawn.rowStart);
  const columns = Math.max(1, drawn.columnEnd - drawn.columnStart);
  const scale = Math.min(maxSide / rows, maxSide / columns, maxCell);
  const size = { width: Math.max(minPixel, columns * scale), height: Math.max(minPixel, rows * scale) };
  const placement = { scale, x: -drawn.columnStart * scale, y: -drawn.rowStart * scale, tiles };
  const mark = violationMark(tensorMap.tensor, summary.pattern, summary, required);
  const palette = paletteOf(theme, coloring, summary.pattern, undefined, mark);
  const colored =
    magnitudes && isMagnitudeColoring(coloring) ? coloredMagnitudes(magnitudes, coloring, theme) : undefined;
  const comparison = compared && coloring === 'compare' ? coloredComparison(compared, theme) : undefined;
  const scene = sceneOf(tensorMap, placement, size, 1, { coloring, magnitudes: colored, comparison, mark });
  const violating = mark ? violationKeys(scene, tensorMap.violationCount, palette) : [];
  return {
    size,
    paths: pathsOf(scene, palette),
    scene,
    palette,
    theme,
    rows: axisOf('rows', tensorMap, [shown.rowStart, shown.rowEnd], scale),
    columns: axisOf('columns', tensorMap, [shown.columnStart, shown.columnEnd], scale),
    legend: comparison
      ? [...comparisonLegend(tensorMap, comparison), ...violating]
      : colored
        ? [...magnitudeLegend(colored), ...violating]
        : [...legendOf(tensorMap, palette, coloring, scale), ...violating],
    caption: [
      ...captionOf(tensorMap, source, shown),
      ...(comparison && source.comparedWith !== undefined ? [`compared with ${source.comparedWith}`] : []),
    ],
  };
}

/** One pixel per weight when zoomed in, otherwise pixels of the minimum size. */
function pathsOf(scene: Scene, palette: Palette): PixelPath[] {
  const { placement, size } = scene;
  const side = Math.max(minPixel, placement.scale);
  const onPixels = {
    scale: placement.scale / side,
    x: placement.x / side,
    y: placement.y / side,
    tiles: placement.tiles,
  };
  const pixelSize = { width: Math.ceil(size.width / side - 1e-6), height: Math.ceil(size.height / side - 1e-6) };
  const pixels = new Uint32Array(pixelSize.width * pixelSize.height);
  const everyPixel = { xStart: 0, xEnd: pixelSize.width, yStart: 0, yEnd: pixelSize.height };
  paintScene(pixels, pixelSize, scene, onPixels, palette, everyPixel);
  return pixelPaths(pixels, pixelSize, side);
}

/** The ticks of the page, at the center of their row or column. @param scale CSS pixels per weight */
function axisOf(axis: 'rows' | 'columns', { view, summary }: TensorMap, [start, end]: Span, scale: number): Axis {
  const isRows = axis === 'rows';
  const tiles = isRows ? rowTiles(view.tiles) : columnTiles(view.tiles);
  const textOf = format(',d');
  const distance = tickDistance(axis, textOf(Math.max(0, end - 1)).length * digitWidth);
  const ticks = axisTicks([start, end], distance / scale, axisBlocks(view, summary.pattern)[axis]).map((tick) => ({
    at: (startPosition(tick, tiles) + 0.5 - startPosition(start, tiles)) * scale,
    text: textOf(tick),
  }));
  return { name: isRows ? view.rowName : view.columnName, ticks };
}

function violationKeys({ tint }: Scene, violationCount: number, palette: Palette): LegendKey[] {
  const text = tint ? 'share of broken blocks' : violationCount > maxFarMarks ? 'broken blocks' : 'broken block';
  return violationCount > 0 ? [{ text, color: palette.violation, outline: !tint }] : [];
}

function legendOf(tensorMap: TensorMap, palette: Palette, coloring: Coloring, scale: number): LegendKey[] {
  const key = (text: string, share: number) => ({ text, color: palette.densityColor(share), outline: false });
  const { rows, columns } = blockSizeOf(tensorMap.summary.pattern);
  const of = rows * columns;
  const shares = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    key(`${share * 100} %${share === 1 ? ' non-zero' : ''}`, share),
  );
  if (coloring === 'density' || (coloring !== 'blocks' && scale < minPixel)) return shares;
  if (coloring !== 'blocks') return [key('zero', 0), key('non-zero', 1)];
  const counts = Array.from({ length: of + 1 }, (_, count) => count).filter(
    (count) => of <= 8 || count % Math.ceil(of / 4) === 0,
  );
  return counts.map((count) => key(`${count} of ${of}`, count / of));
}

function magnitudeLegend(magnitudes: ColoredMagnitudes): LegendKey[] {
  return [0, 0.01, 0.25, 0.5, 0.75, 1].map((share) => {
    const magnitude = share === 0 ? 0 : magnitudes.magnitudeAt(share);
    const text = share === 0 ? 'zero' : `abs(w) ${format('.3~g')(magnitude)}`;
    return { text, color: magnitudes.colorOf(magnitude), outline: false };
  });
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
    key('new zeros', added, colors.added),
    key('zeros lost', lost, colors.lost),
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
  const verdict = verdictText(judged, summary.pattern);
  const name = tensor.name || 'unnamed tensor';
  return [
    `${name} (${tensorKey(tensor)}), ${tensor.shape.join(' × ') || 'scalar'} ${tensor.type}, shown as [${view.rowName}, ${view.columnName}]`,
    judged.trivialBecause === 'not-input-channels' ? `${verdict} (pattern: ${patternName(summary.pattern)})` : verdict,
    windowText(shown, view),
    ...(threshold ? [`weights with abs(w) ≤ ${threshold} count as zero`] : []),
    modelName,
    ...(sha256 ? [`SHA-256 ${sha256}`] : []),
  ];
}
