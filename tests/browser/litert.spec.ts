// Runs small models of buildModel in LiteRT.js, and computes them here. Checks that they are valid models, and that runtime and Prunescope read the
// same weights. The numbers make all results exact.
import { expect, type Page, test } from '@playwright/test';
import { twoOfFour } from '../../src/sparsity/pattern';
import {
  buildModel,
  type ModelDescription,
  type OperatorDescription,
  packed,
  storedSparse,
  type TensorDescription,
} from '../support/buildModel';
import { liteRtPage } from '../support/liteRtPage';
import { maskText, seededRandom } from '../support/matrices';
import { openBytes } from '../support/openBytes';
import type { ElementTypeName } from '../support/packing';

type Values = { readonly shape: readonly number[]; readonly values: readonly number[] };
type SparseLayout = Parameters<typeof storedSparse>[2];
/** For the complete tensor, or for each channel along a dimension. */
type Scales = {
  readonly scale: readonly number[];
  readonly zeroPoint?: readonly number[];
  readonly dimension?: number;
};

/** Weights, and how a model stores them: `stored` is tensor 2. */
type StoredWeights = {
  readonly weights: Values;
  readonly stored: TensorDescription;
  /** Operators between the tensor and its user. */
  readonly steps?: readonly ('DENSIFY' | 'DEQUANTIZE')[];
  /** Tensors that belong to the weights, from 3 on. */
  readonly companions?: readonly TensorDescription[];
  readonly bias?: TensorDescription;
  readonly version?: number;
  readonly changed?: (model: ModelDescription) => ModelDescription;
};

/** An operator, its other inputs, and the function that it computes. */
type Layer = {
  readonly operator: OperatorDescription;
  readonly input: Values;
  readonly bias?: readonly number[];
  readonly output: Values;
  /** For TRANSPOSE_CONV, whose first input is the output shape. */
  readonly outputShapeFirst?: boolean;
};

// All tests share a page, so they run in one worker. After a failure there is a new page.
test.describe.configure({ mode: 'default' });
let page: Page;
const errors: string[] = [];

test.beforeAll(async ({ browser }) => {
  page = await liteRtPage(browser, errors);
});

test.afterAll(() => page.close());

const narrow: Pick<SparseLayout, 'segmentWidths' | 'indexWidths'> = { segmentWidths: 8, indexWidths: 8 };

const sparseLayouts: readonly [string, readonly [number, number], SparseLayout][] = [
  ['rows', [5, 12], { formats: 'dc', ...narrow }],
  ['rows, segments of 16 and indices of 32 bits', [5, 12], { formats: 'dc', segmentWidths: 16, indexWidths: 32 }],
  ['rows, segments of 32 and indices of 16 bits', [5, 12], { formats: 'dc', segmentWidths: 32, indexWidths: 16 }],
  ['columns', [5, 12], { formats: 'dc', order: [1, 0], ...narrow }],
  ['both levels compressed', [5, 12], { formats: 'cc', ...narrow }],
  ['both levels dense', [5, 12], { formats: 'dd' }],
  ['compressed, then dense', [5, 12], { formats: 'cd', ...narrow }],
  ['blocks of 1x4', [5, 12], { formats: 'dcd', blockMap: [1], blockSizes: [4], ...narrow }],
  ['blocks of 1x16', [5, 48], { formats: 'dcd', blockMap: [1], blockSizes: [16], ...narrow }],
  ['blocks of 4x1', [8, 6], { formats: 'dcd', blockMap: [0], blockSizes: [4], ...narrow }],
  ['blocks of 2x2', [4, 6], { formats: 'dcdd', blockMap: [0, 1], blockSizes: [2, 2], ...narrow }],
  ['blocks of 2x3, by columns', [4, 6], { formats: 'dcdd', order: [1, 0, 2, 3], blockMap: [0, 1], blockSizes: [2, 3] }],
];

for (const [name, shape, layout] of sparseLayouts) {
  test(`stored sparse: ${name}`, async () => {
    for (const type of ['FLOAT32', 'FLOAT16', 'INT8'] as const) {
      await runs(fullyConnected, sparsely(weightsOf(shape), type, layout), type);
    }
  });
}

