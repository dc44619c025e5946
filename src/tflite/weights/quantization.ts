import { ModelError } from '../../modelError';
import { type Metadata, readEach } from '../metadata';
import type { Tensor } from '../model';
import {
  BlockwiseQuantization,
  MultiAxisQuantization,
  QuantizationDetails,
  Tensor as TensorTable,
} from '../schema/tflite_generated';

/** Quantization parameters of a tensor: real value = scale × (stored value − zero point). */
export type Quantization = {
  readonly scales: readonly number[];
  readonly zeroPoints: readonly bigint[];
  /** Dimension of the channels, if there are several scales or zero points. */
  readonly dimension: number;
  /** Replace the other fields. */
  readonly details: QuantizationDetail | undefined;
};

/** Quantization with scales and zero points in other tensors of the subgraph. `scales` and `zeroPoints` are their indices; -1 for none. */
export type QuantizationDetail =
  | {
      readonly kind: 'blockwise';
      readonly scales: number;
      readonly zeroPoints: number;
      /** Weights of a row that share a value. */
      readonly blockSize: number;
    }
  | { readonly kind: 'multi-axis'; readonly scales: number; readonly zeroPoints: number }
  /** Details of a kind that Prunescope does not read. `type` is the name or number in the schema. */
  | { readonly kind: 'unknown'; readonly type: string };

const none: Quantization = { scales: [], zeroPoints: [], dimension: 0, details: undefined };

/** Reads the quantization parameters of a tensor. @throws ModelError `truncated`, `bad-offset` */
export function readQuantization(metadata: Metadata, tensor: Tensor, signal?: AbortSignal): Promise<Quantization> {
  return metadata.read((buffer) => {
    const table = new TensorTable().__init(tensor.position, buffer).quantization();
    if (!table) return none;
    return {
      scales: readEach(table.scaleLength(), (i) => table.scale(i) ?? 1),
      zeroPoints: readEach(table.zeroPointLength(), (i) => table.zeroPoint(i) ?? 0n),
      dimension: table.quantizedDimension(),
      details: detailsOf(table.detailsType(), (details) => table.details(details)),
    };
  }, signal);
}

type DetailsTable = BlockwiseQuantization | MultiAxisQuantization;

function detailsOf(
  type: QuantizationDetails,
  read: (table: DetailsTable) => DetailsTable | null,
): QuantizationDetail | undefined {
  switch (type) {
    case QuantizationDetails.NONE:
      return undefined;
    case QuantizationDetails.BlockwiseQuantization: {
      const table = new BlockwiseQuantization();
      if (!read(table)) throw withoutTable('in blocks');
      return { kind: 'blockwise', ...tensorsOf(table), blockSize: table.blockSize() };
    }
    case QuantizationDetails.MultiAxisQuantization: {
      const table = new MultiAxisQuantization();
      if (!read(table)) throw withoutTable('along several dimensions');
      return { kind: 'multi-axis', ...tensorsOf(table) };
    }
    default:
      return { kind: 'unknown', type: QuantizationDetails[type] ?? `${type}` };
  }
}

function withoutTable(how: string): ModelError {
  return new ModelError(
    'bad-offset',
    `the tensor is quantized ${how}, but has no parameters for it: the file is damaged`,
  );
}

function tensorsOf(table: DetailsTable): { scales: number; zeroPoints: number } {
  // An absent field reads as 0, which is also a tensor index. Only the vtable shows whether the field is present. In both tables it is field 1.
  const zeroPointsSlot = table.bb!.__offset(table.bb_pos, 6);
  return { scales: table.scales(), zeroPoints: zeroPointsSlot === 0 ? -1 : table.zeroPoints() };
}
