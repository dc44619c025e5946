import { ModelError } from '../../modelError';
import { type Metadata, readEach } from '../metadata';
import type { Tensor } from '../model';
import { BlockwiseQuantization, QuantizationDetails, Tensor as TensorTable } from '../schema/tflite_generated';

/** real = scale x (stored - zero point). */
export type Quantization = {
  readonly scales: readonly number[];
  /** 64 bits wide in the file; beyond 2^53 the nearest number, which no element type reaches. */
  readonly zeroPoints: readonly number[];
  /** The dimension along which several scales and zero points run. */
  readonly dimension: number;
  readonly blockwise: Blockwise | undefined;
};

/** Scales and zero points of blocks of `blockSize` weights, held by other tensors of the subgraph; -1 is none. */
type Blockwise = { readonly scales: number; readonly zeroPoints: number; readonly blockSize: number };

const none: Quantization = { scales: [], zeroPoints: [], dimension: 0, blockwise: undefined };

/** @throws ModelError `truncated` */
export function readQuantization(metadata: Metadata, tensor: Tensor, signal?: AbortSignal): Promise<Quantization> {
  return metadata.read((buffer) => {
    const table = new TensorTable().__init(tensor.position, buffer).quantization();
    if (!table) return none;
    return {
      scales: readEach(table.scaleLength(), (i) => table.scale(i) ?? 1),
      zeroPoints: readEach(table.zeroPointLength(), (i) => Number(table.zeroPoint(i) ?? 0n)),
      dimension: table.quantizedDimension(),
      blockwise:
        table.detailsType() === QuantizationDetails.BlockwiseQuantization
          ? blockwiseOf(table.details(new BlockwiseQuantization()))
          : undefined,
    };
  }, signal);
}

function blockwiseOf(table: BlockwiseQuantization | null): Blockwise {
  if (!table)
    throw new ModelError(
      'bad-offset',
      'it is said to be quantized in blocks, but nothing says how: the file is damaged',
    );
  // An absent field reads as 0, which is also a tensor's index; only its slot in the vtable tells them apart.
  const zeroPointsSlot = table.bb!.__offset(table.bb_pos, 6);
  return {
    scales: table.scales(),
    zeroPoints: zeroPointsSlot === 0 ? -1 : table.zeroPoints(),
    blockSize: table.blockSize(),
  };
}
