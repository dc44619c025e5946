import { ModelError } from '../../modelError';
import { type ElementType, elementFormat, storedBytes } from '../elementTypes';
import { type StoredData, storedData } from '../externalData';
import type { Tensor } from '../model';
import type { ModelFile } from '../modelFile';
import { dataChunks, readData } from '../tensorData';
import { type Channels, single } from './channels';
import { decodedData } from './decodedData';
import { readQuantization } from './quantization';
import { scalesOf } from './scales';
import { checkWeightsFormats, shuffledZeroPoints } from './shuffledWeights';
import type { TensorRecord } from './tensorRecord';
import { elementCount, shapeProblem, type WeightTensor } from './weightTensor';
import { zeroPointsOf } from './zeroPoints';

/** Where and how a weight matrix is stored. All sizes are checked. No weights are read yet, unless they had to be decoded. */
export type StoredMatrix = TensorRecord & {
  /** Weights, or the stored values of a stored-sparse tensor. Decoded weights are in memory. */
  readonly data: StoredData;
  /** Size of the weights in bytes. For encoded and stored-sparse tensors, the size they would have if stored densely. */
  readonly byteLength: number;
  /** Only for decoded weights: the number of bytes that the file has in their place. */
  readonly encodedBytes?: number;
  /** See scalesOf. */
  readonly scales: Channels | ModelError | undefined;
};

/** Consecutive rows of a densely stored weight matrix. */
export type StoredRows = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** Index of the first element in the tensor. It determines the zero point and, for packed types, the first bit. */
  readonly firstElement: number;
  readonly type: ElementType;
  /** Without a grid, see channelsOfElements. */
  readonly zeroPoints: Channels;
  /** Absent: only exact zeros count as zero. */
  readonly threshold?: Threshold;
};

/** Weights with abs(real value) up to `value` count as zero, exact zeros always, NaN never. Real value = scale × (stored value - zero point). */
export type Threshold = { readonly value: number; readonly scales: Channels };

/**
 * Locates the weights of a tensor, and reads its quantization. Decodes weights that are stored neither dense nor sparse.
 * @throws ModelError `bad-shape`, `unsupported-type`, `external-missing`, `bad-offset`, `truncated`, `not-found`, `too-large`, `bad-sparsity`.
 * Other tensors of the model can still be read.
 */
export async function storedMatrix(file: ModelFile, tensor: WeightTensor, signal?: AbortSignal): Promise<StoredMatrix> {
  const record = file.model.subgraphs[tensor.subgraph].tensors[tensor.tensor];
  throwIfDamaged(file, tensor);
  const problem = shapeProblem(tensor.shape);
  if (problem) throw new ModelError('bad-shape', problem);
  const format = record.type && elementFormat(record.type);
  if (!record.type || !format) {
    throw new ModelError(
      'unsupported-type',
      `the element type is ${tensor.type}; expected an integer or floating-point type`,
    );
  }
  checkEncoding(file, tensor);
  const byteLength = storedBytes(format, elementCount(tensor));
  const isDecoded = tensor.encoding !== 'dense' && tensor.encoding !== 'sparse';
  const data = isDecoded ? undefined : await locatedData(file, record, byteLength, signal);
  checkMaskFits(tensor);
  const quantization = await readQuantization(file.metadata, record, signal);
  const isFloat = format.kind === 'float';
  const inFile = isFloat ? single(0) : await zeroPointsOf(file, tensor, quantization, signal);
  const zeroPoints = tensor.encoding === 'shuffled4x16' ? shuffledZeroPoints(inFile, quantization) : inFile;
  const scales = isFloat ? undefined : await scalesOf(file, tensor, quantization, signal);
  const found: TensorRecord = { tensor, record, type: record.type, format, quantization, zeroPoints };
  const located = data ? { data } : await decodedData(file, found, signal);
  return { ...found, ...located, byteLength, scales };
}

/** A damaged operator can be one that reads its weights in another way. @throws ModelError the `problem` of the tensor or of its operators */
function throwIfDamaged({ model }: ModelFile, { subgraph, tensor, operators }: WeightTensor): void {
  const records = model.subgraphs[subgraph];
  const users = operators.map(({ index }) => records.operators[index]);
  for (const { problem } of [records.tensors[tensor], ...users]) if (problem) throw problem;
}

/** @throws ModelError `unsupported-type` if the tensor is stored in a way that Prunescope cannot read */
function checkEncoding({ model, lookupTables }: ModelFile, tensor: WeightTensor): void {
  checkWeightsFormats(model, tensor);
  const { storedSparse } = model.subgraphs[tensor.subgraph].tensors[tensor.tensor];
  if (storedSparse && tensor.encoding !== 'sparse') {
    throw new ModelError(
      'unsupported-type',
      `the tensor has sparsity parameters and the encoding ${tensor.encoding}; expected one of them`,
    );
  }
  // It is not known whether this tensor has a lookup table.
  if (lookupTables instanceof ModelError && tensor.encoding === 'dense') throw lookupTables;
}

/** @param needed bytes, if the tensor is stored densely */
async function locatedData(file: ModelFile, record: Tensor, needed: number, signal?: AbortSignal): Promise<StoredData> {
  const data = await storedData(file, record, signal);
  if (!data) throw new ModelError('not-found', 'the tensor has no data in the file; expected a constant');
  const held = data.range.end - data.range.start;
  if (!record.storedSparse && held < needed) {
    throw new ModelError(
      'truncated',
      `shape and type need ${needed} bytes, but the buffer has ${held}: the file is damaged`,
    );
  }
  return data;
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

/** The bytes of all elements as they arrive. Undefined if the source has no parts. */
export function elementChunks({ tensor, format, data }: StoredMatrix, signal?: AbortSignal) {
  return dataChunks(data.source, data.range, 0, storedBytes(format, elementCount(tensor)), signal);
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
