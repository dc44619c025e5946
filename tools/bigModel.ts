// `tsx tools/bigModel.ts PATH` writes a sparse .tflite file of 4.5 GB (NTFS and APFS store it in full). The weights are after the flatbuffer, beyond
// 2 GiB and 4 GiB. Only the first and the last row of each tensor are written. Prints the counts that a report must contain.
import { open } from 'node:fs/promises';
import { buildModel, type OperatorName, packed, type TensorDescription } from '../tests/support/buildModel';
import { isEntry } from './isEntry';

type Layer = {
  readonly name: string;
  readonly code: OperatorName;
  readonly shape: readonly number[];
  readonly type: 'FLOAT32' | 'INT8';
  /** Bytes from the start of the file. */
  readonly start: number;
};

const mega = 2 ** 20;
const giga = 2 ** 30;

const layers: readonly Layer[] = [
  { name: 'front/dense', code: 'FULLY_CONNECTED', shape: [64, 256], type: 'INT8', start: mega },
  { name: 'front/conv', code: 'CONV_2D', shape: [32, 3, 3, 64], type: 'FLOAT32', start: 2 * mega },
  { name: 'first/dense', code: 'FULLY_CONNECTED', shape: [16384, 16384], type: 'FLOAT32', start: 16 * mega },
  {
    name: 'across 2 GiB/dense',
    code: 'FULLY_CONNECTED',
    shape: [16384, 16384],
    type: 'FLOAT32',
    start: giga + 16 * mega,
  },
  { name: 'beyond 2 GiB/conv', code: 'CONV_2D', shape: [512, 3, 3, 512], type: 'FLOAT32', start: 2 * giga + 16 * mega },
  {
    name: 'beyond 2 GiB/dense',
    code: 'FULLY_CONNECTED',
    shape: [16384, 16384],
    type: 'FLOAT32',
    start: 2 * giga + 32 * mega,
  },
  {
    name: 'across 4 GiB/dense',
    code: 'FULLY_CONNECTED',
    shape: [16384, 16384],
    type: 'FLOAT32',
    start: 3 * giga + 32 * mega,
  },
  { name: 'beyond 4 GiB/conv', code: 'CONV_2D', shape: [512, 3, 3, 512], type: 'FLOAT32', start: 4 * giga + 32 * mega },
  {
    name: 'beyond 4 GiB/dense',
    code: 'FULLY_CONNECTED',
    shape: [8192, 4096],
    type: 'FLOAT32',
    start: 4 * giga + 48 * mega,
  },
  { name: 'end/dense', code: 'FULLY_CONNECTED', shape: [1024, 4096], type: 'INT8', start: 4_500_000_000 - 4 * mega },
];

const sizeOf = { FLOAT32: 4, INT8: 1 };

function bytesOf({ shape, type }: Layer): number {
  return shape.reduce((product, size) => product * size, sizeOf[type]);
}

function tensorOf(layer: Layer): TensorDescription {
  const { name, shape, type, start } = layer;
  return { name, shape, type, data: { offset: start, size: bytesOf(layer) } };
}

export async function writeBigModel(path: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    const tensors: TensorDescription[] = [{ name: 'input' }, ...layers.map(tensorOf), { name: 'output' }];
    const operators = layers.map(({ code }, i) => ({ code, inputs: [0, i + 1, -1], outputs: [layers.length + 1] }));
    await file.write(buildModel({ tensors, operators, inputs: [0], outputs: [layers.length + 1] }), 0, null, 0);
    for (const layer of layers) {
      const width = layer.shape.at(-1)!;
      const row = Array.from({ length: width }, (_, i) => (i % 4 < 2 ? 1 : 0));
      await file.write(packed(row, layer.type), 0, null, layer.start);
      // The last block of the last row violates 2,4.
      await file.write(
        packed(row.with(-2, 1), layer.type),
        0,
        null,
        layer.start + bytesOf(layer) - width * sizeOf[layer.type],
      );
    }
    await file.truncate(Math.max(...layers.map((layer) => layer.start + bytesOf(layer))));
  } finally {
    await file.close();
  }
}

if (isEntry(import.meta.url)) {
  const [path] = process.argv.slice(2);
  if (!path) {
    console.error('bigModel: expected the path to write to');
    process.exitCode = 2;
  } else {
    await writeBigModel(path);
    for (const { name, shape } of layers) {
      console.log(`${name}: ${shape.at(-1)! + 1} weights that are not 0, one block that violates 2,4`);
    }
  }
}
