/** The operators whose code matters here; all others are told apart by number only. Source: BuiltinOperator of the TFLite schema. */
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

/** Input 1 of these is the weight, when it is constant; for TRANSPOSE_CONV too (its input 0 is the output shape, 2 the data). */
export const weightInput = 1;

export function hasWeights(code: string): boolean {
  return weightOperators.has(code);
}

/** Operators that only unpack a constant: the weights are what stands before them. */
export function unpacksConstant(code: string): boolean {
  return code === 'DEQUANTIZE' || code === 'DENSIFY';
}
