import { ModelError } from '../../modelError';
import { elementFormat, storedBytes, storedValue } from '../elementTypes';
import { storedData } from '../externalData';
import type { ModelFile } from '../modelFile';
import { readData } from '../tensorData';
import { type Channels, channelsAlong, single } from './channels';
import type { Quantization } from './quantization';
import { elementCount, type WeightTensor } from './weightTensor';

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
  const { zeroPoints, dimension, blockwise } = quantization;
  // If the tensor has blockwise details, they replace the plain fields.
  if (blockwise) return blockwise.zeroPoints < 0 ? single(0) : blockZeroPoints(file, tensor, blockwise, signal);
  return zeroPoints.length === 0 ? single(0) : channelsAlong(zeroPoints, tensor.shape, dimension, 'zero points');
}

/** Zero points of blocks of a row are the values of another tensor, [rows, blocks per row]. */
async function blockZeroPoints(
  file: ModelFile,
  tensor: WeightTensor,
  { zeroPoints, blockSize }: NonNullable<Quantization['blockwise']>,
  signal?: AbortSignal,
): Promise<Channels> {
  const { tensors } = file.model.subgraphs[tensor.subgraph];
  const record = tensors[zeroPoints];
  if (!record) {
    throw new ModelError(
      'bad-offset',
      `the zero points are in tensor ${zeroPoints}, but the subgraph has ${tensors.length} tensors: the file is damaged`,
    );
  }
  const format = record.type && elementFormat(record.type);
  if (!record.type || !format) {
    throw new ModelError(
      'unsupported-type',
      `the zero points have type ${record.type ?? record.typeCode}; expected an integer type of at most 32 bits`,
    );
  }
  const count = elementCount(tensor) / blockSize;
  if (blockSize <= 0 || tensor.columnCount % blockSize !== 0) {
    throw new ModelError(
      'bad-shape',
      `the quantization has blocks of ${blockSize}; expected a divisor of the row length, ${tensor.columnCount}`,
    );
  }
  const data = await storedData(file, record, signal);
  const needed = storedBytes(format, count);
  const held = data ? data.range.end - data.range.start : 0;
  if (!data || held < needed) {
    throw new ModelError(
      'truncated',
      `the zero points of ${count} blocks need ${needed} bytes, but tensor ${zeroPoints} has ${held}: the file is damaged`,
    );
  }
  const bytes = await readData(data.source, data.range, 0, needed, signal);
  const { type } = record;
  return { values: Array.from({ length: count }, (_, i) => storedValue(bytes, type, i)), stride: blockSize };
}
