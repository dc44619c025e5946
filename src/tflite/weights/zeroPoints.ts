import { ModelError } from '../../modelError';
import type { ModelFile } from '../modelFile';
import { type Channels, channelsAlong, simplest, single } from './channels';
import { detailChannels } from './detailTensors';
import type { Quantization } from './quantization';
import type { WeightTensor } from './weightTensor';

/**
 * The zero point of each channel or block of an integer tensor. A missing zero point is 0.
 * @throws ModelError `bad-shape`, `bad-offset`, `unsupported-type`, `truncated`, `external-missing`
 */
export async function zeroPointsOf(
  file: ModelFile,
  tensor: WeightTensor,
  quantization: Quantization,
  signal?: AbortSignal,
): Promise<Channels> {
  const { zeroPoints, dimension, details } = quantization;
  if (details?.kind === 'unknown') throw unknownDetails(details.type);
  if (details) {
    if (details.zeroPoints < 0) return single(0);
    return simplest(await detailChannels(file, tensor, details, details.zeroPoints, 'zero points', signal));
  }
  if (zeroPoints.length === 0) return single(0);
  const channels = channelsAlong(zeroPoints.map(Number), tensor.shape, dimension, 'zero points');
  const isRounded = zeroPoints.some((zeroPoint) => BigInt(Number(zeroPoint)) !== zeroPoint);
  return simplest(isRounded ? { ...channels, exact: zeroPoints } : channels);
}

function unknownDetails(type: string): ModelError {
  return new ModelError(
    'unsupported-type',
    `the quantization has details of type ${type}; expected none, BlockwiseQuantization or MultiAxisQuantization`,
  );
}
