import { ModelError } from '../../modelError';
import type { ModelFile } from '../modelFile';
import { type Channels, channelsAlong } from './channels';
import { detailChannels } from './detailTensors';
import type { Quantization } from './quantization';
import type { WeightTensor } from './weightTensor';

/**
 * The scale of each channel or block of an integer tensor; undefined for a tensor that is not quantized. A ModelError if the scales cannot be read:
 * zeros do not depend on them, so the tensor is still counted.
 * @throws ModelError `cancelled`, and those of the source
 */
export async function scalesOf(
  file: ModelFile,
  tensor: WeightTensor,
  { scales, dimension, details }: Quantization,
  signal?: AbortSignal,
): Promise<Channels | ModelError | undefined> {
  try {
    if (details?.kind === 'unknown') return undefined;
    if (details) {
      return details.scales < 0
        ? undefined
        : await detailChannels(file, tensor, details, details.scales, 'scales', signal);
    }
    return scales.length === 0 ? undefined : channelsAlong(scales, tensor.shape, dimension, 'scales');
  } catch (thrown) {
    if (thrown instanceof ModelError && !passedOn.has(thrown.code)) return thrown;
    throw thrown;
  }
}

const passedOn: ReadonlySet<ModelError['code']> = new Set(['cancelled', 'network', 'changed']);

/** How many scales are 0. Weights with such a scale are worth 0, also those that count as non-zero because they differ from the zero point. */
export type ZeroScales = { readonly zeros: number; readonly of: number; readonly unit: 'tensor' | 'channel' | 'block' };

/** Undefined if no scale is 0. */
export function zeroScalesOf(
  scales: Channels | ModelError | undefined,
  { details }: Quantization,
): ZeroScales | undefined {
  if (!scales || scales instanceof ModelError) return undefined;
  const { values } = scales;
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  if (zeros === 0) return undefined;
  return { zeros, of: values.length, unit: values.length === 1 ? 'tensor' : details ? 'block' : 'channel' };
}
