import { axisLeft, axisTop, format, scaleLinear, select } from 'd3';
import { type AxisBlocks, axisBlocks, axisTicks, tickDistance } from '../../heatmap/axisTicks';
import { type AxisTiles, columnTiles, endPosition, rowTiles, startPosition } from '../../heatmap/axisTiles';
import { type PixelSize, type Placement, viewportOf } from '../../heatmap/viewport';
import type { Pattern } from '../../sparsity/pattern';
import type { MatrixView } from '../../views/matrixView';

// Widths of a character of a label, and of the smaller tap below it, CSS pixels.
const indexWidth = 7;
const tapWidth = 6;
// From the map to its labels, CSS pixels.
const tickLength = 7;

type Axis = {
  readonly name: 'columns' | 'rows';
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
  /** The label of a tap, below the index. Undefined if there are no taps. */
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
  const rowLabels = labelsOf(view, 'rows');
  drawAxis(overlay, {
    name: 'columns',
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
    side: axisLeft,
    start: inView.rowStart,
    end: inView.rowEnd,
    origin: y,
    scale,
    limit: size.height,
    labels: rowLabels,
    blocks: blocks.rows,
    tiles: rowTiles(tiles),
  }).attr('transform', 'translate(-1,0)');
  drawNames(overlay, view, size, rowLabels.width);
}

/** Width of the longest label of the rows of a view, CSS pixels. */
export function rowLabelWidth(view: MatrixView): number {
  return labelsOf(view, 'rows').width;
}

function labelsOf(view: MatrixView, name: Axis['name']): AxisLabels {
  const count = name === 'rows' ? view.rowCount : view.columnCount;
  const ofLines = view.transposed === (name === 'columns');
  const tapOf = view.tiles ? tileNames(view, ofLines) : tapNames(view, ofLines);
  const last = Math.max(0, count - 1);
  const taps = tapOf ? (view.tiles ? tapOf(last) : longestTap(view)).length * tapWidth : 0;
  return { tapOf, width: Math.max(format(',d')(last).length * indexWidth, taps) };
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

/** Ticks are at the center of their row or column. Indices start at 0. */
function drawAxis(overlay: SVGSVGElement, axisOf: Axis) {
  const { name, side, start, end, origin, scale, limit, labels, blocks, tiles } = axisOf;
  const { tapOf } = labels;
  const [first, last] = [startPosition(start, tiles), endPosition(end, tiles)];
  const positions = scaleLinear()
    .domain([first, last])
    .range([origin + first * scale, origin + last * scale]);
  // The edge does not cut a label.
  const edge = name === 'rows' ? 6 : Math.max(20, labels.width / 2);
  const indices = new Map(
    axisTicks([start, end], tickDistance(name, labels.width) / scale, blocks).map((tick) => [
      startPosition(tick, tiles) + 0.5,
      tick,
    ]),
  );
  const middles = [...indices.keys()].filter((middle) => positions(middle) < limit - edge);
  const indexOf = (middle: unknown) => indices.get(Number(middle))!;
  const axis = select(overlay)
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
        .tickFormat((middle) => format(',d')(indexOf(middle))),
    );
  // The tap is below the index. Above the columns, both move up to stay clear of the axis.
  const text = axis.selectAll<SVGTextElement, unknown>('.tick text');
  text.attr('dy', tapOf ? (name === 'rows' ? '-0.1em' : '-1.1em') : name === 'rows' ? '0.32em' : '0em');
  text
    .selectAll('tspan')
    .data((middle) => (tapOf ? [{ x: name === 'rows' ? `${-tickLength}` : '0', text: tapOf(indexOf(middle)) }] : []))
    .join('tspan')
    .attr('class', 'tap')
    .attr('x', (line) => line.x)
    .attr('dy', '1.1em')
    .text((line) => line.text);
  return axis;
}

function drawNames(
  overlay: SVGSVGElement,
  { rowName, columnName }: MatrixView,
  size: PixelSize,
  labelWidth: number,
): void {
  // Left of the labels of the rows. The same place for most tensors.
  const left = -Math.max(57, tickLength + labelWidth + 6);
  select(overlay)
    .selectAll<SVGTextElement, string>('text.axis-name')
    .data([`${columnName} →`, `← ${rowName}`])
    .join('text')
    .attr('class', 'axis-name')
    .attr('text-anchor', 'middle')
    .attr('transform', (_, i) =>
      i === 0 ? `translate(${size.width / 2},-36)` : `translate(${left},${size.height / 2}) rotate(-90)`,
    )
    .text((name) => name);
}
