import { ModelError } from '../../modelError';
import { type Metadata, readEach } from '../metadata';
import type { Tensor } from '../model';
import { BlockwiseQuantization, QuantizationDetails, Tensor as TensorTable } from '../schema/tflite_generated';

/** Quantization parameters of a tensor: real value = scale × (stored value − zero point). */
export type Quantization = {
  readonly scales: readonly number[];
  /** 64-bit integers in the file. Beyond 2^53 they are rounded, which has no effect for the supported element types. */
  readonly zeroPoints: readonly number[];
  /** Dimension of the channels, if there are several scales or zero points. */
  readonly dimension: number;
  readonly blockwise: Blockwise | undefined;
};

/** Quantization in blocks of `blockSize` weights. `scales` and `zeroPoints` are tensor indices in the subgraph; -1 for none. */
type Blockwise = { readonly scales: number; readonly zeroPoints: number; readonly blockSize: number };

const none: Quantization = { scales: [], zeroPoints: [], dimension: 0, blockwise: undefined };

/** Reads the quantization parameters of a tensor. @throws ModelError `truncated`, `bad-offset` */
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
      'the tensor is quantized in blocks, but has no block parameters: the file is damaged',
    );
  // An absent field reads as 0, which is also a tensor index. Only the vtable shows whether the field is present.
  const zeroPointsSlot = table.bb!.__offset(table.bb_pos, 6);
  return {
    scales: table.scales(),
    zeroPoints: zeroPointsSlot === 0 ? -1 : table.zeroPoints(),
    blockSize: table.blockSize(),
  };
}
