import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, it, vi } from 'vitest';
import { deflatedForLink, inflatedFromLink } from '../../src/bytes/deflate';
import { decodeLink, type LinkState, maxLinkLength } from '../../src/link/link';
import type { MaskInWindow, Snapshot, SnapshotVerdict } from '../../src/link/snapshot';
import { snapshotBytes } from '../../src/link/snapshotBytes';
import { decodeSnapshot, encodeSnapshot, linkWithSnapshot, type SnapshotProblem } from '../../src/link/snapshotText';
import { nonZeroCount } from '../../src/sparsity/mask';
import { elementCount } from '../../src/tflite/weights/weightTensor';
import { viewOf } from '../../src/views/matrixView';
import { anySnapshot } from '../support/anySnapshot';
import { denseMatrix, maskWhere, seededRandom } from '../support/matrices';

afterEach(() => vi.unstubAllGlobals());

it('decodes what it encodes', async () => {
  const property = fc.asyncProperty(anySnapshot, async (snapshot) => {
    const text = (await encodeSnapshot(snapshot))!;
    expect(text).toMatch(/^[\w-]+$/);
    expect(await decodeSnapshot(text)).toEqual(snapshot);
  });
  await fc.assert(property, { numRuns: 300 });
});

const names = (index: number) =>
  `StatefulPartitionedCall/mobilenet_v2_1.00_224/block_${index}_project_BN/FusedBatchNormV3;` +
  `StatefulPartitionedCall/mobilenet_v2_1.00_224/block_${index}_project/Conv2D`;

/** A window of so many weights a side of a tensor of a model with so many, at random as far as a pattern lets it be. */
function reviewed(side: number, tensors: number): { state: LinkState; snapshot: Snapshot & MaskInWindow } {
  const random = seededRandom(side + tensors);
  const tensor = { ...denseMatrix('CONV_2D', [1280, 7, 7, 2048]), name: names(16), tensor: 173, type: 'INT8' };
  const [rowStart, columnStart] = [31_040, 1_024];
  const window = { rowStart, rowEnd: rowStart + side, columnStart, columnEnd: columnStart + side };
  const mask = maskWhere(side, side, () => random() < 0.5);
  const violating = maskWhere(side, side, (row, column) => (row * 7 + (column >> 2)) % 5 === 0);
  const verdicts = Array.from({ length: tensors }, (_, index): SnapshotVerdict => {
    const tensor = `0:${17 + index * 3 + Math.floor(random() * 3)}`;
    if (random() < 0.5) return { tensor, kind: 'violates', violatingBlocks: Math.floor(random() * 100_000) };
    return { tensor, kind: random() < 0.5 ? 'conforms' : 'not-applicable' };
  });
  const blocks = elementCount(tensor) / 4;
  const counts = { nonzeros: elementCount(tensor) / 2, blocks, conformingBlocks: blocks - 12_345 };
  const pattern = { zeros: 2, of: 4 };
  const view = { layout: undefined, transposed: false };
  const state: LinkState = {
    name: 'mobilenet_v2_1.00_224_pruned_2by4_finetuned_int8_2026-11-24.tflite',
    size: 13_107_224,
    sha256: '0123456789abcdef'.repeat(4),
    tensor: '0:173',
    tensorName: tensor.name,
    window,
    pattern,
    view,
    color: 'nonzero',
    engine: 'auto',
    theme: 'auto',
  };
  return { state, snapshot: { tensor, pattern, view, window, mask, violating, counts, verdicts } };
}

const page = 'https://models-team.example.org/tools/prunescope/index.html';

it.each([1, 24, 100])(
  'stays under 2,000 characters for 24 x 24 weights of a model with %i weight tensors',
  async (tensors) => {
    const { state, snapshot } = reviewed(24, tensors);
    const link = (await linkWithSnapshot(page, state, [snapshot]))!;
    expect(link.length).toBeLessThan(2_000);
    const read = decodeLink(new URL(link).hash);
    expect(read).toMatchObject(state);
    expect(await decodeSnapshot(read.snapshot!)).toEqual(snapshot);
  },
);

it('contains only the kinds of verdicts for more than 100 tensors', async () => {
  const { state, snapshot } = reviewed(24, 400);
  const link = (await linkWithSnapshot(page, state, [snapshot]))!;
  expect(link.length).toBeLessThan(2_000);
  expect(await decodeSnapshot(decodeLink(new URL(link).hash).snapshot!)).toEqual({
    ...snapshot,
    verdicts: snapshot.verdicts.map(({ kind }) => ({ kind })),
  });
});

