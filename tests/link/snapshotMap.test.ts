import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { pictureSnapshotOf, type Snapshot, type SnapshotVerdict, snapshotOf } from '../../src/link/snapshot';
import { mapOfSnapshot } from '../../src/link/snapshotMap';
import { decodeSnapshot, encodeSnapshot } from '../../src/link/snapshotText';
import { isNonZero, setBit } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import { completeShare } from '../../src/views/densityPicture';
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
    const { snapshot } = await anySnapshot(500, 500, 400);
    expect(await encodeSnapshot(snapshot), 'more than 16 kB').toBeUndefined();
    const { snapshot: large } = await anySnapshot(800, 800, 750);
    expect(mapOfSnapshot(large)).toBeUndefined();
  });
});

it('has the mask of a window of any length, with the densities for zoomed-out maps', async () => {
  const { tensorMap, snapshot } = await anySnapshot(1, 7_104, 7_104);
  const read = (await decodeSnapshot(await textOf(snapshot))) as Snapshot;
  expect(read).toEqual(snapshot);
  expect(mapOfSnapshot(read)!.pyramid).toEqual(tensorMap.pyramid);
});

describe('a picture', () => {
  it('has the densities of a window of any size, in at most 128 x 128 cells and 16 kB', async () => {
    const { tensorMap, snapshot } = await anySnapshot(900, 1_300, 800);
    const pictured = pictureSnapshotOf(tensorMap, snapshot.window, []);
    const { rowCount, columnCount, shares } = pictured.picture;
    expect([rowCount, columnCount]).toEqual([128, 128]);
    expect(shares.reduce((sum, share) => sum + share, 0) / shares.length / completeShare).toBeCloseTo(0.5, 1);
    const read = (await decodeSnapshot(await textOf(pictured))) as Snapshot;
    expect(read).toEqual(pictured);
    const drawn = mapOfSnapshot(read)!;
    expect(drawn).toMatchObject({ known: snapshot.window, picture: pictured.picture, violationCount: 0 });
    expect(drawn.pyramid.mask.words).toHaveLength(0);
  });

  it('of a window of a few weights has a cell for each', async () => {
    const { tensorMap, snapshot } = await anySnapshot(40, 60, 30);
    const { picture } = pictureSnapshotOf(tensorMap, snapshot.window, []);
    expect([picture.rowCount, picture.columnCount]).toEqual([30, 30]);
    const { mask } = snapshot;
    for (let row = 0; row < 30; row++) {
      for (let column = 0; column < 30; column++) {
        const expected = isNonZero(mask, row, column) ? completeShare : 0;
        expect(picture.shares[row * 30 + column]).toBe(expected);
      }
    }
  });

  it('of millions of weights adds up the pyramid', async () => {
    const { tensorMap } = await anySnapshot(2_048, 2_048, 1);
    const window = { rowStart: 0, rowEnd: 2_048, columnStart: 3, columnEnd: 2_000 };
    const { picture } = pictureSnapshotOf(tensorMap, window, [], 16);
    expect(picture.shares).toHaveLength(256);
    for (const share of picture.shares) expect(Math.abs(share - completeShare / 2)).toBeLessThan(3);
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
