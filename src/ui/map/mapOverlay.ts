import { select } from 'd3';
import type { PixelSize, Place, Placement } from '../../heatmap/viewport';
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
