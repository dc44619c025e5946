import { axisLeft, axisTop, format, scaleLinear, select } from 'd3';
import { type PixelSize, type Place, type Placement, viewportOf } from '../heatmap/viewport';
import type { MatrixView } from '../sparsity/matrixView';

/** Room that the axes take beside the canvas, CSS pixels; style/map.css leaves the same. */
const axisRoom = { left: 64, top: 38 };

/** Pixels between two ticks, at least about. */
const tickDistance = { columns: 80, rows: 40 };
// Half a label, which must not be cut at the far edge.
const labelRoom = { columns: 20, rows: 6 };

type Axis = {
  readonly name: 'columns' | 'rows';
  readonly side: typeof axisTop;
  /** Weights in view. */
  readonly start: number;
  readonly end: number;
  /** Where weight 0 begins, and the pixels of each. */
  readonly origin: number;
  readonly scale: number;
  /** Where the overlay ends. */
  readonly limit: number;
};

/** Axes that count the columns and rows in view, and say what they stand for. */
export function drawAxes(overlay: SVGSVGElement, view: MatrixView, { scale, x, y }: Placement, size: PixelSize): void {
  const inView = viewportOf({ scale, x, y }, size, view);
  drawAxis(overlay, {
    name: 'columns',
    side: axisTop,
    start: inView.columnStart,
    end: inView.columnEnd,
    origin: axisRoom.left + x,
    scale,
    limit: axisRoom.left + size.width,
  }).attr('transform', `translate(0,${axisRoom.top - 1})`);
  drawAxis(overlay, {
    name: 'rows',
    side: axisLeft,
    start: inView.rowStart,
    end: inView.rowEnd,
    origin: axisRoom.top + y,
    scale,
    limit: axisRoom.top + size.height,
  }).attr('transform', `translate(${axisRoom.left - 1},0)`);
  drawNames(overlay, view, size);
}

/** Ticks stand at the middle of the row or column that they count, from 0 on. */
function drawAxis(overlay: SVGSVGElement, { name, side, start, end, origin, scale, limit }: Axis) {
  const weights = scaleLinear()
    .domain([start, end])
    .range([origin + start * scale, origin + end * scale]);
  const middles = weights
    .ticks(Math.max(1, ((end - start) * scale) / tickDistance[name]))
    .filter((tick) => Number.isInteger(tick) && tick < end)
    .map((tick) => tick + 0.5)
    .filter((middle) => weights(middle) < limit - labelRoom[name]);
  return select(overlay)
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
        .tickFormat((middle) => format(',d')(Number(middle) - 0.5)),
    );
}

function drawNames(overlay: SVGSVGElement, { rowName, columnName }: MatrixView, size: PixelSize): void {
  const x = axisRoom.left + size.width / 2;
  const y = axisRoom.top + size.height / 2;
  select(overlay)
    .selectAll<SVGTextElement, string>('text.axis-name')
    .data([`${columnName} →`, `← ${rowName}`])
    .join('text')
    .attr('class', 'axis-name')
    .attr('text-anchor', 'middle')
    .attr('transform', (_, i) => (i === 0 ? `translate(${x},12)` : `translate(13,${y}) rotate(-90)`))
    .text((name) => name);
}

/** A frame around the weight under the pointer, once cells are large enough to have one. */
export function drawCrosshair(overlay: SVGSVGElement, hovered: Place | undefined, { scale, x, y }: Placement): void {
  select(overlay)
    .selectAll<SVGRectElement, Place>('rect.crosshair')
    .data(hovered && scale >= 3 ? [hovered] : [])
    .join('rect')
    .attr('class', 'crosshair')
    .attr('x', ({ column }) => axisRoom.left + x + column * scale)
    .attr('y', ({ row }) => axisRoom.top + y + row * scale)
    .attr('width', scale)
    .attr('height', scale);
}
