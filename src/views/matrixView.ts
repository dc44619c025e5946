import { elementCount, isFilter, type WeightTensor } from '../tflite/weights/weightTensor';

/**
 * Rows and columns of a map. `rows`: the weight matrix, [out*h*w, in] for convolutions. `filters`: [out, h*w*in], one row per filter, as in
 * TensorFlow's tutorial for its unstructured convolution. `taps`: [h*out, w*in], drawn as h x w tiles of [out, in]. A tap: [out, in] at one position
 * of the filter.
 */
export type Layout = 'rows' | 'filters' | 'taps' | Tap;

type Tap = { readonly h: number; readonly w: number };

/** The requested view. A tensor that does not have the layout is drawn in its default layout. */
export type ViewChoice = { readonly layout: Layout | undefined; readonly transposed: boolean };

export const defaultView: ViewChoice = { layout: undefined, transposed: false };

/** The rows and columns of the map of a tensor. Plain data. */
export type MatrixView = {
  readonly layout: Layout;
  /** Rows are drawn as columns, so blocks are vertical. */
  readonly transposed: boolean;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Names of the axes: `out × h × w` and `in`. */
  readonly rowName: string;
  readonly columnName: string;
  /** Blocks are along lines: the rows, or the columns of a transposed view. */
  readonly lines: Lines;
  /** Absent: the view is one piece. */
  readonly tiles?: Tiles | undefined;
};

/** Rows and columns of each tile of a view, and the gap that is drawn between tiles, in weights. Indices do not count gaps. */
export type Tiles = { readonly rowCount: number; readonly columnCount: number; readonly gap: number };

/** Element `i` of line `l` is element `lineStart(lines, l) + i` of the tensor. */
export type Lines = {
  readonly count: number;
  readonly length: number;
  /** Element of line 0. */
  readonly first: number;
  /** Elements from line to line. */
  readonly stride: number;
  /** If lines are in groups: lines of a group, and elements from group to group. `stride` then applies within a group. */
  readonly groups?: { readonly lineCount: number; readonly stride: number } | undefined;
  /** Weights of a row of the weight matrix. Blocks restart after each row, also within a longer line. */
  readonly rowLength: number;
  /** Filter size [h, w] if several taps are shown: along a line, or from line to line. */
  readonly taps: { readonly height: number; readonly width: number; readonly alongLine: boolean } | undefined;
};

/**
 * The default layout is [out*h*w, in] for convolutions and [out, in] for dense layers, with blocks along the input channels. For a convolution
 * with one input channel, which would be a single column, it is [out, h*w*in].
 */
export function viewOf(tensor: WeightTensor, { layout, transposed }: ViewChoice = defaultView): MatrixView {
  const chosen = layout && layoutsOf(tensor).some((offered) => isSameLayout(offered, layout)) ? layout : undefined;
  const shown = chosen ?? defaultLayout(tensor);
  const lines = linesOf(tensor, shown);
  const { lineName, alongName } = lines;
  const tiles = shown === 'taps' ? tilesOf(lines, transposed) : undefined;
  return {
    layout: shown,
    transposed,
    rowCount: transposed ? lines.length : lines.count,
    columnCount: transposed ? lines.count : lines.length,
    ...(tiles && { tiles }),
    rowName: transposed ? alongName : lineName,
    columnName: transposed ? lineName : alongName,
    lines,
  };
}

/** The choice without a layout that the tensor does not have or has by default. */
export function shownView(tensor: WeightTensor, choice: ViewChoice): ViewChoice {
  const { layout } = viewOf(tensor, choice);
  return { ...choice, layout: isSameLayout(layout, defaultLayout(tensor)) ? undefined : layout };
}

/** The layouts of a tensor, the weight matrix first. */
export function layoutsOf(tensor: WeightTensor): Layout[] {
  const filter = filterSize(tensor);
  if (!filter || filter.height * filter.width === 1) return ['rows'];
  const taps = Array.from({ length: filter.height * filter.width }, (_, tap) => ({
    h: Math.floor(tap / filter.width),
    w: tap % filter.width,
  }));
  return ['rows', 'filters', 'taps', ...taps];
}

/** Size of filters of shape [out, h, w, in]. */
function filterSize(tensor: WeightTensor): { height: number; width: number } | undefined {
  return isFilter(tensor) ? { height: tensor.shape[1], width: tensor.shape[2] } : undefined;
}

function defaultLayout(tensor: WeightTensor): Layout {
  const { shape, columnCount } = tensor;
  return filterSize(tensor) && columnCount === 1 && shape[0] > 1 && layoutsOf(tensor).length > 1 ? 'filters' : 'rows';
}