// Written by the version before pictures.
it('decodes the link of an earlier version', async () => {
  const text = 'eJxjZDbSMWFgYGRgd_PxdwwxNmJiYuFgZOB3C_XxiYx39vfzc3UOcXVhZGJm5edgYrAuZC5gZGRgYAIA8JwIXw';
  expect(await decodeSnapshot(text)).toMatchObject({
    window: { rowStart: 1, rowEnd: 4, columnStart: 2, columnEnd: 7 },
  });
});

it('makes no link longer than the maximum', async () => {
  const fits = reviewed(330, 100);
  const link = (await linkWithSnapshot(page, fits.state, [fits.snapshot]))!;
  expect(link.length).toBeLessThanOrEqual(maxLinkLength);
  expect(await decodeSnapshot(decodeLink(new URL(link).hash).snapshot!)).toEqual(fits.snapshot);
  const larger = reviewed(400, 100);
  expect(await encodeSnapshot(larger.snapshot)).toBeUndefined();
  expect(await linkWithSnapshot(page, larger.state, [larger.snapshot])).toBeUndefined();
  const both = await linkWithSnapshot(page, fits.state, [larger.snapshot, fits.snapshot]);
  expect(both, 'the first that fits').toBe(link);
  const longer = { ...fits.state, member: 'm'.repeat(maxLinkLength - link.length) };
  expect(await linkWithSnapshot(page, longer, [fits.snapshot])).toBeUndefined();
});

it('encodes no window, name or tensor beyond the limits', async () => {
  const { snapshot } = reviewed(24, 1);
  const { tensor, window } = snapshot;
  const empty = { mask: maskWhere(725, 725, () => false), violating: maskWhere(725, 725, () => false) };
  for (const wrong of [
    { ...empty, window: { ...window, rowEnd: window.rowStart + 725, columnEnd: window.columnStart + 725 } },
    { window: { ...window, columnStart: 2030, columnEnd: 2054 } },
    { tensor: { ...tensor, name: 'x'.repeat(10_000) } },
    { tensor: { ...tensor, shape: [2 ** 15, 2 ** 15 + 1], rowCount: 2 ** 15, columnCount: 2 ** 15 + 1 } },
    { counts: { ...snapshot.counts, nonzeros: 3 } },
  ]) {
    expect(await encodeSnapshot({ ...snapshot, ...wrong })).toBeUndefined();
  }
});

/** A snapshot within the limits, or a problem. */
function expectDrawable(read: Snapshot | SnapshotProblem): void {
  if ('problem' in read) {
    expect(read.problem).toMatch(/^The preview in this link .*\. .* or open the file itself\.$/);
    return;
  }
  const { tensor, view, window, counts } = read;
  const { rowCount, columnCount } = viewOf(tensor, view);
  expect(elementCount(tensor)).toBeLessThanOrEqual(2 ** 30);
  expect(window.rowEnd).toBeLessThanOrEqual(rowCount);
  expect(window.columnEnd).toBeLessThanOrEqual(columnCount);
  expect(counts.nonzeros).toBeLessThanOrEqual(elementCount(tensor));
  expect(counts.conformingBlocks).toBeLessThanOrEqual(counts.blocks);
  if (read.picture) {
    const { rowCount, columnCount, shares } = read.picture;
    expect(Math.max(rowCount, columnCount)).toBeLessThanOrEqual(128);
    expect(shares).toHaveLength(rowCount * columnCount);
    expect(shares.every((share) => share <= 63)).toBe(true);
    return;
  }
  const { mask, violating } = read;
  expect([mask.rowCount, mask.columnCount]).toEqual([
    window.rowEnd - window.rowStart,
    window.columnEnd - window.columnStart,
  ]);
  expect([violating.rowCount, violating.columnCount]).toEqual([mask.rowCount, mask.columnCount]);
  expect(mask.words).toHaveLength(mask.rowCount * mask.wordsPerRow);
  expect(nonZeroCount(mask)).toBeLessThanOrEqual(counts.nonzeros);
}

/** As deflatedForLink, but quick enough for ten thousand. */
const textOf = (bytes: Uint8Array) => deflateSync(bytes).toString('base64url');