test('stored sparse, for a FULLY_CONNECTED that takes it without DENSIFY', async () => {
  const blocksOf = (size: number): SparseLayout => ({ formats: 'dcd', blockMap: [1], blockSizes: [size], ...narrow });
  for (const [name, type, layout] of [
    ['FLOAT32 in rows', 'FLOAT32', { formats: 'dc', ...narrow }],
    ['FLOAT32 in blocks of 1x4', 'FLOAT32', blocksOf(4)],
    ['INT8 in blocks of 1x16', 'INT8', blocksOf(16)],
  ] as const) {
    // Before version 8 of the operator, the runtime reads them as dense without an error.
    await runs(fullyConnected, { ...sparsely(weightsOf([8, 48]), type, layout), steps: [], version: 8 }, name);
  }
});

// With 13 columns, rows of elements smaller than a byte start within a byte.
const raw = weightsOf([5, 13]);
const bits = { ...raw, values: raw.values.map((value) => Math.max(-2, Math.min(value, 1))) };
const bytes = packed(raw.values, 'FLOAT32');
const float = densely(raw, 'FLOAT32');
const one: Scales = { scale: [0.5] };
const perRow: Scales = { scale: [0.5, 1, 2, 4, 0.25], dimension: 0 };
const steps = ['DEQUANTIZE'] as const;

const storedDensely: readonly [string, StoredWeights][] = [
  ['FLOAT32', float],
  ['FLOAT32 after the flatbuffer', { ...float, stored: { shape: raw.shape, data: { bytes, place: 'after' } } }],
  ['FLOAT32 in a buffer that is too long', { ...float, stored: { shape: raw.shape, data: [...raw.values, 1, 2] } }],
  [
    'FLOAT32 in a buffer that the bias lies in too',
    {
      ...float,
      ...{ stored: { shape: raw.shape, buffer: 1 }, bias: { shape: [5], buffer: 1 } },
      changed: (model) => ({ ...model, buffers: [{ bytes }] }),
    },
  ],
  ['FLOAT32 in a model with old operator codes', { ...float, changed: withOldCodes }],
  ['FLOAT32 in a model of two subgraphs', { ...float, changed: (model) => ({ subgraphs: [model, model] }) }],
  ['FLOAT32 in a model with bytes behind it', { ...float, changed: (model) => ({ ...model, trailing: bytes }) }],
  ['FLOAT16', { ...densely(raw, 'FLOAT16'), steps }],
  ['INT8', densely(raw, 'INT8', one)],
  ['INT8, a scale per row', densely(raw, 'INT8', perRow)],
  ['INT8, a zero point', { ...densely(raw, 'INT8', { ...one, zeroPoint: [-3] }), steps }],
  ['INT8, a zero point per row', { ...densely(raw, 'INT8', { ...perRow, zeroPoint: [3, -1, 0, 9, 100] }), steps }],
  ['UINT8', { ...densely(raw, 'UINT8', { ...one, zeroPoint: [131] }), steps }],
  ['INT16', { ...densely(raw, 'INT16', one), steps }],
  ['INT4', densely(raw, 'INT4', one)],
  ['INT4, a scale per row', densely(raw, 'INT4', perRow)],
  ['INT4 behind DEQUANTIZE', { ...densely(raw, 'INT4', perRow), steps }],
  ['INT4, a scale per block', inBlocks(weightsOf([4, 64]), [1, 2, 0.5, 4, 0.25, 1, 2, 8])],
  ['UINT4', { ...densely(raw, 'UINT4', { ...one, zeroPoint: [7] }), steps }],
  ['INT2', densely(bits, 'INT2', one)],
  ['INT2 behind DEQUANTIZE', { ...densely(bits, 'INT2', perRow), steps }],
];

for (const [name, weights] of storedDensely) {
  test(`stored densely: ${name}`, () => runs(fullyConnected, weights));
}

