import { Builder } from 'flatbuffers';
import { CompressionMetadata, LutSubgraph, LutTensor } from '../../src/tflite/schema/tflm_compression_generated';
import { encodedSymbols, huffmanCode, huffmanTables } from './huffmanCode';
import type { ModelDescription, Quantization, TensorDescription } from './modelDescription';
import type { ElementTypeName } from './packing';

/** A tensor that a model stores encoded. Values are stored integers, or the bits of floats. */
export type PlainWeights = {
  readonly shape: readonly number[];
  readonly type: ElementTypeName;
  readonly bits: 8 | 16 | 32 | 64;
  readonly values: readonly bigint[];
  readonly quantization?: Quantization;
};

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

/** Little-endian. */
export function plainBytes({ values, bits }: Pick<PlainWeights, 'values' | 'bits'>): Uint8Array {
  return Uint8Array.from(
    values.flatMap((value) =>
      Array.from({ length: bits / 8 }, (_, byte) => Number((value >> BigInt(8 * byte)) & 0xffn)),
    ),
  );
}

/** FULLY_CONNECTED with weights in tiles of 4 rows and 16 columns, and flipped top bits. */
export function shuffledLayer(weights: PlainWeights, weightsFormat = 1): ModelDescription {
  const [rows, columns] = weights.shape;
  const plain = plainBytes(weights);
  const data: number[] = [];
  for (let tileRow = 0; tileRow < rows; tileRow += 4) {
    for (let tileColumn = 0; tileColumn < columns; tileColumn += 16) {
      for (let row = tileRow; row < tileRow + 4; row++) {
        for (let column = tileColumn; column < tileColumn + 16; column++) {
          data.push((plain[row * columns + column] + 128) % 256);
        }
      }
    }
  }
  const { shape, type, quantization } = weights;
  return {
    tensors: [{ name: 'input' }, { name: 'weights', shape, type, quantization, data: Uint8Array.from(data) }, {}],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2], options: { weightsFormat } }],
  };
}

/** Indices into the different values of each table, and the tables, padded to the same length with zeros. */
export function lookups({ values, bits }: PlainWeights, tableOf: (element: number) => number, tableCount: number) {
  const tables = Array.from({ length: tableCount }, (_, table) => [
    ...new Set(values.filter((_, element) => tableOf(element) === table)),
  ]);
  const tableLength = Math.max(1, ...tables.map(({ length }) => length));
  const indexBits = Math.max(1, Math.ceil(Math.log2(tableLength)));
  const text = values
    .map((value, element) => tables[tableOf(element)].indexOf(value).toString(2).padStart(indexBits, '0'))
    .join('');
  const padded = text.padEnd(Math.ceil(text.length / 8) * 8, '0');
  const indices = Uint8Array.from({ length: padded.length / 8 }, (_, i) =>
    Number.parseInt(padded.slice(8 * i, 8 * i + 8), 2),
  );
  const tableValues = tables.flatMap((table) => [...table, ...Array<bigint>(tableLength - table.length).fill(0n)]);
  return { indices, indexBits, tableLength, tables: plainBytes({ values: tableValues, bits }) };
}

/** The table of each element: one for all, or one per channel of the quantization. */
export function channelTables({ shape, quantization }: PlainWeights) {
  const count = [quantization?.scale ?? 1].flat().length;
  if (count === 1) return { count, tableOf: () => 0 };
  const stride = product(shape.slice((quantization?.dimension ?? 0) + 1));
  return { count, tableOf: (element: number) => Math.floor(element / stride) % count };
}

