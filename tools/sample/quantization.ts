import type { Layer } from './folding';

export type QuantizedLayer = Pick<Layer, 'shape' | 'bias'> & {
  readonly weights: Int8Array;
  readonly scales: Float32Array; // one per output
};

/**
 * A layer's weights as signed bytes -127..127, symmetric per output as TFLite's converter has them: weight = scale x byte, the scale of an
 * output being its largest weight / 127. The bias stays as it is.
 */
export function quantized({ shape, weights, bias }: Layer): QuantizedLayer {
  const outputs = shape[0]!;
  const inputs = weights.length / outputs;
  const scales = new Float32Array(outputs);
  const bytes = new Int8Array(weights.length);
  for (let output = 0; output < outputs; output++) {
    const start = output * inputs;
    let largest = 0;
    for (let index = start; index < start + inputs; index++) largest = Math.max(largest, Math.abs(weights[index]!));
    // An output without weights would divide 0 by 0.
    const scale = largest > 0 ? largest / 127 : 1;
    for (let index = start; index < start + inputs; index++) bytes[index] = Math.round(weights[index]! / scale);
    scales[output] = scale;
  }
  return { shape, weights: bytes, scales, bias };
}
