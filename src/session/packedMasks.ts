import type { OpenedModel, OpenOptions } from '../model/openModel';
import { ModelError } from '../modelError';
import { type Mask, packedMask, unpackedMask } from '../sparsity/mask';
import { summaryOfMask } from '../sparsity/maskSummary';
import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { PackedMasks } from './questionData';
import type { ModelOrigin } from './session';

/** The masks of all tensors of a model that can be read. @param onProgress share, 0 to 1 @throws ModelError `cancelled` */
export async function packedMasks(
  model: OpenedModel,
  maskOf: (tensor: WeightTensor) => Promise<Mask>,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<PackedMasks> {
  const { tensors } = await model.storedContents(signal);
  const masks = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [done, tensor] of tensors.entries()) {
    try {
      masks.set(tensorKey(tensor), packedMask(await maskOf(tensor)));
    } catch (thrown) {
      // `changed`: the masks would be those of two versions.
      const isOfTensor = thrown instanceof ModelError && thrown.code !== 'cancelled' && thrown.code !== 'changed';
      if (!isOfTensor) throw thrown;
    }
    onProgress((done + 1) / tensors.length);
  }
  return masks;
}

const onlyMasks = 'only the zeros of this version were kept, because the file is large';

/** A model of which only the masks were kept. It can be compared with another one. Everything about values is `not-found`. */
export function maskedModel(
  { contents, masks }: Extract<ModelOrigin, { kind: 'masks' }>,
  engineFor: OpenOptions['engineFor'],
): OpenedModel {
  const refuse = () => Promise.reject(new ModelError('not-found', onlyMasks));
  return {
    contents,
    storedContents: async () => contents,
    checkComplete: async () => {},
    async analysisOf(tensor, pattern, signal, _onProgress, threshold = 0) {
      const packed = masks.get(tensorKey(tensor));
      if (!packed || threshold > 0) return refuse();
      const mask = unpackedMask(packed, tensor.rowCount, tensor.columnCount);
      const engine = engineFor(packed.length);
      const started = performance.now();
      const summary = await summaryOfMask(engine, mask, pattern, signal);
      const milliseconds = performance.now() - started;
      return { mask, summary, engine: engine.name, milliseconds, storage: { encoding: 'dense', bytes: packed.length } };
    },
    structureOf: refuse,
    worthOf: refuse,
    gzipBytesOf: refuse,
    magnitudesOf: refuse,
    quantizationOf: refuse,
    magnitudeHistogramOf: refuse,
    realValuesOf: refuse,
    windowValuesOf: refuse,
    valueAt: refuse,
  };
}