/** FULLY_CONNECTED whose weights have lookup tables that the metadata of the model lists. */
export function lutLayer(
  weights: PlainWeights,
  { version = 1, tensor = 1 }: { version?: number; tensor?: number } = {},
): ModelDescription {
  const { count, tableOf } = channelTables(weights);
  const { indices, indexBits, tables } = lookups(weights, tableOf, count);
  const { shape, type, quantization } = weights;
  return {
    buffers: [{ bytes: compressionMetadata([{ tensor, valueBuffer: 2, indexBits }], version) }, { bytes: tables }],
    metadata: [{ name: 'COMPRESSION_METADATA', buffer: 1 }],
    tensors: [{ name: 'input' }, { name: 'weights', shape, type, quantization, data: indices }, {}],
    operators: [{ code: 'FULLY_CONNECTED', inputs: [0, 1, -1], outputs: [2] }],
  };
}

export function compressionMetadata(
  entries: readonly { readonly tensor: number; readonly valueBuffer: number; readonly indexBits: number }[],
  version = 1,
): Uint8Array {
  const builder = new Builder();
  const tensors = entries.map(({ tensor, valueBuffer, indexBits }) =>
    LutTensor.createLutTensor(builder, tensor, valueBuffer, indexBits),
  );
  const vector = LutSubgraph.createLutTensorsVector(builder, tensors);
  const subgraph = LutSubgraph.createLutSubgraph(builder, vector);
  const subgraphs = CompressionMetadata.createSubgraphsVector(builder, [subgraph]);
  builder.finish(CompressionMetadata.createCompressionMetadata(builder, version, subgraphs));
  return builder.asUint8Array();
}

/** FULLY_CONNECTED whose weights, tensor 3, are computed by TFLM_DECODE from `encoded` and `ancillary`. */
export function decodeLayer(
  { shape, type, quantization }: PlainWeights,
  encoded: Uint8Array,
  ancillary: Uint8Array,
): ModelDescription {
  const constant = (name: string, data: Uint8Array): TensorDescription => ({
    ...{ name, shape: [data.length], type: 'UINT8', data },
  });
  return {
    tensors: [
      { name: 'input' },
      constant('encoded', encoded),
      constant('ancillary', ancillary),
      { name: 'weights', shape, type, quantization },
      {},
    ],
    operators: [
      { custom: 'TFLM_DECODE', inputs: [1, 2], outputs: [3] },
      { code: 'FULLY_CONNECTED', inputs: [0, 3, -1], outputs: [4] },
    ],
  };
}

/** The ancillary tensor: a header of 16 bytes, and what the type adds. */
export function ancillaryOf(type: number, settings: readonly number[], content: Uint8Array, version = 1): Uint8Array {
  const bytes = new Uint8Array(16 + content.length);
  bytes.set([type, version, 0, 0, 1, ...settings]);
  bytes.set(content, 16);
  return bytes;
}

export function decodedLutLayer(weights: PlainWeights): ModelDescription {
  const { count, tableOf } = channelTables(weights);
  const { indices, indexBits, tableLength, tables } = lookups(weights, tableOf, count);
  return decodeLayer(weights, indices, ancillaryOf(0, [indexBits, tableLength], tables));
}

/** Values that equal their zero point are not stored. */
export function decodedPrunedLayer(weights: PlainWeights, zeroPoints: readonly bigint[]): ModelDescription {
  const { values, bits } = weights;
  const bitmap = new Uint8Array(Math.ceil(values.length / 8));
  const kept = values.filter((value, element) => {
    const isStored = value !== zeroPoints[element];
    if (isStored) bitmap[element >> 3] |= 128 >> (element & 7);
    return isStored;
  });
  return decodeLayer(weights, bitmap, ancillaryOf(2, [], plainBytes({ values: kept, bits })));
}

export function decodedHuffmanLayer(
  weights: PlainWeights,
  tables: { firstBits: number; nextBits: number; entryBits: 16 | 32 },
): ModelDescription {
  const symbols = weights.values.map(Number);
  const code = huffmanCode(symbols);
  const settings = [((tables.firstBits - 1) << 4) | (tables.entryBits === 32 ? 1 : 0)];
  return decodeLayer(weights, encodedSymbols(symbols, code), ancillaryOf(1, settings, huffmanTables(code, tables)));
}
