import type { ElementFormat, ElementType } from '../elementTypes';
import type { Tensor } from '../model';
import type { Channels } from './channels';
import type { Quantization } from './quantization';
import type { WeightTensor } from './weightTensor';

/** What is known about a tensor before its weights are read. */
export type TensorRecord = {
  readonly tensor: WeightTensor;
  /** The record in the model file. */
  readonly record: Tensor;
  readonly type: ElementType;
  readonly format: ElementFormat;
  readonly quantization: Quantization;
  readonly zeroPoints: Channels;
};
