/** Codes of the operators that Prunescope needs. Source: BuiltinOperator of the TFLite schema. */
const builtinOperators: Readonly<Record<number, string>> = {
  3: 'CONV_2D',
  4: 'DEPTHWISE_CONV_2D',
  6: 'DEQUANTIZE',
  9: 'FULLY_CONNECTED',
  32: 'CUSTOM',
  67: 'TRANSPOSE_CONV',
  124: 'DENSIFY',
  126: 'BATCH_MATMUL',
  132: 'CONV_3D',
};

/** `OPERATOR_250` for operators that are not in the list. */
export function operatorCode(code: number): string {
  return builtinOperators[code] ?? `OPERATOR_${code}`;
}

const weightOperators: ReadonlySet<string> = new Set([
  'CONV_2D',
  'DEPTHWISE_CONV_2D',
  'FULLY_CONNECTED',
  'TRANSPOSE_CONV',
  'CONV_3D',
  'BATCH_MATMUL',
]);

/** The input that holds the weights if it is constant. This includes TRANSPOSE_CONV: its input 0 is the output shape, and input 2 the data. */
export const weightInput = 1;

export function hasWeights(code: string): boolean {
  return weightOperators.has(code);
}

/** Operators that only decode a constant. Their input 0 is the stored constant. */
export function unpacksConstant(code: string): boolean {
  return code === 'DEQUANTIZE' || code === 'DENSIFY';
}
