import { tensorKey, type WeightMatrix } from '../tflite/weights/weightMatrix';

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

/**
 * Why a tensor was left without a partner, in words that go on after its name.
 * @param others all tensors of the other model
 * @param place where those are, such as `there` or `in b.tflite`
 */
export function unpairedInWords(weight: WeightMatrix, others: readonly WeightMatrix[], place: string): string {
  const alike = others.filter((other) => shapeOf(other) === shapeOf(weight)).length;
  if (alike === 1) return `the only tensor of this shape ${place} has another partner`;
  if (alike > 1) return `all ${alike} tensors of this shape ${place} have other partners`;
  const namesake = others.find(({ name }) => name !== '' && name === weight.name);
  if (!namesake) return `no tensor of this shape ${place}`;
  return `the tensor of this name ${place} has another shape, ${namesake.shape.join(' × ') || 'scalar'}`;
}

function shapeOf({ shape }: WeightMatrix): string {
  return shape.join('x');
}