const operators: readonly [string, (weights: Values) => Layer, readonly number[], Scales][] = [
  ['CONV_2D', convolution, [3, 3, 3, 4], { scale: [0.5, 1, 2], dimension: 0 }],
  ['CONV_2D in two groups', convolution, [4, 3, 3, 2], { scale: [0.5, 1, 2, 4], dimension: 0 }],
  ['DEPTHWISE_CONV_2D', depthwiseConvolution, [1, 3, 3, 4], { scale: [0.5, 1, 2, 4], dimension: 3 }],
  [
    'DEPTHWISE_CONV_2D with two outputs per channel',
    depthwiseConvolution,
    [1, 3, 3, 8],
    { scale: [0.5, 1, 2, 4, 4, 2, 1, 0.5], dimension: 3 },
  ],
  ['TRANSPOSE_CONV', transposedConvolution, [3, 3, 3, 4], { scale: [0.5, 1, 2], dimension: 0 }],
  ['BATCH_MATMUL', (weights) => batchMatMul(weights, false), [2, 4, 5], one],
  ['BATCH_MATMUL with adj_y', (weights) => batchMatMul(weights, true), [2, 5, 4], one],
];

for (const [name, layerOf, shape, scales] of operators) {
  test(`the weights of ${name}`, async () => {
    const raw = weightsOf(shape);
    const layout = { formats: `${'d'.repeat(shape.length - 1)}c`, ...narrow };
    await runs(layerOf, densely(raw, 'FLOAT32'), 'FLOAT32');
    await runs(layerOf, { ...densely(raw, 'FLOAT16'), steps }, 'FLOAT16');
    await runs(layerOf, densely(raw, 'INT8', scales), 'INT8');
    await runs(layerOf, { ...densely(raw, 'INT8', scales), steps }, 'INT8 behind DEQUANTIZE');
    await runs(layerOf, { ...densely(raw, 'INT4', scales), steps }, 'INT4 behind DEQUANTIZE');
    await runs(layerOf, sparsely(raw, 'FLOAT32', layout), 'FLOAT32 stored sparse');
    await runs(layerOf, sparsely(raw, 'FLOAT16', layout), 'FLOAT16 stored sparse');
    await runs(layerOf, sparsely(raw, 'INT8', layout, scales), 'INT8 stored sparse');
  });
}

/** Expects that the runtime computes the expected output of the layer, and that Prunescope finds the zeros of its weights. */
async function runs(layerOf: (weights: Values) => Layer, weights: StoredWeights, name?: string): Promise<void> {
  const layer = layerOf(weights.weights);
  const file = buildModel(modelOf(layer, weights));
  errors.length = 0;
  const output = await outputOf(file, layer.input);
  expect(errors, name).toEqual([]);
  expect(output, name).toEqual(layer.output.values);

  const opened = await openBytes(file);
  const { mask } = await opened.analysisOf(opened.contents.tensors[0]!, twoOfFour);
  const rows = rowsOf(weights.weights).map((row) => row.map((value) => (value === 0 ? '.' : '#')).join(''));
  expect(maskText(mask), name).toEqual(rows);
}

async function outputOf(file: Uint8Array, input: Values): Promise<number[]> {
  const model = Buffer.from(file).toString('base64');
  return page.evaluate(
    async ({ model, shape, values }) => {
      const { loadAndCompile, Tensor } = await import('@litertjs/core');
      const bytes = Uint8Array.from(atob(model), (character) => character.charCodeAt(0));
      const compiled = await loadAndCompile(bytes, { accelerator: 'wasm' });
      const tensor = new Tensor(Float32Array.from(values), [...shape]);
      const [output] = await compiled.run([tensor]);
      const result = [...(await output!.data())];
      for (const used of [tensor, output!, compiled]) used.delete();
      return result;
    },
    { model, ...input },
  );
}

function modelOf(
  layer: Layer,
  { stored, steps = [], companions = [], version, ...rest }: StoredWeights,
): ModelDescription {
  const { operator, input, output } = layer;
  const tensors: TensorDescription[] = [{ shape: input.shape }, { shape: output.shape }, stored, ...companions];
  const operators: OperatorDescription[] = [];
  const add = (tensor: TensorDescription) => tensors.push(tensor) - 1;
  const through = (code: 'DENSIFY' | 'DEQUANTIZE', from: number): number => {
    const { shape, type, quantization } = tensors[from]!;
    const to = add(code === 'DENSIFY' ? { shape, type, quantization } : { shape });
    operators.push({ code, inputs: [from], outputs: [to] });
    return to;
  };

  let weights = 2;
  for (const step of steps) weights = through(step, weights);
  const inputs = [0, weights];
  if (rest.bias) inputs.push(add(rest.bias));
  else if (layer.bias) {
    // As in real models: with weights of 16 bits that are stored sparse, the runtime goes wrong over a bias of 32.
    const type = stored.type === 'FLOAT16' ? 'FLOAT16' : 'FLOAT32';
    const bias = add({ shape: [layer.bias.length], type, data: layer.bias });
    inputs.push(type === 'FLOAT16' ? through('DEQUANTIZE', bias) : bias);
  }
  if (layer.outputShapeFirst) {
    inputs.splice(0, 2, add({ shape: [output.shape.length], type: 'INT32', data: output.shape }), weights, 0);
  }
  operators.push({ ...operator, version, inputs, outputs: [1] });
  const model = { tensors, operators, inputs: [0], outputs: [1] };
  return rest.changed?.(model) ?? model;
}

