import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { memorySource } from '../../../src/bytes/byteSource';
import { deflatedForLink } from '../../../src/bytes/deflate';
import { messageFromFrame, messageToFrame } from '../../../src/embed/messages';
import { reviewHtml, reviewOf } from '../../../src/exports/reviewFile';
import { decodeLink, encodeLink } from '../../../src/link/link';
import { snapshotBytes } from '../../../src/link/snapshotBytes';
import { mapOfSnapshot } from '../../../src/link/snapshotMap';
import { decodeSnapshot, encodeSnapshot } from '../../../src/link/snapshotText';
import { ModelError } from '../../../src/modelError';
import { reviewMasks } from '../../../src/session/reviewMasks';
import { twoOfFour } from '../../../src/sparsity/pattern';
import { modelsIn } from '../../../src/tflite/bundle';
import { anySnapshot } from '../anySnapshot';
import { litertlmBundle, taskBundle } from '../buildBundle';
import { openBytes } from '../openBytes';
import { reviewTagsOf } from '../reviewTagsOf';
import { fuzzModels } from './fuzzModels';
import { fuzzBase, mutantOf, needlesslyLost, reportWithin } from './modelCases';
import { type Dice, damagedData, damagedText, roughlyDamaged, withEdits } from './mutations';

/** An input, as bytes of a file or as text. Data is JSON. */
export type FuzzInput = Uint8Array | string;

/** A kind of untrusted input. */
export type FuzzKind = {
  /** A damaged input, and a check that only a new input can have. */
  mutant(dice: Dice): Promise<{ readonly input: FuzzInput; readonly costs?: () => Promise<readonly string[]> }>;
  /** Reads an input. @throws Error for all that no input must cause */
  check(input: FuzzInput): Promise<void>;
};

/** All kinds, by name. Making them reads the samples. */
export async function fuzzKinds(): Promise<Readonly<Record<string, FuzzKind>>> {
  return {
    model: await modelKind([...fuzzModels().values()]),
    sample: await modelKind(samples.map((name) => fileAt(`tests/models/${name}.tflite`))),
    real: await modelKind(realModels.map(fileAt)),
    bundle: await bundleKind(),
    link: linkKind(),
    snapshot: await snapshotKind(),
    message: messageKind(),
    review: await reviewKind(),
  };
}

const samples = [
  'small-heads',
  'lstm',
  'names',
  'via-transpose',
  'via-cast',
  'tflm-decode',
  'tflm-lut',
  'read-variable',
];

/** Models of other tools, of some megabytes. */
const realModels = [
  'public/samples/mnist-2by4-int8.tflite',
  'public/samples/mnist-2by4-int8-stored-sparse.tflite',
  'node_modules/@mediapipe/pose/pose_landmark_lite.tflite',
];

function fileAt(path: string): Uint8Array {
  return readFileSync(new URL(`../../../${path}`, import.meta.url));
}

async function modelKind(files: readonly Uint8Array[]): Promise<FuzzKind> {
  const bases = await Promise.all(files.map((bytes) => fuzzBase(new Uint8Array(bytes))));
  return {
    async mutant(dice) {
      const base = dice.pick(bases);
      const mutant = mutantOf(base, dice);
      const { bytes } = mutant;
      return { input: bytes, costs: async () => needlesslyLost(base, mutant, await reportWithin(bytes)) };
    },
    async check(input) {
      await reportWithin(input as Uint8Array);
    },
  };
}

async function bundleKind(): Promise<FuzzKind> {
  const [layers, , , axes] = [...fuzzModels().values()];
  const members = { 'a.tflite': layers, 'folder/b.txt': Uint8Array.of(1, 2, 3), 'c.tflite': axes };
  const bundles = [
    await taskBundle(members),
    await taskBundle(members, 'deflated'),
    await taskBundle({ 'nested.task': await taskBundle(members), ...members }),
    litertlmBundle([layers, { content: axes, modelType: 'tf_lite_embedder' }]),
  ];
  return {
    async mutant(dice) {
      const bytes = dice.pick(bundles);
      if (dice.below(3) === 0) return { input: roughlyDamaged(dice, bytes) };
      // The records of a bundle are at its ends, and start with PK or after the magic number.
      const starts = recordStarts(bytes);
      const edits = Array.from({ length: 1 + dice.below(2) }, () => ({
        at: dice.pick(starts) + dice.below(46),
        bytes: dice.pick([[0], [255], [dice.below(256)], [255, 255, 255, 255], [0, 0, 0, 128]]),
      })).filter(({ at, bytes: over }) => at + over.length <= bytes.length);
      return { input: withEdits(bytes, edits) };
    },
    async check(input) {
      const bytes = input as Uint8Array;
      await onlyModelErrors(async () => {
        for (const source of await modelsIn(memorySource('a.task', bytes))) {
          if (source.byteLength > 256 * 2 ** 20) throw new Error(`${source.byteLength} bytes of a small bundle`);
          await reportWithin(await source.slice(0, source.byteLength));
        }
      });
    },
  };
}

