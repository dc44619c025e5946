import { axisLeft, axisTop, format, scaleLinear, select } from 'd3';
import { type PixelSize, type Place, type Placement, viewportOf } from '../../heatmap/viewport';
import { isNonZero } from '../../sparsity/mask';
import { blockSizeOf } from '../../sparsity/pattern';
import { blockAt, blockCellsAt } from '../../views/blocksInView';
import { elementAt, type MatrixView } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

// Approximate minimum distance between ticks, CSS pixels.
const tickDistance = { columns: 80, rows: 40 };
// Half the size of a label, CSS pixels, so that the edge does not cut it.
const labelRoom = { columns: 20, rows: 6 };

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
  readonly tapOf: ((index: number) => string) | undefined;
};

/** Draws axes with the indices of the columns and rows in view, their names, and the taps of filters. */
export function drawAxes(overlay: SVGSVGElement, view: MatrixView, { scale, x, y }: Placement, size: PixelSize): void {
  const inView = viewportOf({ scale, x, y }, size, view);
  drawAxis(overlay, {
    name: 'columns',
    side: axisTop,
    start: inView.columnStart,
    end: inView.columnEnd,
    origin: x,
    scale,
    limit: size.width,
    tapOf: tapNames(view, view.transposed),
  }).attr('transform', 'translate(0,-1)');
  drawAxis(overlay, {
    name: 'rows',
    side: axisLeft,
    start: inView.rowStart,
    end: inView.rowEnd,
    origin: y,
    scale,
    limit: size.height,
    tapOf: tapNames(view, !view.transposed),
  }).attr('transform', 'translate(-1,0)');
  drawNames(overlay, view, size);
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

/** Ticks are at the center of their row or column. Indices start at 0. */
function drawAxis(overlay: SVGSVGElement, { name, side, start, end, origin, scale, limit, tapOf }: Axis) {
  const weights = scaleLinear()
    .domain([start, end])
    .range([origin + start * scale, origin + end * scale]);
  const middles = weights
    .ticks(Math.max(1, ((end - start) * scale) / tickDistance[name]))
    .filter((tick) => Number.isInteger(tick) && tick < end)
    .map((tick) => tick + 0.5)
    .filter((middle) => weights(middle) < limit - labelRoom[name]);
  const indexOf = (middle: unknown) => Number(middle) - 0.5;
  const axis = select(overlay)
    .selectAll<SVGGElement, null>(`g.${name}`)
    .data([null])
    .join('g')
    .attr('class', `axis ${name}`)
    .call(
      side(weights)
        .tickValues(middles)
        .tickSizeInner(4)
        .tickSizeOuter(0)
        .tickPadding(3)
        .tickFormat((middle) => format(',d')(indexOf(middle))),
    );
  // The tap is below the index. Above the columns, both move up to stay clear of the axis.
  const text = axis.selectAll<SVGTextElement, unknown>('.tick text');
  text.attr('dy', tapOf ? (name === 'rows' ? '-0.1em' : '-1.1em') : name === 'rows' ? '0.32em' : '0em');
  text
    .selectAll('tspan')
    .data((middle) => (tapOf ? [{ x: name === 'rows' ? '-7' : '0', text: tapOf(indexOf(middle)) }] : []))
    .join('tspan')
    .attr('class', 'tap')
    .attr('x', (line) => line.x)
    .attr('dy', '1.1em')
    .text((line) => line.text);
  return axis;
}

function drawNames(overlay: SVGSVGElement, { rowName, columnName }: MatrixView, size: PixelSize): void {
  select(overlay)
    .selectAll<SVGTextElement, string>('text.axis-name')
    .data([`${columnName} →`, `← ${rowName}`])
    .join('text')
    .attr('class', 'axis-name')
    .attr('text-anchor', 'middle')
    .attr('transform', (_, i) =>
      i === 0 ? `translate(${size.width / 2},-32)` : `translate(-57,${size.height / 2}) rotate(-90)`,
    )
    .text((name) => name);
}

/**
 * Draws a frame around a weight, one around its block, and lines to both axes. Frames need cells that are large enough. A violating block has
 * its own outline, which only the frame of the weight under the pointer may cover.
 * @param underPointer true: the weight under the pointer; false: the picked weight
 */
export function drawCrosshair(
  overlay: SVGSVGElement,
  hovered: Place | undefined,
  underPointer: boolean,
  tensorMap: TensorMap,
  { scale, x, y }: Placement,
  size: PixelSize,
): void {
  const { view, summary } = tensorMap;
  const block = hovered && blockCellsAt(view, hovered.row, hovered.column, summary.pattern);
  const cell = hovered && {
    rowStart: hovered.row,
    rowEnd: hovered.row + 1,
    columnStart: hovered.column,
    columnEnd: hovered.column + 1,
  };
  const violates = hovered !== undefined && isViolating(tensorMap, hovered);
  const frames =
    scale < 3
      ? []
      : [
          { name: 'block', cells: violates ? undefined : block },
          { name: 'cell', cells: violates && !underPointer ? undefined : cell },
        ];
  select(overlay)
    .selectAll<SVGRectElement, unknown>('rect.crosshair')
    .data(frames.flatMap(({ name, cells }) => (cells ? [{ name, cells }] : [])))
    .join('rect')
    .attr('class', ({ name }) => `crosshair ${name}`)
    .attr('x', ({ cells }) => x + cells.columnStart * scale)
    .attr('y', ({ cells }) => y + cells.rowStart * scale)
    .attr('width', ({ cells }) => (cells.columnEnd - cells.columnStart) * scale)
    .attr('height', ({ cells }) => (cells.rowEnd - cells.rowStart) * scale);
  const middle = hovered && { x: x + (hovered.column + 0.5) * scale, y: y + (hovered.row + 0.5) * scale };
  select(overlay)
    .selectAll<SVGLineElement, number[]>('line.pointer')
    .data(
      middle
        ? [
            [middle.x, -6, middle.x, size.height],
            [-6, middle.y, size.width, middle.y],
          ]
        : [],
    )
    .join('line')
    .attr('class', 'pointer')
    .attr('x1', ([x1]) => x1)
    .attr('y1', ([, y1]) => y1)
    .attr('x2', ([, , x2]) => x2)
    .attr('y2', ([, , , y2]) => y2);
}

function isViolating({ view, summary }: TensorMap, { row, column }: Place): boolean {
  const place = blockAt(view, elementAt(view, row, column), blockSizeOf(summary.pattern).columns);
  return isNonZero(summary.violations, place.row, place.block);
}
