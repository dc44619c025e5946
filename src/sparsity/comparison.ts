import { bitCount, emptyMask, type Mask } from './mask';
import type { MatrixView } from './matrixView';
import type { DensityPyramid } from './pyramid';
import { maskInView } from './viewedMask';
import { tensorKey, type WeightMatrix } from './weightMatrix';

/** A weight tensor of one model and the one that it has become in another. */
export type TensorPair = { readonly before: WeightMatrix; readonly after: WeightMatrix };

/** Pairs in the order of the first model, and what is left of each. */
export type Pairing = {
  readonly pairs: readonly TensorPair[];
  readonly onlyBefore: readonly WeightMatrix[];
  readonly onlyAfter: readonly WeightMatrix[];
};

/** By name and shape; what is left then in order among those of the same shape, as converters give other names to the same layers. */
export function pairedTensors(before: readonly WeightMatrix[], after: readonly WeightMatrix[]): Pairing {
  const free = new Set(after);
  const partners = new Map<string, WeightMatrix>();
  const rounds = [(weight: WeightMatrix) => `${weight.name} ${shapeOf(weight)}`, shapeOf];
  for (const likenessOf of rounds) {
    const waiting = new Map<string, WeightMatrix[]>();
    for (const weight of free) {
      const alike = waiting.get(likenessOf(weight));
      if (alike) alike.push(weight);
      else waiting.set(likenessOf(weight), [weight]);
    }
    for (const weight of before) {
      if (partners.has(tensorKey(weight))) continue;
      const partner = waiting.get(likenessOf(weight))?.shift();
      if (!partner) continue;
      partners.set(tensorKey(weight), partner);
      free.delete(partner);
    }
  }
  return {
    pairs: before.flatMap((weight) => {
      const partner = partners.get(tensorKey(weight));
      return partner ? [{ before: weight, after: partner }] : [];
    }),
    onlyBefore: before.filter((weight) => !partners.has(tensorKey(weight))),
    onlyAfter: [...free],
  };
}

function shapeOf({ shape }: WeightMatrix): string {
  return shape.join('x');
}

/** Of the weights of a pair: zero in both, zero in the second only, zero in the first only. */
export type ZeroChanges = { readonly kept: number; readonly added: number; readonly lost: number };

/** The same for each weight, as masks: 1 = it is one of those. */
type ChangeMasks = { readonly kept: Mask; readonly added: Mask; readonly lost: Mask };

/** What the map of a pair is drawn from. Plain data. */
export type ComparedPicture = {
  readonly changes: ZeroChanges;
  readonly kept: DensityPyramid;
  readonly added: DensityPyramid;
  readonly lost: DensityPyramid;
};

/** @param before and after of the same size */
export function zeroChanges(before: Mask, after: Mask): ZeroChanges {
  let [kept, added, lost] = [0, 0, 0];
  eachWord(before, after, (_, zerosBefore, zerosAfter) => {
    kept += bitCount(zerosBefore & zerosAfter);
    added += bitCount(zerosAfter & ~zerosBefore);
    lost += bitCount(zerosBefore & ~zerosAfter);
  });
  return { kept, added, lost };
}

function changeMasks(before: Mask, after: Mask): ChangeMasks {
  const { rowCount, columnCount } = before;
  const [kept, added, lost] = [0, 1, 2].map(() => emptyMask(rowCount, columnCount));
  eachWord(before, after, (word, zerosBefore, zerosAfter) => {
    kept.words[word] = zerosBefore & zerosAfter;
    added.words[word] = zerosAfter & ~zerosBefore;
    lost.words[word] = zerosBefore & ~zerosAfter;
  });
  return { kept, added, lost };
}

/** The zeros of each word of two masks; bits past the last column are no zeros. */
function eachWord(
  before: Mask,
  after: Mask,
  onWord: (word: number, zerosBefore: number, zerosAfter: number) => void,
): void {
  const { wordsPerRow, columnCount } = before;
  const past = columnCount & 31;
  const lastBits = past === 0 ? -1 : (1 << past) - 1;
  for (let word = 0; word < before.words.length; word++) {
    const inside = word % wordsPerRow === wordsPerRow - 1 ? lastBits : -1;
    onWord(word, ~before.words[word] & inside, ~after.words[word] & inside);
  }
}

/** @param pyramidOf an engine's, for masks of the view's size */
export async function comparedPicture(
  before: Mask,
  after: Mask,
  view: MatrixView,
  pyramidOf: (mask: Mask) => Promise<DensityPyramid>,
): Promise<ComparedPicture> {
  const masks = changeMasks(maskInView(before, view), maskInView(after, view));
  return {
    changes: zeroChanges(before, after),
    kept: await pyramidOf(masks.kept),
    added: await pyramidOf(masks.added),
    lost: await pyramidOf(masks.lost),
  };
}
