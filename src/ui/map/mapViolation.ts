import { type BaseType, type Selection, select } from 'd3';
import { valueText } from '../../heatmap/cellValues';
import type { Palette } from '../../heatmap/palette';
import { type PixelSize, type Placement, type Rectangle, rectangleOf } from '../../heatmap/viewport';
import { isNonZero, nonZerosIn } from '../../sparsity/mask';
import { isWithin, type MatrixWindow } from '../../sparsity/matrixWindow';
import { blockSizeOf, isBlockPattern } from '../../sparsity/pattern';
import type { BlockPlace } from '../../sparsity/violations';
import { blockInView } from '../../views/blocksInView';
import type { TensorMap } from '../../views/tensorMap';
import { type WindowValues, windowValueAt } from '../../views/windowValues';
import { readoutTexts } from '../texts/map';

// CSS pixels: minimum side of the outline, distance from outline to callout, height of a line of the callout, and its padding.
const minSide = 12;
const calloutGap = 8;
const lineHeight = 17;
const padding = 7;
// Average width of a character of the callout, CSS pixels.
const characterWidth = 6.8;

/**
 * Draws an outline around the violating block that the reader went to, and a callout with its number of non-zeros, and its values once they
 * are read.
 */
export function drawCurrentViolation(
  overlay: SVGSVGElement,
  place: BlockPlace | undefined,
  tensorMap: TensorMap,
  placement: Placement,
  size: PixelSize,
  values: WindowValues | undefined,
  { frame, violation }: Palette,
): void {
  const cells = place && blockInView(tensorMap.view, place, blockSizeOf(tensorMap.summary.pattern).columns);
  const block = cells && outlineOf(rectangleOf(cells, placement));
  const isShown = block !== undefined && isInView(block, size);
  const group = select(overlay)
    .selectAll<SVGGElement, Rectangle>('g.current-violation')
    .data(isShown ? [block] : [])
    .join((entered) => {
      const added = entered.append('g').attr('class', 'current-violation');
      for (const name of ['halo', 'line']) added.append('rect').attr('class', name).attr('fill', 'none');
      added.append('rect').attr('class', 'callout').attr('rx', 4);
      added.append('text').attr('font-size', 12);
      return added;
    })
    // Above axes and crosshair.
    .raise();
  if (!isShown || !cells) return;
  const lines = [countText(tensorMap, cells), valuesText(tensorMap, cells, values)].filter((line) => line !== '');
  const callout = calloutBeside(block, lines, size);
  placeRectangle(group.select('.halo'), block).attr('stroke', frame.halo).attr('stroke-width', 7);
  placeRectangle(group.select('.line'), block).attr('stroke', violation).attr('stroke-width', 4);
  placeRectangle(group.select('.callout'), callout).attr('fill', frame.line).attr('stroke', frame.halo);
  group
    .select('text')
    .style('fill', frame.halo)
    .selectAll('tspan')
    .data(lines)
    .join('tspan')
    .attr('x', callout.x + padding)
    .attr('y', (_, i) => callout.y + padding + (i + 0.75) * lineHeight)
    .text((line) => line);
}

function placeRectangle(
  target: Selection<BaseType, Rectangle, SVGSVGElement, unknown>,
  { x, y, width, height }: Rectangle,
) {
  return target.attr('x', x).attr('y', y).attr('width', width).attr('height', height);
}

function outlineOf({ x, y, width, height }: Rectangle): Rectangle {
  const [across, down] = [Math.max(minSide, width), Math.max(minSide, height)];
  return { x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down };
}

function isInView({ x, y, width, height }: Rectangle, size: PixelSize): boolean {
  return x + width >= 0 && x <= size.width && y + height >= 0 && y <= size.height;
}

/** Above the block, or below it if there is no room. */
function calloutBeside(block: Rectangle, lines: readonly string[], size: PixelSize): Rectangle {
  const width = Math.max(...lines.map((line) => line.length)) * characterWidth + 2 * padding;
  const height = lines.length * lineHeight + 2 * padding;
  const above = block.y - calloutGap - height;
  return {
    x: Math.max(0, Math.min(size.width - width, block.x + block.width / 2 - width / 2)),
    y: above >= 0 ? above : block.y + block.height + calloutGap,
    width,
    height,
  };
}

/** `3 of 4 non-zero`. A preview may have only some of the weights of the block. */
function countText({ pyramid, summary, known }: TensorMap, cells: MatrixWindow): string {
  const { pattern } = summary;
  const of = blockSizeOf(pattern).columns;
  if (!known || isWithin(cells, known)) return readoutTexts.nonzerosOf(nonZerosIn(pyramid.mask, cells), of);
  return readoutTexts.moreThan(isBlockPattern(pattern) ? 0 : of - pattern.zeros, of);
}

/** The stored values of a block, from its first weight. Empty until they are read. */
function valuesText({ pyramid }: TensorMap, cells: MatrixWindow, values: WindowValues | undefined): string {
  if (!values || !isWithin(cells, values)) return '';
  const texts: string[] = [];
  for (let row = cells.rowStart; row < cells.rowEnd; row++) {
    for (let column = cells.columnStart; column < cells.columnEnd; column++) {
      const value = windowValueAt(values, row, column)!;
      const isStored = !Number.isNaN(value) || isNonZero(pyramid.mask, row, column);
      texts.push(isStored ? (valueText(value) ?? '…') : '–');
    }
  }
  return texts.join(', ');
}
