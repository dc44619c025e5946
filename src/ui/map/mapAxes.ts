import { axisLeft, axisTop, format, scaleLinear, select } from 'd3';
import { type AxisBlocks, axisBlocks, axisTicks } from '../../heatmap/axisTicks';
import { type AxisTiles, columnTiles, endPosition, rowTiles, startPosition } from '../../heatmap/axisTiles';
import { type PixelSize, type Placement, viewportOf } from '../../heatmap/viewport';
import type { Pattern } from '../../sparsity/pattern';
import type { MatrixView } from '../../views/matrixView';

// CSS pixels: minimum distance between ticks, and the minimum gap between labels.
const minTickDistance = 60;
const labelGap = 10;
// Width of a character of a label, CSS pixels, a little more than it is.
const characterWidth = 6.4;
// From the map to its labels, CSS pixels.
const tickLength = 7;

type Axis = {
  readonly name: 'columns' | 'rows';
  /** At the end of the axis. */
  readonly title: string;
  readonly side: typeof axisTop;
  /** Weights in view, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Where weight 0 begins, CSS pixels, and CSS pixels per weight. */
  readonly origin: number;
  readonly scale: number;
  /** Length of the overlay, CSS pixels. */
  readonly limit: number;
  readonly labels: AxisLabels;
  readonly blocks: AxisBlocks | undefined;
  readonly tiles: AxisTiles | undefined;
};

type AxisLabels = {
  /** The label of a tap, behind the index. Undefined if there are no taps. */
  readonly tapOf: ((index: number) => string) | undefined;
  /** Width of the longest label of the axis, CSS pixels. */
  readonly width: number;
};

/** Draws axes with the indices of the columns and rows in view, their names, and the taps of filters. */
export function drawAxes(
  overlay: SVGSVGElement,
  view: MatrixView,
  pattern: Pattern,
  placement: Placement,
  size: PixelSize,
): void {
  const { scale, x, y, tiles } = placement;
  const inView = viewportOf(placement, size, view);
  const blocks = axisBlocks(view, pattern);
  drawAxis(overlay, {
    name: 'columns',
    title: view.columnName,
    side: axisTop,
    start: inView.columnStart,
    end: inView.columnEnd,
    origin: x,
    scale,
    limit: size.width,
    labels: labelsOf(view, 'columns'),
    blocks: blocks.columns,
    tiles: columnTiles(tiles),
  }).attr('transform', 'translate(0,-1)');
  drawAxis(overlay, {
    name: 'rows',
    title: view.rowName,
    side: axisLeft,
    start: inView.rowStart,
    end: inView.rowEnd,
    origin: y,
    scale,
    limit: size.height,
    labels: labelsOf(view, 'rows'),
    blocks: blocks.rows,
    tiles: rowTiles(tiles),
  }).attr('transform', 'translate(-1,0)');
  drawNames(overlay, view, size);
}

function labelsOf(view: MatrixView, name: Axis['name']): AxisLabels {
  const count = name === 'rows' ? view.rowCount : view.columnCount;
  const ofLines = view.transposed === (name === 'columns');
  const tapOf = view.tiles ? tileNames(view, ofLines) : tapNames(view, ofLines);
  const last = Math.max(0, count - 1);
  // The label of a tap is behind the index, in parentheses.
  const tap = tapOf ? (view.tiles ? tapOf(last) : longestTap(view)).length + 3 : 0;
  return { tapOf, width: (format(',d')(last).length + tap) * characterWidth };
}

/** `49 · 2,1`: output channel and tap [h, w] of a line. `2,1 · 30`: tap and input channel along a line. Undefined if there are no taps. */
function tapNames({ lines }: MatrixView, ofLines: boolean): ((index: number) => string) | undefined {
  const { taps, rowLength } = lines;
  if (!taps || taps.alongLine === ofLines) return undefined;
  const tapText = (tap: number) => `${Math.floor(tap / taps.width)},${tap % taps.width}`;
  if (taps.alongLine) return (column) => `${tapText(Math.floor(column / rowLength))} · ${column % rowLength}`;
  const tapCount = taps.height * taps.width;
  return (row) => `${Math.floor(row / tapCount)} · ${tapText(row % tapCount)}`;
}

