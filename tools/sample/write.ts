// Writes the sample models to public/samples/ from the weights that train.ts saved, and a dense copy of the stored-sparse model to
// .cache/sample/, for verify.ts. Without the weights of one of the two trainings, its files stay as they are.
//
//   npm run sample:write

import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { foldedLayers, type Layer, type Layers } from '../../src/training/folding';
import { type QuantizedLayer, sampleModel } from '../../src/training/sampleModel';
import type { Weights } from '../../src/training/shapes';
import { writtenModel } from '../../src/training/writtenModel';
import { buildModel } from '../../tests/support/buildModel';
import { quantized } from './quantization';
import { type BlockPlace, violations, withViolations } from './violations';
import { dequantizedWeights, storedSparsely } from './weightChains';
import { keptWeights } from './weights';

const layerNames: readonly (keyof Layers)[] = ['first', 'second', 'dense', 'last'];
const folder = fileURLToPath(new URL('../../public/samples/', import.meta.url));
const cache = fileURLToPath(new URL('../../.cache/sample/', import.meta.url));

mkdirSync(folder, { recursive: true });
const [pruned, unpruned] = [keptWeights('pruned'), keptWeights('unpruned')];
if (!pruned && !unpruned) throw new Error('there are no weights; npm run sample:train creates them');
if (pruned) writePruned(pruned);
if (unpruned) writeSample('mnist-unpruned-float32.tflite', foldedLayers(unpruned));

function writePruned(weights: Weights): void {
  const floats = foldedLayers(weights);
  const bytes = {
    first: quantized(floats.first),
    second: quantized(floats.second),
    dense: quantized(floats.dense),
    last: quantized(floats.last),
  };
  const violated = { ...bytes, dense: { ...bytes.dense, weights: withViolations(bytes.dense.weights, 3136) } };
  checkPruned(floats, bytes);
  assert.deepEqual(
    violatingBlocks(violated.dense.weights, 3136),
    violations,
    'the violations are where they should be',
  );

  writeSample('mnist-2by4-float32.tflite', floats);
  writeSample('mnist-2by4-int8.tflite', bytes);
  writeSample('mnist-2by4-int8-12-violations.tflite', violated);

  const pruned2by4 = ['sequential/structural_pruning/Conv2D', 'sequential/structural_pruning_dense/MatMul'];
  const denseTwin = dequantizedWeights(sampleModel(bytes), pruned2by4);
  const storedSparse = storedSparsely(denseTwin, pruned2by4);
  writeFile('mnist-2by4-int8-stored-sparse.tflite', buildModel(storedSparse), bytes);
  writeFileSync(`${cache}mnist-2by4-int8-dense-twin.tflite`, buildModel(denseTwin));

  console.log('violating blocks of the dense tensor (row:block):');
  console.log(violations.map(({ row, block }) => `${row}:${block}`).join(' '));
}

function checkPruned(floats: Layers, bytes: Layers<QuantizedLayer>): void {
  assert.equal(zerosIn(floats.first.weights), floats.first.weights.length / 2, 'half of the first filter is zero');
  for (const name of ['second', 'dense'] as const) {
    const [float, byte] = [floats[name].weights, bytes[name].weights];
    const columns = floats[name].shape.at(-1)!;
    assert.equal(zerosIn(float), float.length / 2, `half of ${name} is zero`);
    assert.deepEqual(violatingBlocks(float, columns), [], `${name} is 2:4 in float32`);
    assert.deepEqual(violatingBlocks(byte, columns), [], `${name} is 2:4 in int8`);
  }
  for (const name of layerNames) {
    assert.ok(zerosIn(bytes[name].weights) >= zerosIn(floats[name].weights), `${name}: rounding only adds zeros`);
  }
}

function writeSample(fileName: string, layers: Layers<Layer | QuantizedLayer>): void {
  writeFile(fileName, writtenModel(sampleModel(layers)), layers);
}

function writeFile(fileName: string, file: Uint8Array, layers: Layers<Layer | QuantizedLayer>): void {
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
