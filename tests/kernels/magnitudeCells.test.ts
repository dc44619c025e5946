import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { wasmEngine } from '../../src/kernels/wasmEngine';
import {
  type CellRun,
  type CellSizes,
  cellsAlong,
  largestStep,
  type MagnitudeCells,
} from '../../src/sparsity/magnitudeCells';
import { seededRandom } from '../support/matrices';

const engines = { cpu: cpuEngine(), wasm: wasmEngine()! };

type Weights = { readonly view: CellSizes; readonly steps: Float64Array; readonly scales: number | Float64Array };

const weights = fc
  .record({
    rowCount: fc.integer({ min: 0, max: 20 }),
    columnCount: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constantFrom(300, 4000)),
    cellSize: fc.constantFrom(1, 2, 4),
    seed: fc.integer(),
    special: fc.constantFrom(0, 0, Number.NaN, Number.POSITIVE_INFINITY, 5e-324, 1e308),
    scale: fc.constantFrom(1, 0.1, -2, 0, undefined),
  })
  .map(({ seed, special, scale, ...view }): Weights => {
    const random = seededRandom(seed);
    const length = view.rowCount * view.columnCount;
    const steps = Float64Array.from({ length }, () => {
      const drawn = random();
      return drawn < 0.5 ? 0 : drawn < 0.51 ? special : Math.floor(drawn * 200) - 150;
    });
    return { view, steps, scales: scale ?? Float64Array.from({ length }, () => random() - 0.5) };
  });

/** Adds rows of a matrix, or its columns if it is transposed, up to `atOnce` weights of one at a time. */
function added(cells: MagnitudeCells, { view, steps, scales }: Weights, isTransposed: boolean, atOnce = 1000) {
  const { columnCount, cellSize } = view;
  const across = cellsAlong(columnCount, cellSize);
  const [lineCount, length] = isTransposed ? [columnCount, view.rowCount] : [view.rowCount, columnCount];
  const runs: CellRun[] = [];
  for (let line = 0; line < lineCount; line++) {
    for (let along = 0; along < length; along += atOnce) {
      const first = Math.floor(line / cellSize);
      const place = isTransposed ? { cell: first, cellStep: across } : { cell: first * across, cellStep: 1 };
      runs.push({ from: line * length + along, count: Math.min(atOnce, length - along), along, ...place });
    }
  }
  cells.add(steps, scales, runs);
  return cells.levels();
}

it('gives the same bits in WebAssembly as in TypeScript', () => {
  fc.assert(
    fc.property(weights, fc.boolean(), (of, isTransposed) => {
      const [cpu, wasm] = [engines.cpu.magnitudeCells(of.view), engines.wasm.magnitudeCells(of.view)];
      expect(added(wasm, of, isTransposed)).toEqual(added(cpu, of, isTransposed));
    }),
    { numRuns: 300 },
  );
});

describe.each(['cpu', 'wasm'] as const)('cells on the %s engine', (name) => {
  it('are the means of their weights, as steps of the largest one', () => {
    const view = { rowCount: 3, columnCount: 5, cellSize: 2 };
    const steps = Float64Array.from([...[1, 2, 3, 4, 5], ...[0, 1, 0, 0, 0], ...[0, 0, -8, 0, 0]]);
    const { levels, largest } = added(engines[name].magnitudeCells(view), { view, steps, scales: 0.5 }, false);
    // Cells at the edges have fewer weights.
    const means = [0.5, 0.875, 1.25, 0, 2, 0];
    expect(largest).toBe(2);
    expect([...levels[0].cells]).toEqual(means.map((mean) => Math.round((mean / 2) * largestStep)));
    expect(levels.map(({ cellSize, rowCount, columnCount }) => [cellSize, rowCount, columnCount])).toEqual([
      [2, 2, 3],
      [4, 1, 2],
      [8, 1, 1],
    ]);
    expect([...levels[2].cells]).toEqual([Math.round((12 / 15 / 2) * largestStep)]);
  });

  it('are added in parts that are longer than is copied at once', () => {
    const view = { rowCount: 2, columnCount: 50_000, cellSize: 1 };
    const steps = Float64Array.from({ length: 100_000 }, (_, i) => i % 7);
    const { levels } = added(engines[name].magnitudeCells(view), { view, steps, scales: 1 }, false, 50_000);
    const expected = steps.map((step) => Math.round((step / 6) * largestStep));
    expect(Buffer.compare(Buffer.from(levels[0].cells.buffer), Buffer.from(Uint16Array.from(expected).buffer))).toBe(0);
  });
});
