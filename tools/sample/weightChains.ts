import {
  type ModelDescription,
  type OperatorDescription,
  storedSparse,
  type TensorDescription,
} from '../../tests/support/buildModel';
import type { IndexWidth } from '../../tests/support/storedSparse';

/**
 * The same model with a DEQUANTIZE between each of these weights and the operator that uses it, which then computes in floats, as with
 * weight-only quantization. The named tensors keep their indices, here and below, and have one user each.
 */
export function dequantizedWeights(model: ModelDescription, names: readonly string[]): ModelDescription {
  let changed = model;
  for (const name of names) {
    const index = indexOf(changed, name);
    const result = { name: `${name}_dequantize`, shape: changed.tensors![index]!.shape };
    // Version 5 added a scale per channel.
    changed = withStep(changed, index, { code: 'DEQUANTIZE', version: 5 }, result, onFloats);
  }
  return changed;
}

function onFloats({ version: _, options, ...operator }: OperatorDescription): OperatorDescription {
  return { ...operator, options: { ...options, asymmetricQuantizeInputs: false } };
}

/**
 * The same model with these weights, signed bytes, stored sparsely as the converter stores those without blocks: all levels dense but
 * the last, which is CSR. A DENSIFY makes them dense again.
 */
export function storedSparsely(model: ModelDescription, names: readonly string[]): ModelDescription {
  let changed = model;
  for (const name of names) {
    const index = indexOf(changed, name);
    const { data, ...dense } = changed.tensors![index]!;
    if (!(data instanceof Uint8Array) || dense.type !== 'INT8') throw new Error(`${name} has no signed bytes`);
    const values = new Int8Array(data.buffer, data.byteOffset, data.length);
    const tensors = changed.tensors!.with(index, { ...dense, ...sparseRows(values, dense.shape!) });
    // The converter makes names unique with a number at the end.
    changed = withStep({ ...changed, tensors }, index, { code: 'DENSIFY' }, { ...dense, name: `${name}1` });
  }
  return changed;
}

/** An operator between a tensor and its user, which it stands just before; what it gives becomes the last tensor. */
function withStep(
  model: ModelDescription,
  index: number,
  step: OperatorDescription,
  result: TensorDescription,
  changedUser = (user: OperatorDescription) => user,
): ModelDescription {
  const tensors = [...model.tensors!, result];
  const operators = model.operators!.flatMap((operator) => {
    if (!operator.inputs!.includes(index)) return [operator];
    const inputs = operator.inputs!.map((input) => (input === index ? tensors.length - 1 : input));
    return [{ ...step, inputs: [index], outputs: [tensors.length - 1] }, changedUser({ ...operator, inputs })];
  });
  return { ...model, tensors, operators };
}

function indexOf(model: ModelDescription, name: string): number {
  return model.tensors!.findIndex((tensor) => tensor.name === name);
}

function sparseRows(values: Int8Array, shape: readonly number[]) {
  const nonzeros = values.reduce((count, value) => count + (value === 0 ? 0 : 1), 0);
  return storedSparse(values, shape, {
    formats: `${'d'.repeat(shape.length - 1)}c`,
    segmentWidths: narrowest(nonzeros),
    indexWidths: narrowest(shape.at(-1)! - 1),
  });
}

/** The converter's choice for an index vector whose largest number is this. */
function narrowest(largest: number): IndexWidth {
  if (largest < 2 ** 8) return 8;
  return largest < 2 ** 16 ? 16 : 32;
}
