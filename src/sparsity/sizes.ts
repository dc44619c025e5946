import type { ElementFormat } from '../tflite/elementTypes';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { MaskCounts } from './maskCounts';

/** Sizes of a tensor in bytes, as stored and in other encodings. An encoding that cannot hold the tensor is left out. */
export type TensorSizes = {
  /** In the file: values, indices and tables. */
  readonly stored: number;
  readonly dense: number;
  /** Stored sparse, as the TensorFlow Lite converter writes it: CSR over the last dimension. */
  readonly csr?: number;
  /** Stored sparse in blocks of 1 row and 4 or 16 columns. */
  readonly 'block:1x4'?: number;
  readonly 'block:1x16'?: number;
  /** Two values of each block of 4, with 2 bits each for their positions. Only if 2 of 4 holds. */
  readonly packed2of4?: number;
  /** Type 2 (pruning) of TFLM_DECODE: a bitmap and the non-zero values. */
  readonly 'tflm-decode'?: number;
  /** The dense bytes after gzip. Only in reports with predictions. */
  readonly gzip?: number;
};

/** What sizes depend on, in addition to the counts of the mask. */
export type SizedTensor = {
  readonly tensor: Pick<WeightTensor, 'shape' | 'type'>;
  readonly format: ElementFormat;
  /** All zero points are 0. */
  readonly zeroIsZero: boolean;
  /** TFLM_DECODE can hold the quantization. */
  readonly isDecodable: boolean;
  /** Bytes in the file, and bytes if stored densely. */
  readonly stored: number;
  readonly dense: number;
};

/**
 * Sizes of a tensor in the encodings of TensorFlow Lite, and in the packed form of accelerators with 2 of 4.
 * Sources: flatbuffer_export.cc (widths of indices), sparsity_format_converter.cc, decode_state_prune.cc, NVIDIA's cuSPARSELt (2 of 4).
 */
export function sizesOf(
  counts: MaskCounts,
  { tensor, format, zeroIsZero, isDecodable, stored, dense }: SizedTensor,
): TensorSizes {
  const { rowCount, columnCount, nonzeros } = counts;
  const elements = rowCount * columnCount;
  if (elements === 0) return { stored, dense };
  const valueBytes = format.bits / 8;
  const decoded = tflmDecodeBytes(tensor.type, elements, nonzeros, valueBytes);
  return {
    stored,
    dense,
    ...(zeroIsZero && sparseTypes.has(tensor.type) && tensor.shape.length >= 2 && sparseSizes(counts, valueBytes)),
    ...packedSize(counts, format.bits),
    ...(isDecodable && decoded !== undefined && { 'tflm-decode': decoded }),
  };
}

/** The types that DENSIFY and the sparse FULLY_CONNECTED accept. They read elements that are not stored as 0. */
export const sparseTypes: ReadonlySet<string> = new Set(['FLOAT32', 'FLOAT16', 'INT8', 'INT32']);

type SparseSizes = Pick<TensorSizes, 'csr' | 'block:1x4' | 'block:1x16'>;

function sparseSizes(
  { rowCount, columnCount, nonzeros, lastColumn, zeroFours, zeroSixteens }: MaskCounts,
  valueBytes: number,
): SparseSizes {
  const csrBytes = (entries: number, block: number) =>
    entries * block * valueBytes +
    (rowCount + 1) * indexBytes(entries) +
    entries * indexBytes(Math.floor(lastColumn / block));
  const inBlocks = (columns: 4 | 16, zeroBlocks: number) =>
    csrBytes((rowCount * columnCount) / columns - zeroBlocks, columns);
  return {
    csr: csrBytes(nonzeros, 1),
    ...(zeroFours !== undefined && { 'block:1x4': inBlocks(4, zeroFours) }),
    ...(zeroSixteens !== undefined && { 'block:1x16': inBlocks(16, zeroSixteens) }),
  };
}

/** Bytes per number of an index vector. Segments and indices have their own width. @param max the largest number in the vector */
export function indexBytes(max: number): 1 | 2 | 4 {
  if (max <= 0xff) return 1;
  return max <= 0xffff ? 2 : 4;
}

/** Accelerators pack values of 8 to 32 bits. Blocks with more zeros store two values too. */
function packedSize({ fours: { blocks, over } }: MaskCounts, bits: number): Pick<TensorSizes, 'packed2of4'> {
  if (bits < 8 || bits > 32 || over > 0) return {};
  return { packed2of4: Math.ceil((2 * blocks * bits) / 8) + Math.ceil((2 * blocks * 2) / 8) };
}

/** The types of the output of TFLM_DECODE. */
export const tflmDecodeTypes: ReadonlySet<string> = new Set(['BOOL', 'FLOAT32', 'INT8', 'INT16', 'INT32', 'INT64']);

/** The header of the ancillary tensor of TFLM_DECODE, before the values. */
export const tflmHeaderBytes = 16;

/** Size of a tensor with a bitmap and its non-zero values; undefined for a type that TFLM_DECODE does not write. */
export function tflmDecodeBytes(
  type: string,
  elements: number,
  nonzeros: number,
  valueBytes: number,
): number | undefined {
  if (!tflmDecodeTypes.has(type)) return undefined;
  return tflmHeaderBytes + Math.ceil(elements / 8) + nonzeros * valueBytes;
}
