import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuEngine } from '../../src/kernels/cpuEngine';
import { isNonZero, setBit } from '../../src/sparsity/mask';
import { viewOf } from '../../src/sparsity/matrixView';
import { blocksPerRow, twoOfFour } from '../../src/sparsity/pattern';
import { pictureOf } from '../../src/sparsity/picture';
import type { LinkState } from '../../src/state/link';
import { decodeLink } from '../../src/state/link';
import { type Snapshot, type SnapshotVerdict, snapshotOf } from '../../src/state/snapshot';
import { pictureOfSnapshot } from '../../src/state/snapshotPicture';
import { decodeSnapshot, encodeSnapshot, linkWithSnapshot, longestLink } from '../../src/state/snapshotText';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';

const random = seededRandom(3);
const engine = cpuEngine();

/** A window of a random dense layer, at most as long as the layer. */
async function anySnapshot(rows: number, columns: number, size: number, verdicts: readonly SnapshotVerdict[] = []) {
  const weight = {
    ...denseMatrix('FULLY_CONNECTED', [rows, columns]),
    name: 'sequential/structural_pruning_dense/MatMul',
  };
  const mask = maskWhere(rows, columns, () => random() < 0.5);
  const summary = await engine.summaryOf(mask, twoOfFour);
  const storage = { encoding: 'dense', bytes: rows * columns } as const;
  const picture = await pictureOf(
    weight,
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
  return { picture, snapshot: snapshotOf(picture, window, verdicts) };
}

function textOf(snapshot: Snapshot): Promise<string> {
  return encodeSnapshot(snapshot).then((text) => text!);
}

describe('a snapshot', () => {
  it('is read as it was written, and draws the same weights and violations', async () => {
    for (const [rows, columns, size] of [
      [64, 96, 24],
      [5, 7, 24],
      [1, 40, 9],
      [33, 130, 65],
    ] as const) {
      const { picture, snapshot } = await anySnapshot(rows, columns, size);
      const read = await decodeSnapshot(await textOf(snapshot));
      expect(read).toEqual(snapshot);
      const drawn = pictureOfSnapshot(read as Snapshot)!;
      const { window } = snapshot;
      expect(drawn.known).toEqual(window);
      for (let row = window.rowStart; row < window.rowEnd; row++) {
        for (let column = window.columnStart; column < window.columnEnd; column++) {
          expect(isNonZero(drawn.pyramid.mask, row, column)).toBe(isNonZero(picture.pyramid.mask, row, column));
          const block = Math.floor(column / 4);
          expect(isNonZero(drawn.summary.violations, row, block)).toBe(
            isNonZero(picture.summary.violations, row, block),
          );
        }
      }
    }
  });

  it('of 24 x 24 weights of a model of 100 tensors fits a link of 2,000 characters', async () => {
    const verdicts = Array.from({ length: 100 }, (_, i): SnapshotVerdict => {
      const kind = (['conforms', 'violates', 'trivial', 'not-applicable'] as const)[i % 4];
      const violating = kind === 'violates' ? { violatingBlocks: Math.floor(random() * 100_000) } : {};
      return { tensor: `0:${2 * i + 1}`, kind, ...violating };
    });
    const { snapshot } = await anySnapshot(1024, 3136, 24, verdicts);
    const state: LinkState = {
      ...decodeLink(''),
      name: 'mobilenet_v2_1.0_224_structurally_pruned_2_by_4_int8.tflite',
      size: 123_456_789,
      sha256: 'ab'.repeat(32),
      tensor: '0:5',
      tensorName: 'MobilenetV2/expanded_conv_16/project/Conv2D;StatefulPartitionedCall/MobilenetV2/Conv2D',
      window: snapshot.window,
    };
    const link = await linkWithSnapshot('https://prunescope.example/app/', state, snapshot);
    expect(link!.length).toBeLessThan(2000);
    expect(await decodeSnapshot(decodeLink(link!.split('#')[1]!).snapshot!)).toEqual(snapshot);
  });

  it('that takes more than a link may have is none', async () => {
    const { snapshot } = await anySnapshot(700, 700, 600);
    expect(await encodeSnapshot(snapshot)).toBeUndefined();
    const { snapshot: whole } = await anySnapshot(1200, 1200, 1100);
    expect(pictureOfSnapshot(whole)).toBeUndefined();
  });
});

describe('whatever stands in a link', () => {
  const problem = { problem: expect.stringMatching(/^the picture in this link/) };

  it('is a snapshot that can be drawn or a sentence, for 2,000 mangled ones', async () => {
    const texts = await Promise.all(
      [
        [64, 96],
        [9, 33],
        [1, 5],
      ].map(async ([r, c]) => textOf((await anySnapshot(r!, c!, 24)).snapshot)),
    );
    const mangled = fc
      .tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ maxLength: 5 }), fc.nat(6))
      .map(([text, at, junk, removed]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + junk + text.slice(place + removed);
      });
    await fc.assert(
      fc.asyncProperty(fc.oneof(mangled, fc.base64String(), fc.string()), async (text) => {
        const read = await decodeSnapshot(text);
        if ('problem' in read) return;
        expectDrawable(read);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('with bytes changed under an honest deflate is a snapshot that can be drawn or a sentence', async () => {
    const { snapshotBytes, snapshotFromBytes } = await import('../../src/state/snapshotBytes');
    const { DamagedBytes } = await import('../../src/state/byteFields');
    const { snapshot } = await anySnapshot(64, 96, 24, [{ tensor: '0:1', kind: 'conforms' }]);
    const bytes = snapshotBytes(snapshot)!;
    let drawn = 0;
    for (let i = 0; i < 10_000; i++) {
      const damaged = bytes.slice(0, random() < 0.1 ? Math.floor(random() * bytes.length) : bytes.length);
      for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
        damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
      }
      try {
        expectDrawable(snapshotFromBytes(damaged));
        drawn++;
      } catch (thrown) {
        if (!(thrown instanceof DamagedBytes)) throw thrown;
      }
    }
    expect(drawn).toBeGreaterThan(0);
    expect(drawn).toBeLessThan(10_000);
  });

  it('that is a bomb or a megabyte long is a sentence', async () => {
    const { deflatedText } = await import('../../src/state/deflatedText');
    const bomb = await deflatedText(new Uint8Array(2 ** 24));
    expect(bomb.length).toBeLessThan(longestLink);
    expect(await decodeSnapshot(bomb)).toEqual(problem);
    expect(await decodeSnapshot('A'.repeat(1_000_000))).toEqual(problem);
  });
});

function expectDrawable({ weight, view: choice, window, mask, violating, pattern, counts }: Snapshot): void {
  const view = viewOf(weight, choice);
  expect(window.rowEnd).toBeLessThanOrEqual(view.rowCount);
  expect(window.columnEnd).toBeLessThanOrEqual(view.columnCount);
  for (const part of [mask, violating]) {
    expect([part.rowCount, part.columnCount]).toEqual([
      window.rowEnd - window.rowStart,
      window.columnEnd - window.columnStart,
    ]);
  }
  expect(counts.conformingBlocks).toBeLessThanOrEqual(counts.blocks);
  if ('of' in pattern) expect(blocksPerRow(weight.columnCount, pattern)).toBeGreaterThanOrEqual(0);
}

it('marks violating cells of a block that the window cuts', async () => {
  const weight = denseMatrix('FULLY_CONNECTED', [1, 8]);
  const mask = maskWhere(1, 8, (_, column) => column < 3);
  const summary = await engine.summaryOf(mask, twoOfFour);
  const picture = await pictureOf(
    weight,
    { layout: undefined, transposed: false },
    { mask, summary, storage: { encoding: 'dense', bytes: 8 } },
    (drawn) => engine.pyramidOf(drawn),
  );
  const { violating } = snapshotOf(picture, { rowStart: 0, rowEnd: 1, columnStart: 2, columnEnd: 6 }, []);
  const expected = maskWhere(1, 4, () => false);
  setBit(expected, 0, 0);
  setBit(expected, 0, 1);
  expect(violating).toEqual(expected);
});
