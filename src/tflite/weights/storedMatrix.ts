import { ModelError } from '../../modelError';
import { type ElementFormat, type ElementType, elementFormat, storedBytes } from '../elementTypes';
import { type StoredData, storedData } from '../externalData';
import type { Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { readData } from '../tensorData';
import { type Channels, single } from './channels';
import { type Quantization, readQuantization } from './quantization';
import { elementCount, shapeProblem, type WeightTensor } from './weightTensor';
import { zeroPointsOf } from './zeroPoints';

/** Where and how a weight matrix is stored. All sizes are checked, and no weights are read yet. */
export type StoredMatrix = {
  readonly tensor: WeightTensor;
  /** The record in the model file. */
  readonly record: Tensor;
  readonly type: ElementType;
  readonly format: ElementFormat;
  readonly data: StoredData;
  /** Size of the weights in bytes. For stored-sparse tensors, the size they would have if stored densely. */
  readonly byteLength: number;
  readonly quantization: Quantization;
  readonly zeroPoints: Channels;
};

/** Consecutive rows of a densely stored weight matrix. */
export type StoredRows = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Index of the first element in the tensor. It determines the zero point and, for packed types, the first bit. */
  readonly firstElement: number;
  readonly type: ElementType;
  readonly zeroPoints: Channels;
};

/**
 * Locates the weights of a tensor, and reads its quantization.
 * @throws ModelError `bad-shape`, `unsupported-type`, `external-missing`, `bad-offset`, `truncated`, `not-found`, `too-large`. Other
 * tensors of the model can still be read.
 */
export async function storedMatrix(file: ModelFile, tensor: WeightTensor, signal?: AbortSignal): Promise<StoredMatrix> {
  const record = file.model.subgraphs[tensor.subgraph].tensors[tensor.tensor];
  const problem = shapeProblem(tensor.shape);
  if (problem) throw new ModelError('bad-shape', problem);
  const format = record.type && elementFormat(record.type);
  if (!record.type || !format) {
    throw new ModelError(
      'unsupported-type',
      `the element type is ${tensor.type}; expected a floating-point type, or an integer type of at most 32 bits`,
    );
  }
  const data = await storedData(file, record, signal);
  if (!data) throw new ModelError('not-found', 'the tensor has no data in the file; expected a constant');
  const byteLength = storedBytes(format, elementCount(tensor));
  const held = data.range.end - data.range.start;
  if (!record.storedSparse && held < byteLength) {
    throw new ModelError(
      'truncated',
      `shape and type need ${byteLength} bytes, but the buffer has ${held}: the file is damaged`,
    );
  }
  checkMaskFits(tensor);
  const quantization = await readQuantization(file.metadata, record, signal);
  const zeroPoints = format.kind === 'float' ? single(0) : await zeroPointsOf(file, tensor, quantization, signal);
  return { tensor, record, type: record.type, format, data, byteLength, quantization, zeroPoints };
}

// Just enough for the mask, violations and row counts of a tensor of 32,768 x 32,768.
const maxMaskWords = 72e6;
// Kernels process complete rows, several at a time.
const maxColumns = 2 ** 24;

/** A stored-sparse tensor of a few bytes can declare any size, so this check comes before any allocation. */
function checkMaskFits({ rowCount, columnCount, shape }: WeightTensor): void {
  if (rowCount > 0 && columnCount > maxColumns) {
    throw new ModelError('too-large', `rows have ${columnCount} weights; expected at most ${maxColumns}`);
  }
  if (rowCount * (2 * Math.ceil(columnCount / 32) + 1) <= maxMaskWords) return;
  throw new ModelError(
    'too-large',
    `the mask of [${shape.join(', ')}] does not fit in memory; expected at most about 32,768 x 32,768`,
  );
}

/** The bytes of `count` elements. For packed types, the first element can start inside the first byte. */
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
