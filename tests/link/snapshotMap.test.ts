import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { type Snapshot, type SnapshotVerdict, snapshotOf } from '../../src/link/snapshot';
import { mapOfSnapshot } from '../../src/link/snapshotMap';
import { decodeSnapshot, encodeSnapshot } from '../../src/link/snapshotText';
import { isNonZero, setBit } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import { tensorMapOf } from '../../src/views/tensorMap';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';

const random = seededRandom(3);
const engine = cpuEngine();

/** A window of a random dense layer, at most as long as the layer. */
async function anySnapshot(rows: number, columns: number, size: number, verdicts: readonly SnapshotVerdict[] = []) {
  const tensor = {
    ...denseMatrix('FULLY_CONNECTED', [rows, columns]),
    name: 'sequential/structural_pruning_dense/MatMul',
  };
  const mask = maskWhere(rows, columns, () => random() < 0.5);
  const summary = await engine.summaryOf(mask, twoOfFour);
  const storage = { encoding: 'dense', bytes: rows * columns } as const;
  const tensorMap = await tensorMapOf(
    tensor,
    { layout: undefined, transposed: false },
    { mask, summary, storage },
    (drawn) => engine.pyramidOf(drawn),
  );
  const rowStart = Math.floor(random() * Math.max(1, rows - size));
  const columnStart = Math.floor(random() * Math.max(1, columns - size));
  const window = {
    rowStart,
    rowEnd: Math.min(rows, rowStart + size),
    columnStart,
    columnEnd: Math.min(columns, columnStart + size),
  };
  return { tensorMap, snapshot: snapshotOf(tensorMap, window, verdicts) };
}

function textOf(snapshot: Snapshot): Promise<string> {
  return encodeSnapshot(snapshot).then((text) => text!);
}

describe('a snapshot', () => {
  it('is decoded to the same weights and violations', async () => {
    for (const [rows, columns, size] of [
      [64, 96, 24],
      [5, 7, 24],
      [1, 40, 9],
      [33, 130, 65],
    ] as const) {
      const { tensorMap, snapshot } = await anySnapshot(rows, columns, size);
      const read = await decodeSnapshot(await textOf(snapshot));
      expect(read).toEqual(snapshot);
      const drawn = mapOfSnapshot(read as Snapshot)!;
      const { window } = snapshot;
      expect(drawn.known).toEqual(window);
      for (let row = window.rowStart; row < window.rowEnd; row++) {
        for (let column = window.columnStart; column < window.columnEnd; column++) {
          expect(isNonZero(drawn.pyramid.mask, row, column)).toBe(isNonZero(tensorMap.pyramid.mask, row, column));
          const block = Math.floor(column / 4);
          expect(isNonZero(drawn.summary.violations, row, block)).toBe(
            isNonZero(tensorMap.summary.violations, row, block),
          );
        }
      }
    }
  });

  it('beyond the limits is not encoded', async () => {
    const { snapshot } = await anySnapshot(700, 700, 600);
    expect(await encodeSnapshot(snapshot)).toBeUndefined();
    const { snapshot: large } = await anySnapshot(1200, 1200, 1100);
    expect(mapOfSnapshot(large)).toBeUndefined();
  });
});

it('marks violating cells of a block across the edge of the window', async () => {
  const tensor = denseMatrix('FULLY_CONNECTED', [1, 8]);
  const mask = maskWhere(1, 8, (_, column) => column < 3);
  const summary = await engine.summaryOf(mask, twoOfFour);
  const tensorMap = await tensorMapOf(
    tensor,
    { layout: undefined, transposed: false },
    { mask, summary, storage: { encoding: 'dense', bytes: 8 } },
    (drawn) => engine.pyramidOf(drawn),
  );
  const { violating } = snapshotOf(tensorMap, { rowStart: 0, rowEnd: 1, columnStart: 2, columnEnd: 6 }, []);
  const expected = maskWhere(1, 4, () => false);
  setBit(expected, 0, 0);
  setBit(expected, 0, 1);
  expect(violating).toEqual(expected);
});
