import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';

/** A weight tensor of one model and the one that it has become in another. */
export type TensorPair = { readonly before: WeightTensor; readonly after: WeightTensor };

/** Pairs in the order of the first model, and what is left of each. */
export type Pairing = {
  readonly pairs: readonly TensorPair[];
  readonly onlyBefore: readonly WeightTensor[];
  readonly onlyAfter: readonly WeightTensor[];
};

/** By name and shape; what is left then in order among those of the same shape, as converters give other names to the same layers. */
export function pairedTensors(before: readonly WeightTensor[], after: readonly WeightTensor[]): Pairing {
  const free = new Set(after);
  const partners = new Map<string, WeightTensor>();
  const rounds = [(tensor: WeightTensor) => `${tensor.name} ${shapeOf(tensor)}`, shapeOf];
  for (const likenessOf of rounds) {
    const waiting = new Map<string, WeightTensor[]>();
    for (const tensor of free) {
      const alike = waiting.get(likenessOf(tensor));
      if (alike) alike.push(tensor);
      else waiting.set(likenessOf(tensor), [tensor]);
    }
    for (const tensor of before) {
      if (partners.has(tensorKey(tensor))) continue;
      const partner = waiting.get(likenessOf(tensor))?.shift();
      if (!partner) continue;
      partners.set(tensorKey(tensor), partner);
      free.delete(partner);
    }
  }
  return {
    pairs: before.flatMap((tensor) => {
      const partner = partners.get(tensorKey(tensor));
      return partner ? [{ before: tensor, after: partner }] : [];
    }),
    onlyBefore: before.filter((tensor) => !partners.has(tensorKey(tensor))),
    onlyAfter: [...free],
  };
}

/**
 * Why a tensor was left without a partner, in words that go on after its name.
 * @param others all tensors of the other model
 * @param place where those are, such as `there` or `in b.tflite`
 */
export function unpairedText(tensor: WeightTensor, others: readonly WeightTensor[], place: string): string {
  const alike = others.filter((other) => shapeOf(other) === shapeOf(tensor)).length;
  if (alike === 1) return `the only tensor of this shape ${place} has another partner`;
  if (alike > 1) return `all ${alike} tensors of this shape ${place} have other partners`;
  const namesake = others.find(({ name }) => name !== '' && name === tensor.name);
  if (!namesake) return `no tensor of this shape ${place}`;
  return `the tensor of this name ${place} has another shape, ${namesake.shape.join(' × ') || 'scalar'}`;
}

function shapeOf({ shape }: WeightTensor): string {
  return shape.join('x');
}
