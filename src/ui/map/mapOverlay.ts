import { select } from 'd3';
import { type PixelSize, type Place, type Placement, rectangleOf } from '../../heatmap/viewport';
import { isNonZero } from '../../sparsity/mask';
import { blockSizeOf } from '../../sparsity/pattern';
import { blockAt, blockCellsAt } from '../../views/blocksInView';
import { elementAt } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

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
  placement: Placement,
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
    placement.scale < 3
      ? []
      : [
          { name: 'block', cells: violates ? undefined : block },
          { name: 'cell', cells: violates && !underPointer ? undefined : cell },
        ];
  select(overlay)
    .selectAll<SVGRectElement, unknown>('rect.crosshair')
    .data(frames.flatMap(({ name, cells }) => (cells ? [{ name, ...rectangleOf(cells, placement) }] : [])))
    .join('rect')
    .attr('class', ({ name }) => `crosshair ${name}`)
    .attr('x', ({ x }) => x)
    .attr('y', ({ y }) => y)
    .attr('width', ({ width }) => width)
    .attr('height', ({ height }) => height);
  const place = cell && rectangleOf(cell, placement);
  const middle = place && { x: place.x + place.width / 2, y: place.y + place.height / 2 };
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