function withOldCodes(model: ModelDescription): ModelDescription {
  return { ...model, operators: model.operators!.map((operator) => ({ ...operator, codeFields: 'deprecated' })) };
}

// Ways to store weights.

/** Integers from -7 to 7, in runs of 16 with many, no and few non-zeros, so that blocks can be empty. */
function weightsOf(shape: readonly number[]): Values {
  const random = seededRandom(shape.length);
  const { values } = valuesOf(shape, () => Math.ceil(random() * 7) * (random() < 0.5 ? -1 : 1));
  return { shape, values: values.map((value, index) => (random() < 0.4 * (((index >> 4) + 2) % 3) ? value : 0)) };
}

function densely(raw: Values, type: ElementTypeName, scales?: Scales): StoredWeights {
  const zeroPoint = scales?.zeroPoint ?? scales?.scale.map(() => 0);
  const stored = perChannel(raw, scales?.dimension, zeroPoint, (value, zero) => value + zero);
  const weights = perChannel(raw, scales?.dimension, scales?.scale, (value, scale) => value * scale);
  const quantization = scales && { ...scales, zeroPoint };
  return { weights, stored: { shape: raw.shape, type, data: stored.values, quantization } };
}

function sparsely(
  raw: Values,
  type: 'FLOAT32' | 'FLOAT16' | 'INT8',
  layout: SparseLayout,
  scales?: Scales,
): StoredWeights {
  const { weights, stored } = densely(raw, type, scales ?? (type === 'INT8' ? one : undefined));
  return {
    weights,
    stored: { ...stored, ...storedSparse(raw.values, raw.shape, layout) },
    // Not from DENSIFY right into an operator on floats: XNNPACK looks for bytes where there are none yet.
    steps: type === 'FLOAT32' ? ['DENSIFY'] : ['DENSIFY', 'DEQUANTIZE'],
  };
}

/** With a scale for every 32 weights of a row, in another tensor. */
function inBlocks(raw: Values, scales: readonly number[]): StoredWeights {
  const details = { scales: 3, zeroPoints: -1, blockSize: 32 };
  return {
    weights: { ...raw, values: raw.values.map((value, index) => value * scales[Math.floor(index / 32)]!) },
    stored: { shape: raw.shape, type: 'INT4', data: raw.values, quantization: { details } },
    companions: [{ shape: [raw.shape[0]!, scales.length / raw.shape[0]!], type: 'FLOAT16', data: scales }],
  };
}

/** Each value with the number of its channel, or with the only number; unchanged without numbers. */
function perChannel(
  { shape, values }: Values,
  dimension = 0,
  numbers: readonly number[] | undefined,
  change: (value: number, number: number) => number,
): Values {
  if (!numbers) return { shape, values };
  const channelOf = (index: number) => (numbers.length === 1 ? 0 : placeOf(index, shape)[dimension]!);
  return { shape, values: values.map((value, index) => change(value, numbers[channelOf(index)]!)) };
}

// The operators, as plain loops.

function fullyConnected(weights: Values): Layer {
  const [outputs, depth] = weights.shape as [number, number];
  const input = inputOf([3, depth]);
  const bias = weights.values.slice(0, outputs);
  const output = valuesOf([3, outputs], (row, column) =>
    sumOver([depth], (i) => at(input, row, i) * at(weights, column, i), bias[column]!),
  );
  return { operator: { code: 'FULLY_CONNECTED', options: { asymmetricQuantizeInputs: true } }, input, bias, output };
}

