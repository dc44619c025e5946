import { ModelError } from '../../modelError';
import { type ElementFormat, type ElementType, elementFormat, storedBytes, storedValue } from '../elementTypes';
import { type StoredData, storedData } from '../externalData';
import type { Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { readData } from '../tensorData';
import { type Channels, channelsAlong, single } from './channels';
import { type Quantization, readQuantization } from './quantization';
import { elementCount, shapeProblem, type WeightTensor } from './weightTensor';

/** A weight matrix with all that it takes to read its rows: everything checked, nothing read yet. */
export type StoredMatrix = {
  readonly tensor: WeightTensor;
  /** The tensor as the file has it. */
  readonly record: Tensor;
  readonly type: ElementType;
  readonly format: ElementFormat;
  readonly data: StoredData;
  /** Bytes that the weights take, or would take if they were stored densely. */
  readonly byteLength: number;
  readonly quantization: Quantization;
  readonly zeroPoints: Channels;
};

/** Consecutive rows of a densely stored weight matrix. */
export type StoredRows = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** The first row's first element, counted from the start of the tensor: it decides the zero point and the bit to begin at. */
  readonly firstElement: number;
  readonly type: ElementType;
  readonly zeroPoints: Channels;
};

/**
 * @throws ModelError `bad-shape`, `unsupported-type`, `external-missing`, `bad-offset`, `truncated`, `not-found`; each costs this tensor
 * only.
 */
export async function storedMatrix(file: ModelFile, tensor: WeightTensor, signal?: AbortSignal): Promise<StoredMatrix> {
  const record = file.model.subgraphs[tensor.subgraph].tensors[tensor.tensor];
  const problem = shapeProblem(tensor.shape);
  if (problem) throw new ModelError('bad-shape', problem);
  const format = record.type && elementFormat(record.type);
  if (!record.type || !format) {
    throw new ModelError(
      'unsupported-type',
      `its elements are ${tensor.type}; expected a floating-point or integer type`,
    );
  }
  const data = await storedData(file, record, signal);
  if (!data) throw new ModelError('not-found', 'the file holds no data for it: it is computed at run time');
  const byteLength = storedBytes(format, elementCount(tensor));
  const held = data.range.end - data.range.start;
  if (!record.storedSparse && held < byteLength) {
    throw new ModelError('truncated', `its shape and type take ${byteLength} bytes, but its buffer holds ${held}`);
  }
  checkMaskFits(tensor);
  const quantization = await readQuantization(file.metadata, record, signal);
  const zeroPoints = format.kind === 'float' ? single(0) : await zeroPointsOf(file, tensor, quantization, signal);
  return { tensor, record, type: record.type, format, data, byteLength, quantization, zeroPoints };
}

// Mask, violations and row counts of a tensor of 32,768 x 32,768 take nearly all of this.
const maxMaskWords = 72e6;
// A row is never cut, and kernels hold some of them at once.
const maxColumns = 2 ** 24;

/** A few bytes can claim a tensor of any size, stored sparse; nothing is allocated for it before this. */
function checkMaskFits({ rowCount, columnCount, shape }: WeightTensor): void {
  if (rowCount > 0 && columnCount > maxColumns) {
    throw new ModelError('too-large', `its rows have ${columnCount} weights; expected at most ${maxColumns}`);
  }
  if (rowCount * (2 * Math.ceil(columnCount / 32) + 1) <= maxMaskWords) return;
  throw new ModelError(
    'too-large',
    `the mask of [${shape.join(', ')}] would not fit in memory; expected at most about 32,768 x 32,768`,
  );
}

/** Missing zero points are 0. */
async function zeroPointsOf(
  file: ModelFile,
  tensor: WeightTensor,
  quantization: Quantization,
  signal?: AbortSignal,
): Promise<Channels> {
  const { zeroPoints, dimension, blockwise } = quantization;
  // The details say more than the plain fields and win over them.
  if (blockwise) return blockwise.zeroPoints < 0 ? single(0) : blockZeroPoints(file, tensor, blockwise, signal);
  return zeroPoints.length === 0 ? single(0) : channelsAlong(zeroPoints, tensor.shape, dimension, 'zero points');
}

/** Zero points of blocks of a row stand in a tensor of their own, [rows, blocks per row]. */
async function blockZeroPoints(
  file: ModelFile,
  tensor: WeightTensor,
  { zeroPoints, blockSize }: NonNullable<Quantization['blockwise']>,
  signal?: AbortSignal,
): Promise<Channels> {
  const record = file.model.subgraphs[tensor.subgraph].tensors[zeroPoints];
  if (!record)
    throw new ModelError(
      'bad-offset',
      `its zero points are said to stand in tensor ${zeroPoints}, which does not exist`,
    );
  const format = record.type && elementFormat(record.type);
  if (!record.type || !format) {
    throw new ModelError(
      'unsupported-type',
      `its zero points are ${record.type}; expected an integer type of at most 32 bits`,
    );
  }
  const count = elementCount(tensor) / blockSize;
  if (blockSize <= 0 || tensor.columnCount % blockSize !== 0) {
    throw new ModelError(
      'bad-shape',
      `it is quantized in blocks of ${blockSize}, which do not fill its rows of ${tensor.columnCount}`,
    );
  }
  const data = await storedData(file, record, signal);
  const needed = storedBytes(format, count);
  if (!data || data.range.end - data.range.start < needed) {
    throw new ModelError(
      'truncated',
      `the zero points of its ${count} blocks take ${needed} bytes, but tensor ${zeroPoints} holds fewer`,
    );
  }
  const bytes = await readData(data.source, data.range, 0, needed, signal);
  const { type } = record;
  return { values: Array.from({ length: count }, (_, i) => storedValue(bytes, type, i)), stride: blockSize };
}

/** The bytes that hold `count` elements; with packed types the first one may begin inside the first byte. */
export function readElements(
  { format, data }: StoredMatrix,
  first: number,
  count: number,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  return readData(
    data.source,
    data.range,
    Math.floor((first * format.bits) / 8),
    storedBytes(format, first + count),
    signal,
  );
}
