import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Layer, Layers } from '../../src/training/folding';
import { type QuantizedLayer, sampleModel } from '../../src/training/sampleModel';
import { writtenModel } from '../../src/training/writtenModel';
import { buildModel } from '../support/buildModel';
import { storedTensor } from '../support/valuesInFile';

/** The layers of a sample, read from the file. */
function layersOf(path: string): Layers<Layer | QuantizedLayer> {
  const layer = (tensor: number): Layer | QuantizedLayer => {
    const { shape, values, scales } = storedTensor(path, tensor);
    const bias = storedTensor(path, tensor + 1).values as Float32Array;
    if (values instanceof Float32Array) return { shape, weights: values, bias };
    return { shape, weights: values, bias, scales: Float32Array.from(scales) };
  };
  return { first: layer(1), second: layer(3), dense: layer(5), last: layer(7) };
}

it.each(['mnist-2by4-float32', 'mnist-2by4-int8'])('writes %s.tflite again from its layers', (name) => {
  const path = `public/samples/${name}.tflite`;
  const written = writtenModel(sampleModel(layersOf(path)));
  expect(Buffer.compare(written, readFileSync(path))).toBe(0);
  // The writer of the tests shares no code with it.
  expect(Buffer.compare(written, buildModel(sampleModel(layersOf(path))))).toBe(0);
});
