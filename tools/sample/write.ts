// Writes the four sample models to public/samples/ from the weights that train.ts saved, and a dense copy of the stored-sparse model to
// .cache/sample/, for verify.ts.
//
//   npm run sample:write

import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildModel, type ModelDescription } from '../../tests/support/buildModel';
import { foldedLayers, type Layer, type Layers } from './folding';
import { type QuantizedLayer, quantized } from './quantization';
import { sampleModel } from './sampleModel';
import { type BlockPlace, violations, withViolations } from './violations';
import { dequantizedWeights, storedSparsely } from './weightChains';
import { keptWeights } from './weights';

const layerNames: readonly (keyof Layers)[] = ['first', 'second', 'dense', 'last'];
const folder = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/sample/', import.meta.url));

const floats = foldedLayers(keptWeights());
const bytes = {
  first: quantized(floats.first),
  second: quantized(floats.second),
  dense: quantized(floats.dense),
  last: quantized(floats.last),
};
const violated = { ...bytes, dense: { ...bytes.dense, weights: withViolations(bytes.dense.weights, 3136) } };

assert.equal(zerosIn(floats.first.weights), floats.first.weights.length / 2, 'half of the first filter is zero');
for (const name of ['second', 'dense'] as const) {
  assert.equal(zerosIn(floats[name].weights), floats[name].weights.length / 2, `half of ${name} is zero`);
  assert.deepEqual(violatingBlocks(floats[name].weights, floats[name].shape.at(-1)!), [], `${name} is 2:4 in float32`);
  assert.deepEqual(violatingBlocks(bytes[name].weights, bytes[name].shape.at(-1)!), [], `${name} is 2:4 in int8`);
}
for (const name of layerNames) {
  assert.ok(zerosIn(bytes[name].weights) >= zerosIn(floats[name].weights), `${name}: rounding only adds zeros`);
}
assert.deepEqual(violatingBlocks(violated.dense.weights, 3136), violations, 'the violations are where they should be');

mkdirSync(folder, { recursive: true });
writeSample('mnist-2by4-float32.tflite', floats);
writeSample('mnist-2by4-int8.tflite', bytes);
writeSample('mnist-2by4-int8-12-violations.tflite', violated);

const pruned2by4 = ['sequential/structural_pruning/Conv2D', 'sequential/structural_pruning_dense/MatMul'];
const denseTwin = (model: ModelDescription) => dequantizedWeights(model, pruned2by4);
writeSample('mnist-2by4-int8-stored-sparse.tflite', bytes, (model) => storedSparsely(denseTwin(model), pruned2by4));
writeFileSync(`${cache}mnist-2by4-int8-dense-twin.tflite`, buildModel(denseTwin(sampleModel(bytes))));

console.log('violating blocks of the dense tensor (row:block):');
console.log(violations.map(({ row, block }) => `${row}:${block}`).join(' '));

function writeSample(
  fileName: string,
  layers: Layers<Layer | QuantizedLayer>,
  change = (model: ModelDescription) => model,
): void {
  const file = buildModel(change(sampleModel(layers)));
  writeFileSync(folder + fileName, file);
  console.log(`${fileName}: ${file.length} bytes`);
  for (const name of layerNames) {
    const { shape, weights } = layers[name];
    const zeros = zerosIn(weights);
    const percent = ((100 * zeros) / weights.length).toFixed(2);
    console.log(`  ${name} [${shape.join(', ')}]: ${zeros} of ${weights.length} are zero, ${percent} %`);
  }
}

function zerosIn(values: Float32Array | Int8Array): number {
  let count = 0;
  for (const value of values) if (value === 0) count++;
  return count;
}

function violatingBlocks(values: Float32Array | Int8Array, columns: number): BlockPlace[] {
  const places: BlockPlace[] = [];
  for (let start = 0; start < values.length; start += 4) {
    if (zerosIn(values.subarray(start, start + 4)) < 2) {
      places.push({ row: Math.floor(start / columns), block: (start % columns) / 4 });
    }
  }
  return places;
}
