import { passesConstant, unreadableCode } from '../tflite/operators';
import { TensorType } from '../tflite/schema/tflite/tensor-type';
import type { ModelWeight } from './modelWeights';
import type { PlannedEncoding } from './plan';

/**
 * Whether an operator computes FLOAT32 outputs with INT8 weights. Behind DENSIFY, it gets such weights as FLOAT32.
 * @param code undefined for an operator that was added
 * @param outputType type of its first output, undefined if it has none
 */
export function isHybrid(code: string | undefined, weightType: string, outputType: number | undefined): boolean {
  if (weightType !== 'INT8' || (code !== undefined && passesConstant(code))) return false;
  return outputType === TensorType.FLOAT32;
}

/** Why operators cannot get the weights as FLOAT32, if the encoding can need this; undefined if they can. */
export function hybridProblem({ tensor, constant }: ModelWeight, encoding: PlannedEncoding): string | undefined {
  if (encoding === 'dense' || encoding === 'tflm-decode') return undefined;
  const { operators, tensors } = constant.subgraph;
  const own = constant.tensor.index;
  for (const { code, inputs, outputs } of operators) {
    if (!inputs.includes(own) || !isHybrid(code, tensor.type, tensors[outputs[0]]?.typeCode)) continue;
    if (code.startsWith('CUSTOM') || code === unreadableCode)
      return `${code} computes FLOAT32 outputs with INT8 weights. Behind DENSIFY it would get FLOAT32 weights, which the operator may not know.`;
    if (inputs.some((input) => input !== own && isInteger(tensors[input]?.typeCode)))
      return `${code} has several INT8 inputs and FLOAT32 outputs. Behind DENSIFY it would get these weights as FLOAT32, and it does not compute with weights of both types.`;
  }
  return undefined;
}

function isInteger(typeCode: number | undefined): boolean {
  return typeCode === TensorType.INT8 || typeCode === TensorType.UINT8;
}