/** `h 2 · 49`: row of the filter and output channel of a line. `w 1 · 30`: column of the filter and input channel along a line. */
function tileNames({ lines }: MatrixView, ofLines: boolean): (index: number) => string {
  const [name, size] = ofLines ? ['h', lines.groups!.lineCount] : ['w', lines.rowLength];
  return (index) => `${name} ${Math.floor(index / size)} · ${index % size}`;
}

/** A text as long as the longest tap of a view. */
function longestTap({ lines: { taps, rowLength, count } }: MatrixView): string {
  const { height, width, alongLine } = taps!;
  const other = alongLine ? rowLength : Math.ceil(count / (height * width));
  return `${height - 1},${width - 1} · ${Math.max(0, other - 1)}`;
}

/** Ticks are at the center of their row or column. Indices start at 0. Labels of rows are turned, so that both axes need the same room. */
function drawAxis(overlay: SVGSVGElement, axis: Axis) {
  const { name, title, side, start, end, origin, scale, limit, labels, blocks, tiles } = axis;
  const [first, last] = [startPosition(start, tiles), endPosition(end, tiles)];
  const positions = scaleLinear()
    .domain([first, last])
    .range([origin + first * scale, origin + last * scale]);
  const distance = Math.max(minTickDistance, labels.width + labelGap);
  const titleLength = (title.length + 2) * characterWidth + labelGap;
  const indices = new Map(
    axisTicks([start, end], distance / scale, blocks).map((tick) => [startPosition(tick, tiles) + 0.5, tick]),
  );
  const middles = [...indices.keys()].filter((middle) => positions(middle) + labels.width / 2 < limit - titleLength);
  const labelOf = (middle: unknown) => {
    const index = indices.get(Number(middle))!;
    return `${format(',d')(index)}${labels.tapOf ? ` (${labels.tapOf(index)})` : ''}`;
  };
  // The label of the first tick moves inward, away from the corner, where it would meet the one of the other axis.
  const inward = (middle: unknown) =>
    Math.max(0, (labelOf(middle).length * characterWidth) / 2 - tickLength + 1 - positions(Number(middle)));
  const group = select(overlay)
    .selectAll<SVGGElement, null>(`g.${name}`)
    .data([null])
    .join('g')
    .attr('class', `axis ${name}`)
    .call(
      side(positions)
        .tickValues(middles)
        .tickSizeInner(4)
        .tickSizeOuter(0)
        .tickPadding(tickLength - 4)
        .tickFormat(labelOf),
    );
  const text = group.selectAll<SVGTextElement, unknown>('.tick text').attr('text-anchor', 'middle').attr('dy', 0);
  // The turned label of a row reads upward.
  if (name === 'rows')
    text
      .attr('transform', 'rotate(-90)')
      .attr('x', (middle) => -inward(middle))
      .attr('y', -tickLength);
  else text.attr('x', inward);
  return group;
}

/** At the end of each axis, where `drawAxis` leaves room. */
function drawNames(overlay: SVGSVGElement, { rowName, columnName }: MatrixView, size: PixelSize): void {
  select(overlay)
    .selectAll<SVGTextElement, string>('text.axis-name')
    .data([`${columnName} →`, `← ${rowName}`])
    .join('text')
    .attr('class', 'axis-name')
    .attr('text-anchor', (_, i) => (i === 0 ? 'end' : 'start'))
    .attr('transform', (_, i) =>
      i === 0 ? `translate(${size.width - 2},-8)` : `translate(-8,${size.height - 2}) rotate(-90)`,
    )
    .text((name) => name);
}