function linesOf(tensor: WeightTensor, layout: Layout): Lines & { lineName: string; alongName: string } {
  const { rowCount, columnCount: rowLength } = tensor;
  const filter = filterSize(tensor);
  if (!filter || layout === 'rows') {
    const taps = filter && filter.height * filter.width > 1 ? { ...filter, alongLine: false } : undefined;
    return { count: rowCount, length: rowLength, first: 0, stride: rowLength, rowLength, taps, ...axisNames(tensor) };
  }
  const [out] = tensor.shape;
  const stride = out === 0 ? 0 : elementCount(tensor) / out;
  if (layout === 'filters') {
    const names = { lineName: 'out', alongName: 'h × w × in' };
    return { count: out, length: stride, first: 0, stride, rowLength, taps: { ...filter, alongLine: true }, ...names };
  }
  if (layout === 'taps') {
    const length = filter.width * rowLength;
    const names = { lineName: 'h × out', alongName: 'w × in' };
    const groups = { lineCount: out, stride: length };
    return { count: filter.height * out, length, first: 0, stride, groups, rowLength, taps: undefined, ...names };
  }
  const first = (layout.h * filter.width + layout.w) * rowLength;
  const names = { lineName: `out at h ${layout.h}, w ${layout.w}`, alongName: 'in' };
  return { count: out, length: rowLength, first, stride, rowLength, taps: undefined, ...names };
}

// The longer side of a tensor divided by the gap: about 3 CSS pixels between the tiles of a tensor that fills a map.
const sideToGap = 300;

function tilesOf({ count, length, groups, rowLength }: Lines, transposed: boolean): Tiles {
  const [across, along] = [groups?.lineCount ?? count, rowLength];
  const gap = Math.max(1, Math.ceil(Math.max(count, length) / sideToGap));
  return { rowCount: transposed ? along : across, columnCount: transposed ? across : along, gap };
}

function axisNames(tensor: WeightTensor): { lineName: string; alongName: string } {
  const { shape, operators, inputChannelsLast } = tensor;
  const code = operators[0]?.code;
  if (code === 'DEPTHWISE_CONV_2D') return { lineName: 'h × w', alongName: 'channel' };
  if (code === 'CONV_3D') return { lineName: 'd × h × w × in', alongName: 'out' };
  if (code === 'EMBEDDING_LOOKUP') return { lineName: 'entry', alongName: 'embedding' };
  if (isFilter(tensor)) return { lineName: 'out × h × w', alongName: 'in' };
  if (shape.length === 2 && inputChannelsLast) return { lineName: 'out', alongName: 'in' };
  if (shape.length === 2 && code === 'BATCH_MATMUL') return { lineName: 'in', alongName: 'out' };
  return { lineName: 'row', alongName: 'column' };
}

/** The element of the tensor, row-major, at a cell of the view. */
export function elementAt({ transposed, lines }: MatrixView, row: number, column: number): number {
  const [line, along] = transposed ? [column, row] : [row, column];
  return lineStart(lines, line) + along;
}

/** The first element of a line. */
export function lineStart({ first, stride, groups }: Lines, line: number): number {
  if (!groups) return first + line * stride;
  const group = Math.floor(line / groups.lineCount);
  return first + (line - group * groups.lineCount) * stride + group * groups.stride;
}

/** The line of an element, and its index along the line. Undefined if no line has it. */
export function placeInLines(
  { first, stride, groups, count, length }: Lines,
  element: number,
): { readonly line: number; readonly along: number } | undefined {
  const step = Math.floor((element - first) / stride);
  const rest = element - first - step * stride;
  const group = groups ? Math.floor(rest / groups.stride) : 0;
  const line = groups ? group * groups.lineCount + step : step;
  const along = groups ? rest - group * groups.stride : rest;
  return line >= 0 && line < count && along < length ? { line, along } : undefined;
}

/** Index of an element in the shape of the tensor, such as [out, h, w, in]. */
export function tensorIndex(shape: readonly number[], element: number): number[] {
  let rest = element;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}

/** Text for links: `rows`, `filters`, `taps` or `tap:1,2`, optionally followed by `,transposed`. Empty for the default. */
export function viewText({ layout, transposed }: ViewChoice): string {
  const name = typeof layout === 'object' ? `tap:${layout.h},${layout.w}` : layout;
  return [name, transposed && 'transposed'].filter(Boolean).join(',');
}

/** The view of a text of `viewText`. The default view for any other text. */
export function parseView(text: string): ViewChoice {
  const match = /^(rows|filters|taps|tap:(\d{1,4}),(\d{1,4}))?,?(transposed)?$/.exec(text);
  if (!match) return defaultView;
  const [, name, h, w, transposed] = match;
  const layout = h === undefined ? (name as 'rows' | 'filters' | 'taps' | undefined) : { h: Number(h), w: Number(w) };
  return { layout, transposed: transposed !== undefined };
}

function isSameLayout(a: Layout, b: Layout): boolean {
  return viewText({ layout: a, transposed: false }) === viewText({ layout: b, transposed: false });
}
