import { axisLeft, axisTop, format, scaleLinear, select } from 'd3';
import { type PixelSize, type Place, type Placement, viewportOf } from '../../heatmap/viewport';
import { isNonZero } from '../../sparsity/mask';
import { blockSizeOf } from '../../sparsity/pattern';
import { blockAt, blockCellsAt } from '../../views/blocksInView';
import { elementAt, type MatrixView } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

// Approximate minimum distance between ticks, CSS pixels. Labels with a tap are longer.
const tickDistance = { plain: 80, withTap: 130 };
// Half the length of a label, CSS pixels, so that the edge does not cut it.
const labelRoom = { plain: 20, withTap: 50 };
// Width of a character, CSS pixels, a little more than it is.
const characterWidth = 6.5;

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
  readonly tapOf: ((index: number) => string) | undefined;
};

/** Draws axes with the indices of the columns and rows in view, their names, and the taps of filters. */
export function drawAxes(overlay: SVGSVGElement, view: MatrixView, { scale, x, y }: Placement, size: PixelSize): void {
  const inView = viewportOf({ scale, x, y }, size, view);
  drawAxis(overlay, {
    name: 'columns',
    title: view.columnName,
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
    title: view.rowName,
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

/** Ticks are at the center of their row or column. Indices start at 0. Labels of rows are turned, so that they need no more room than columns. */
function drawAxis(overlay: SVGSVGElement, { name, title, side, start, end, origin, scale, limit, tapOf }: Axis) {
  const labels = tapOf ? 'withTap' : 'plain';
  const titleLength = (title.length + 2) * characterWidth;
  const weights = scaleLinear()
    .domain([start, end])
    .range([origin + start * scale, origin + end * scale]);
  const middles = weights
    .ticks(Math.max(1, ((end - start) * scale) / tickDistance[labels]))
    .filter((tick) => Number.isInteger(tick) && tick < end)
    .map((tick) => tick + 0.5)
    .filter((middle) => weights(middle) < limit - labelRoom[labels] - titleLength);
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
        .tickFormat((middle) => {
          const index = indexOf(middle);
          return tapOf ? `${format(',d')(index)} (${tapOf(index)})` : format(',d')(index);
        }),
    );
  const text = axis.selectAll<SVGTextElement, unknown>('.tick text');
  if (name === 'rows') {
    text.attr('transform', 'rotate(-90)').attr('x', 0).attr('y', -7).attr('dy', 0).attr('text-anchor', 'middle');
  }
  return axis;
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
