import { magnitudeCellsOnCpu } from '../kernels/magnitudes.cpu';
import type { Magnitudes } from '../views/magnitudes';
import type { MagnitudeGrid } from './kernelMap';

/** The magnitudes of a grid in the form that the heatmap draws. */
export function gridMagnitudes({ magnitudes, rowCount, columnCount }: MagnitudeGrid): Magnitudes {
  const cells = magnitudeCellsOnCpu({ cellSize: 1, rowCount, columnCount });
  cells.add(Float64Array.from(magnitudes), 1, [{ from: 0, count: magnitudes.length, along: 0, cell: 0, cellStep: 1 }]);
  return cells.levels();
}
