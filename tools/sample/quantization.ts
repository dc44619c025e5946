import type { Layer } from '../../src/training/folding';
import type { QuantizedLayer } from '../../src/training/sampleModel';

/**
 * A layer's weights as signed bytes -127..127, symmetric per output as in TFLite's converter: weight = scale x byte, the scale of an
 * output is its largest weight / 127. The bias does not change.
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
    // Avoids 0 / 0 for an output without weights.
    const scale = largest > 0 ? largest / 127 : 1;
    for (let index = start; index < start + inputs; index++) bytes[index] = Math.round(weights[index]! / scale);
    scales[output] = scale;
  }
  return { shape, weights: bytes, scales, bias };
}