/** With stride 1 and without padding, on an image of four channels. A filter of fewer is a grouped one. */
function convolution(filter: Values): Layer {
  const [outputs, height, width, depth] = filter.shape as [number, number, number, number];
  const input = inputOf([1, 5, 6, 4]);
  const bias = Array.from({ length: outputs }, (_, output) => output - 1);
  const outputsPerGroup = (outputs * depth) / 4;
  const output = valuesOf([1, 6 - height, 7 - width, outputs], (_, row, column, output) => {
    const firstChannel = Math.floor(output / outputsPerGroup) * depth;
    const term = (y: number, x: number, channel: number) =>
      at(filter, output, y, x, channel) * at(input, 0, row + y, column + x, firstChannel + channel);
    return sumOver([height, width, depth], term, bias[output]!);
  });
  return { operator: { code: 'CONV_2D', options: { padding: 'VALID' } }, input, bias, output };
}

/** The same as a convolution with a group for each of the image's channels. */
function depthwiseConvolution(filter: Values): Layer {
  const [, height, width, outputs] = filter.shape as [number, number, number, number];
  const grouped = valuesOf([outputs, height, width, 1], (output, y, x) => at(filter, 0, y, x, output));
  const options = { padding: 'VALID', depthMultiplier: outputs / 4 } as const;
  return { ...convolution(grouped), operator: { code: 'DEPTHWISE_CONV_2D', options } };
}

/** With stride 2: a pixel of the output takes part of the filter from every pixel of the input that reaches it. */
function transposedConvolution(filter: Values): Layer {
  const [outputs, height, width, depth] = filter.shape as [number, number, number, number];
  const input = inputOf([1, 3, 2, depth]);
  const output = valuesOf([1, 4 + height, 2 + width, outputs], (_, row, column, output) =>
    sumOver([3, 2, depth], (y, x, channel) => {
      const [filterY, filterX] = [row - 2 * y, column - 2 * x];
      const reaches = filterY >= 0 && filterY < height && filterX >= 0 && filterX < width;
      return reaches ? at(filter, output, filterY, filterX, channel) * at(input, 0, y, x, channel) : 0;
    }),
  );
  const options = { padding: 'VALID', stride: [2, 2] } as const;
  return { operator: { code: 'TRANSPOSE_CONV', options }, input, output, outputShapeFirst: true };
}

function batchMatMul(weights: Values, adjY: boolean): Layer {
  const [batches, rows, columns] = weights.shape as [number, number, number];
  const [depth, outputs] = adjY ? [columns, rows] : [rows, columns];
  const input = inputOf([batches, 3, depth]);
  const output = valuesOf([batches, 3, outputs], (batch, row, column) =>
    sumOver(
      [depth],
      (i) => at(input, batch, row, i) * (adjY ? at(weights, batch, column, i) : at(weights, batch, i, column)),
    ),
  );
  return { operator: { code: 'BATCH_MATMUL', options: { adjY, asymmetricQuantizeInputs: true } }, input, output };
}

/** Integers from -128 to 127, both in each row, so that quantized activations have scale 1 and zero point 0. */
function inputOf(shape: readonly number[]): Values {
  const random = seededRandom(7);
  const last = shape.length - 1;
  return valuesOf(shape, (...place) => [-128, 127][place[last]!] ?? Math.floor(random() * 256) - 128);
}

function valuesOf(shape: readonly number[], value: (...place: number[]) => number): Values {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: Array.from({ length }, (_, index) => value(...placeOf(index, shape))) };
}

function sumOver(sizes: readonly number[], term: (...place: number[]) => number, first = 0): number {
  return valuesOf(sizes, term).values.reduce((sum, value) => sum + value, first);
}

function at({ shape, values }: Values, ...place: number[]): number {
  return values[place.reduce((index, coordinate, dimension) => index * shape[dimension]! + coordinate, 0)]!;
}

function placeOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape.map((_, dimension) => {
    const stride = shape.slice(dimension + 1).reduce((product, size) => product * size, 1);
    const coordinate = Math.floor(rest / stride);
    rest %= stride;
    return coordinate;
  });
}

function rowsOf({ shape, values }: Values): number[][] {
  const columns = shape.at(-1)!;
  return Array.from({ length: values.length / columns }, (_, row) => values.slice(row * columns, (row + 1) * columns));
}
