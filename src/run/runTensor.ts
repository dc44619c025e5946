import { ModelError } from '../modelError';
import type { ElementType } from '../tflite/elementTypes';

/** An input or output of a model, as the runtime describes it. */
export type RunTensor = {
  /** Name in the signature of the model. */
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
};

/** The types of inputs that can be made, with the array that stores them. */
const arrays = {
  FLOAT64: Float64Array,
  FLOAT32: Float32Array,
  INT32: Int32Array,
  UINT32: Uint32Array,
  INT16: Int16Array,
  UINT16: Uint16Array,
  INT8: Int8Array,
  UINT8: Uint8Array,
  BOOL: Uint8Array,
} as const;

const ranges: Partial<Record<ElementType, readonly [number, number]>> = {
  INT64: [-(2 ** 53), 2 ** 53],
  UINT64: [0, 2 ** 53],
  INT32: [-(2 ** 31), 2 ** 31 - 1],
  UINT32: [0, 2 ** 32 - 1],
  INT16: [-(2 ** 15), 2 ** 15 - 1],
  UINT16: [0, 2 ** 16 - 1],
  INT8: [-128, 127],
  UINT8: [0, 255],
  BOOL: [0, 1],
};

/** Smallest and largest value of an integer type, BOOL included. Undefined for floats. Integers of 64 bits end at 2^53, where numbers are exact. */
export function integerRange(type: ElementType): readonly [number, number] | undefined {
  return ranges[type];
}

export function elementsOf({ shape }: Pick<RunTensor, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `1 × 28 × 28 × 1`; `scalar` for an empty shape. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.join(' × ');
}

/**
 * Values as the bytes of a tensor, little-endian.
 * @throws ModelError `unsupported-type` for types that values cannot be made for, such as STRING
 */
export function encodedValues(values: ArrayLike<number>, { name, type }: RunTensor): Uint8Array<ArrayBuffer> {
  if (type === 'INT64' || type === 'UINT64') {
    const longs = BigInt64Array.from({ length: values.length }, (_, index) => BigInt(Math.trunc(values[index]!)));
    return new Uint8Array(longs.buffer);
  }
  if (!(type in arrays)) throw unsupportedInput(name, type);
  return new Uint8Array(arrays[type as keyof typeof arrays].from(values).buffer);
}

function unsupportedInput(name: string, type: ElementType): ModelError {
  return new ModelError('unsupported-type', `input ${name} has the type ${type}, which Prunescope makes no values for`);
}
