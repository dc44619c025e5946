import { ModelError } from '../modelError';
import { type ExternalFile, type ModelFile, type ModelSource, openModelFile } from '../tflite/modelFile';
import { modelConstants } from '../tflite/weights/modelConstants';
import type { WeightConstant } from '../tflite/weights/weightConstants';
import { tensorKey, type WeightTensor, weightTensor } from '../tflite/weights/weightTensor';

/** A model with its weight tensors, by `subgraph:tensor`. */
export type ModelWeights = { readonly file: ModelFile; readonly weights: ReadonlyMap<string, ModelWeight> };

export type ModelWeight = { readonly tensor: WeightTensor; readonly constant: WeightConstant };

/** @throws ModelError those of openModelFile */
export async function openWeights(
  source: ModelSource,
  externalFile: ExternalFile | undefined,
  signal?: AbortSignal,
): Promise<ModelWeights> {
  const file = await openModelFile(source, signal, externalFile);
  const { weights } = await modelConstants(file, true, signal);
  const entries = weights.map((constant) => ({ constant, tensor: weightTensor(constant, file.lookupTables) }));
  return { file, weights: new Map(entries.map((entry) => [tensorKey(entry.tensor), entry])) };
}

/** `tensor 0:5 (conv/weights)`, for messages. */
export function labelOf(tensor: { readonly subgraph: number; readonly tensor: number; readonly name: string }): string {
  return `tensor ${tensorKey(tensor)}${tensor.name === '' ? '' : ` (${tensor.name})`}`;
}

/** The result of `work`, whose errors name the tensor, once. @throws ModelError */
export async function aboutTensor<T>(tensor: WeightTensor, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || thrown.code === 'cancelled') throw thrown;
    const label = labelOf(tensor);
    if (thrown.message.startsWith(`${label} `)) throw thrown;
    throw new ModelError(thrown.code, `${label}: ${thrown.message}`);
  }
}
