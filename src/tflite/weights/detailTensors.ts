import { ModelError } from '../../modelError';
import { type ElementType, elementFormat, storedBytes } from '../elementTypes';
import { storedData } from '../externalData';
import type { ModelFile } from '../modelFile';
import { readData } from '../tensorData';
import { type Channels, channelsOnGrid } from './channels';
import { valuesOf } from './elementValues';
import type { QuantizationDetail } from './quantization';
import { inSlices } from './slices';
import { elementCount, elementCountOf, type WeightTensor } from './weightTensor';

/**
 * The values of a tensor of scales or zero points, one per block of weights.
 * @param index of the tensor in the subgraph of the weights
 * @param what plural noun for the error messages: `scales` or `zero points`
 * @throws ModelError `bad-offset`, `bad-shape`, `unsupported-type`, `truncated`, `external-missing`
 */
export async function detailChannels(
  file: ModelFile,
  tensor: WeightTensor,
  detail: QuantizationDetail,
  index: number,
  what: string,
  signal?: AbortSignal,
): Promise<Channels> {
  const { tensors } = file.model.subgraphs[tensor.subgraph];
  const record = tensors[index];
  if (!record) {
    throw new ModelError(
      'bad-offset',
      `the ${what} are in tensor ${index}, but the subgraph has ${tensors.length} tensors: the file is damaged`,
    );
  }
  if (record.problem) throw record.problem;
  const format = record.type && elementFormat(record.type);
  if (!record.type || !format) {
    throw new ModelError(
      'unsupported-type',
      `the ${what} have type ${record.type ?? `UNKNOWN_${record.typeCode}`}; expected a floating-point or integer type`,
    );
  }
  const count = detail.kind === 'blockwise' ? blockCount(tensor, detail.blockSize) : elementCountOf(record.shape);
  // Checked before anything is read or allocated.
  if (detail.kind === 'multi-axis') channelsOnGrid({ values: [] }, record.shape, tensor.shape, what);
  const data = await storedData(file, record, signal);
  const needed = storedBytes(format, count);
  const held = data ? data.range.end - data.range.start : 0;
  if (!data || held < needed) {
    throw new ModelError(
      'truncated',
      `the ${what} of ${count} blocks need ${needed} bytes, but tensor ${index} has ${held}: the file is damaged`,
    );
  }
  const bytes = await readData(data.source, data.range, 0, needed, signal);
  const values = await valuesInSlices(bytes, record.type, count, signal);
  return detail.kind === 'blockwise'
    ? { ...values, stride: detail.blockSize }
    : channelsOnGrid(values, record.shape, tensor.shape, what);
}

function blockCount(tensor: WeightTensor, blockSize: number): number {
  if (blockSize <= 0 || tensor.columnCount % blockSize !== 0) {
    throw new ModelError(
      'bad-shape',
      `the quantization has blocks of ${blockSize}; expected a divisor of the row length, ${tensor.columnCount}`,
    );
  }
  return elementCount(tensor) / blockSize;
}

/** The values in an array that is as small as the type allows, because there can be one for every few weights. */
async function valuesInSlices(
  bytes: Uint8Array,
  type: ElementType,
  count: number,
  signal?: AbortSignal,
): Promise<Pick<Channels, 'values' | 'exact'>> {
  const format = elementFormat(type)!;
  const values = arrayFor(type, count);
  await inSlices(
    count,
    (start, end) => {
      // Slices start at multiples of four elements, and therefore at a byte.
      const part = bytes.subarray((start * format.bits) / 8, storedBytes(format, end));
      values.set(valuesOf(part, type, end - start), start);
    },
    signal,
  );
  if (type !== 'INT64' && type !== 'UINT64') return { values };
  const { buffer } = new Uint8Array(bytes);
  return { values, exact: type === 'INT64' ? new BigInt64Array(buffer) : new BigUint64Array(buffer) };
}

function arrayFor(type: ElementType, count: number): Int16Array | Int32Array | Float32Array | Float64Array {
  const { bits, kind } = elementFormat(type)!;
  if (kind === 'float') return bits === 64 ? new Float64Array(count) : new Float32Array(count);
  if (bits <= 8) return new Int16Array(count);
  return bits < 32 || type === 'INT32' ? new Int32Array(count) : new Float64Array(count);
}
