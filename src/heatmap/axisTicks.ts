import { scaleLinear } from 'd3';
import type { Span } from '../sparsity/matrixWindow';
import { blockSizeOf, type Pattern } from '../sparsity/pattern';
import { showsCompleteBlocks } from '../views/blocksInView';
import type { MatrixView } from '../views/matrixView';

// CSS pixels: minimum distance between ticks, for labels of up to that size, and the minimum gap between labels.
const minTickDistance = { columns: 60, rows: 28 };
const labelGap = 10;

/** Minimum distance between the ticks of an axis. @param labelWidth width of the longest label; both CSS pixels */
export function tickDistance(axis: 'rows' | 'columns', labelWidth: number): number {
  return axis === 'rows' ? minTickDistance.rows : Math.max(minTickDistance.columns, labelWidth + labelGap);
}

/** Blocks along an axis: `size` weights each, starting again at each multiple of `restart`. */
export type AxisBlocks = { readonly size: number; readonly restart: number };

/** The blocks along both axes; undefined along an axis without blocks of more than one weight and without tiles. */
export function axisBlocks(
  view: MatrixView,
  pattern: Pattern,
): { readonly rows: AxisBlocks | undefined; readonly columns: AxisBlocks | undefined } {
  const { tiles, transposed } = view;
  // A tick is at the start of each tile.
  const ofTiles = tiles && { size: 1, restart: transposed ? tiles.columnCount : tiles.rowCount };
  if (!showsCompleteBlocks(view, pattern)) {
    if (!tiles) return { rows: undefined, columns: undefined };
    return { rows: { size: 1, restart: tiles.rowCount }, columns: { size: 1, restart: tiles.columnCount } };
  }
  const block = blockSizeOf(pattern);
  const { rowLength, length, count } = view.lines;
  // As the separation lines: rows of one weight do not restart blocks.
  const along = { size: block.columns, restart: rowLength === 1 && !tiles ? length : rowLength };
  const across = block.rows > 1 ? { size: block.rows, restart: count } : ofTiles;
  return transposed ? { rows: along, columns: across } : { rows: across, columns: along };
}

/**
 * Indices in a span for the ticks of an axis. With blocks, each tick is at the start of a block.
 * @param minStep minimum number of indices between two ticks
 */
export function axisTicks([start, end]: Span, minStep: number, blocks: AxisBlocks | undefined): number[] {
  return blocks ? blockTicks([start, end], minStep, blocks) : evenTicks([start, end], minStep);
}

function evenTicks([start, end]: Span, minStep: number): number[] {
  const scale = scaleLinear().domain([start, end]);
  for (let count = Math.max(1, Math.floor((end - start) / minStep)); count > 0; count--) {
    const ticks = scale.ticks(count).filter((tick) => Number.isInteger(tick) && tick < end);
    if (ticks.length < 2 || ticks[1] - ticks[0] >= minStep) return ticks.slice(0, ticks.length < 2 ? 1 : undefined);
  }
  return [];
}

function blockTicks([start, end]: Span, minStep: number, { size, restart }: AxisBlocks): number[] {
  let step = size;
  while (step < minStep) step *= 2;
  const ticks: number[] = [];
  if (step >= restart) {
    let rows = 1;
    while (rows * restart < minStep) rows *= 2;
    const stride = rows * restart;
    for (let tick = Math.ceil(start / stride) * stride; tick < end; tick += stride) ticks.push(tick);
    return ticks;
  }
  for (let base = Math.floor(start / restart) * restart; base < end; base += restart) {
    const next = base + restart;
    const skipped = Math.max(0, Math.ceil((start - base) / step));
    for (let tick = base + skipped * step; tick < Math.min(next, end); tick += step) {
      // The start of the next row of the weight matrix has a tick of its own.
      if (tick === base || next >= end || next - tick >= minStep) ticks.push(tick);
    }
  }
  return ticks;
}
