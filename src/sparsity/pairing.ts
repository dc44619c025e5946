import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';

/** A weight tensor of one model, and its counterpart in another. */
export type TensorPair = { readonly before: WeightTensor; readonly after: WeightTensor };

/** Pairs in the order of the first model, and the tensors without a counterpart. */
export type Pairing = {
  readonly pairs: readonly TensorPair[];
  readonly onlyBefore: readonly WeightTensor[];
  readonly onlyAfter: readonly WeightTensor[];
};

/** Pairs tensors by name and shape. The rest is paired in order among tensors of the same shape, because converters rename layers. */
export function pairedTensors(before: readonly WeightTensor[], after: readonly WeightTensor[]): Pairing {
  const free = new Set(after);
  const counterparts = new Map<string, WeightTensor>();
  const rounds = [(tensor: WeightTensor) => `${tensor.name} ${shapeOf(tensor)}`, shapeOf];
  for (const keyOf of rounds) {
    const waiting = new Map<string, WeightTensor[]>();
    for (const tensor of free) {
      const sameShape = waiting.get(keyOf(tensor));
      if (sameShape) sameShape.push(tensor);
      else waiting.set(keyOf(tensor), [tensor]);
    }
    for (const tensor of before) {
      if (counterparts.has(tensorKey(tensor))) continue;
      const counterpart = waiting.get(keyOf(tensor))?.shift();
      if (!counterpart) continue;
      counterparts.set(tensorKey(tensor), counterpart);
      free.delete(counterpart);
    }
  }
  return {
    pairs: before.flatMap((tensor) => {
      const counterpart = counterparts.get(tensorKey(tensor));
      return counterpart ? [{ before: tensor, after: counterpart }] : [];
    }),
    onlyBefore: before.filter((tensor) => !counterparts.has(tensorKey(tensor))),
    onlyAfter: [...free],
  };
}

/**
 * Why a tensor has no counterpart, as a clause.
 * @param others all tensors of the other model
 * @param place names the other model, such as `there` or `in b.tflite`
 */
export function unpairedText(tensor: WeightTensor, others: readonly WeightTensor[], place: string): string {
  const sameShape = others.filter((other) => shapeOf(other) === shapeOf(tensor)).length;
  if (sameShape === 1) return `the only tensor of this shape ${place} is paired with another tensor`;
  if (sameShape > 1) return `all ${sameShape} tensors of this shape ${place} are paired with other tensors`;
  const namesake = others.find(({ name }) => name !== '' && name === tensor.name);
  if (!namesake) return `no tensor ${place} has this shape`;
  return `the tensor with this name ${place} has the shape ${namesake.shape.join(' × ') || 'scalar'}`;
}

function shapeOf({ shape }: WeightTensor): string {
  return shape.join('x');
}