function recordStarts(bytes: Uint8Array): number[] {
  const zip = Array.from(bytes.keys()).filter(
    (at) => bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] < 8,
  );
  return zip.length > 0 ? zip : Array.from({ length: 16 }, (_, i) => 8 + 20 * i);
}

async function onlyModelErrors(read: () => Promise<unknown>): Promise<void> {
  try {
    await read();
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
  }
}

const links = [
  'v=1&model=https%3A%2F%2Fhost%2Fa.tflite&tensor=0:5&tensorName=conv%2Fweights&rows=0:24.5&columns=3:9&pattern=2,4',
  'v=1&name=a.tflite&size=1234&sha256=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff&atlas=1',
  'v=1&model=a.task&member=b.tflite&view=taps&color=magnitude&threshold=0.01&compare=b.tflite&theme=dark&required=1',
  'v=1&model=samples%2Fa.tflite&tensor=1:2&note=0:5;cell:3,4;me;text&note=0:5;tensor;;more&engine=wasm&view=tap:1,2',
];

function linkKind(): FuzzKind {
  return {
    async mutant(dice) {
      let input = dice.pick(links);
      for (let count = 1 + dice.below(3); count > 0; count--) input = damagedText(dice, input);
      return { input };
    },
    async check(input) {
      const state = decodeLink(input as string);
      const again = decodeLink(encodeLink(state));
      if (!isDeepStrictEqual(again, state)) {
        throw new Error(`a link is read as ${JSON.stringify(state)}, and then as ${JSON.stringify(again)}`);
      }
    },
  };
}

async function snapshotKind(): Promise<FuzzKind> {
  const snapshots = fc.sample(anySnapshot, { numRuns: 40, seed: 1 });
  const texts = (await Promise.all(snapshots.map(encodeSnapshot))).filter((text) => text !== undefined);
  const contents = snapshots.flatMap((snapshot) => snapshotBytes(snapshot) ?? []);
  return {
    async mutant(dice) {
      if (dice.below(4) === 0) return { input: damagedText(dice, dice.pick(texts)) };
      return { input: await deflatedForLink(new Uint8Array(roughlyDamaged(dice, dice.pick(contents)))) };
    },
    async check(input) {
      const snapshot = await decodeSnapshot(input as string);
      if (!('problem' in snapshot)) mapOfSnapshot(snapshot);
    },
  };
}

const messages: readonly unknown[] = [
  {
    ...{ prunescope: 1, type: 'open', id: 2, fragment: 'v=1&tensor=0:5' },
    file: { name: 'm.tflite', address: 'https://h/m.tflite', byteLength: 8 },
  },
  { prunescope: 1, type: 'bytes', id: 1, outcome: { value: new ArrayBuffer(8), byteLength: 80 } },
  { prunescope: 1, type: 'theme', theme: 'dark', colors: { zero: 'rgb(0 0 0 / 20%)', accent: '#0b5cad' } },
  { prunescope: 1, type: 'report', id: 3, outcome: { value: { reportVersion: 1, tensors: [] } } },
  { prunescope: 1, type: 'read', id: 3, of: 1, start: 0, end: 32768, companion: 'weights.bin' },
  {
    ...{ prunescope: 1, type: 'load', fragment: 'v=1', model: { name: 'm', bytes: 8 } },
    tensors: [{ tensor: '0:5', name: 'w', shape: [2, 4], type: 'INT8' }],
  },
];

function messageKind(): FuzzKind {
  return {
    async mutant(dice) {
      let data = dice.pick(messages);
      for (let count = 1 + dice.below(2); count > 0; count--) data = damagedData(dice, data);
      for (const read of [messageToFrame, messageFromFrame]) checkMessage(read, data);
      return { input: JSON.stringify(data) ?? 'null' };
    },
    async check(input) {
      for (const read of [messageToFrame, messageFromFrame]) checkMessage(read, JSON.parse(input as string));
    },
  };
}

/** What is accepted has a known type, and is accepted again. */
function checkMessage(read: (data: unknown) => object | undefined, data: unknown): void {
  const message = read(data);
  if (message && read(message) === undefined) throw new Error('a message is accepted only once');
}

async function reviewKind(): Promise<FuzzKind> {
  const [layers] = fuzzModels().values();
  const model = await openBytes(layers);
  const review = await reviewOf({ model, modelSha256: '', pattern: twoOfFour, sha256: async () => '' });
  const { data, masks } = reviewTagsOf((await reviewHtml(review, '', '')).join(''));
  return {
    mutant: async (dice) => ({ input: damagedText(dice, masks) }),
    async check(input) {
      const read = reviewMasks(data.report, input as string);
      for (const tensor of data.tensors) await onlyModelErrors(() => read.maskOf(tensor));
    },
  };
}