const damages = {
  'in the text': (bytes: Uint8Array, damaged: (original: Uint8Array) => Uint8Array) =>
    String.fromCharCode(...damaged(new TextEncoder().encode(textOf(bytes)))),
  // Behind the checksum, where the fields themselves are checked.
  'in the bytes': (bytes: Uint8Array, damaged: (original: Uint8Array) => Uint8Array) => textOf(damaged(bytes)),
  // Most fields that say how much follows come first.
  'in the first bytes': (bytes: Uint8Array, damaged: (original: Uint8Array) => Uint8Array) =>
    textOf(Uint8Array.from([...damaged(bytes.subarray(0, 60)), ...bytes.subarray(60)])),
  'nothing but damage': (_: Uint8Array, damaged: (original: Uint8Array) => Uint8Array) =>
    textOf(Uint8Array.from([1, 3, 50, 44, 52, ...damaged(new Uint8Array(40))])),
  'in a picture without content': (_: Uint8Array, damaged: (original: Uint8Array) => Uint8Array) =>
    textOf(Uint8Array.from([2, 3, 50, 44, 52, ...damaged(new Uint8Array(40))])),
};

it('never throws for any text, and decodes nothing beyond the limits', async () => {
  const taken = fc.sample(anySnapshot, 300).map((snapshot) => snapshotBytes(snapshot)!);
  const read = { snapshots: 0, problems: 0 };
  const mangled = fc.record({
    bytes: fc.constantFrom(...taken),
    at: fc.nat(),
    removed: fc.nat(4),
    junk: fc.uint8Array({ maxLength: 12 }),
    where: fc.constantFrom(...(Object.keys(damages) as (keyof typeof damages)[])),
  });
  const property = fc.asyncProperty(mangled, async ({ bytes, at, removed, junk, where }) => {
    const text = damages[where](bytes, (original) => {
      const place = at % (original.length + 1);
      return Uint8Array.from([...original.subarray(0, place), ...junk, ...original.subarray(place + removed)]);
    });
    const result = await decodeSnapshot(text);
    read['problem' in result ? 'problems' : 'snapshots']++;
    expectDrawable(result);
  });
  await fc.assert(property, { numRuns: 10_000 });
  // Some bytes may be anything, such as those of the name.
  expect(read.snapshots).toBeGreaterThan(50);
  expect(read.problems).toBeGreaterThan(5_000);
});

it.each(['', 'x', '!', 'a b', 'AAAA', '\ud800', '\0', 'eJw', 'eJwDAAAAAAE'])(
  'finds no snapshot in %j',
  async (text) => {
    expectDrawable(await decodeSnapshot(text));
    expect(await decodeSnapshot(text)).toHaveProperty('problem');
  },
);

it('decodes no other snapshot if a character is lost or changed', async () => {
  const { snapshot } = reviewed(24, 24);
  const text = (await encodeSnapshot(snapshot))!;
  const changed = [...text].flatMap((letter, at) =>
    ['', letter === 'A' ? 'B' : 'A'].map((other) => text.slice(0, at) + other + text.slice(at + 1)),
  );
  const read = await Promise.all(changed.map((link) => decodeSnapshot(link)));
  const snapshots = read.filter((result) => !('problem' in result));
  // The last character has bits that only fill up a byte.
  expect(snapshots.length).toBeLessThanOrEqual(1);
  expect(snapshots).toEqual(snapshots.map(() => snapshot));
});

it('reports a later format', async () => {
  expect(await decodeSnapshot(await deflatedForLink(Uint8Array.of(3, 1, 2, 3)))).toEqual({
    problem:
      'The preview in this link has format 3 of a later version of Prunescope. This version reads format 2. Reload the page, or open the file itself.',
  });
});

it('reports that a snapshot of a megabyte is too long, without decoding it', async () => {
  vi.stubGlobal('atob', () => {
    throw new Error('read');
  });
  const { problem } = (await decodeSnapshot('A'.repeat(1_000_000))) as SnapshotProblem;
  expect(problem).toContain('has 1,000,000 characters, more than the maximum of 32,000');
});

/** Text that inflates to this many megabytes of zeros. */
const bomb = (megabytes: number) => deflatedForLink(new Uint8Array(megabytes * 1_000_000));

it('stops inflating a deflate bomb at the maximum size', async () => {
  const [large, short] = await Promise.all([bomb(50), bomb(20)]);
  let inflated = 0;
  const Original = DecompressionStream;
  vi.stubGlobal(
    'DecompressionStream',
    class {
      readonly #stream = new Original('deflate');
      readonly writable = this.#stream.writable;
      readonly readable = this.#stream.readable.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(part, controller) {
            inflated += part.length;
            controller.enqueue(part);
          },
        }),
      );
    },
  );
  expect(await inflatedFromLink(large, 2 ** 18)).toBeUndefined();
  expect(short.length).toBeLessThan(maxLinkLength);
  expect(await decodeSnapshot(short)).toHaveProperty('problem');
  expect(inflated).toBeGreaterThan(2 ** 18);
  expect(inflated).toBeLessThan(2_000_000);
});
