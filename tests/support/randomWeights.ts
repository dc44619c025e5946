import { seededRandom } from './matrices';
import type { Quantization, TensorDescription } from './modelDescription';
import type { Draw } from './randomDraw';
import { type IndexWidth, type SparseLevel, type Sparsity, storedSparse } from './storedSparse';

/** Bits per element of each type of weights, and how its zeros are stored. */
export const weightTypes = {
  FLOAT64: { bits: 64, kind: 'float' },
  FLOAT32: { bits: 32, kind: 'float' },
  FLOAT16: { bits: 16, kind: 'float' },
  BFLOAT16: { bits: 16, kind: 'float' },
  FLOAT8_E4M3FN: { bits: 8, kind: 'float' },
  FLOAT8_E5M2: { bits: 8, kind: 'float' },
  INT64: { bits: 64, kind: 'signed' },
  UINT64: { bits: 64, kind: 'unsigned' },
  INT32: { bits: 32, kind: 'signed' },
  UINT32: { bits: 32, kind: 'unsigned' },
  UINT16: { bits: 16, kind: 'unsigned' },
  BOOL: { bits: 8, kind: 'unsigned' },
  INT16: { bits: 16, kind: 'signed' },
  INT8: { bits: 8, kind: 'signed' },
  UINT8: { bits: 8, kind: 'unsigned' },
  INT4: { bits: 4, kind: 'signed' },
  UINT4: { bits: 4, kind: 'unsigned' },
  INT2: { bits: 2, kind: 'signed' },
} as const;

export type WeightType = keyof typeof weightTypes;

/** Stored numbers of a tensor: integers, or the bits of floats. */
export type StoredWeights = {
  readonly shape: readonly number[];
  readonly type: WeightType;
  /** By element, row-major; `undefined` for what a stored-sparse tensor does not store. */
  readonly values: readonly (bigint | undefined)[];
  readonly sparsity: Sparsity | undefined;
  readonly bytes: Uint8Array;
};

export type WeightZeroPoints = {
  readonly quantization: Quantization | undefined;
  /** By element. */
  readonly zeroPoints: readonly bigint[];
  /** Where `quantization` names a tensor, that tensor; the caller that adds it fills in its index. */
  readonly zeroPointsTensor?: TensorDescription;
};

const product = (sizes: readonly number[]) => sizes.reduce((total, size) => total * size, 1);

/** A shape, and blocks that divide its dimensions. */
function shapeAndBlocks(draw: Draw, sparse: boolean) {
  const base = Array.from({ length: draw.between(0, 5) }, () => (draw.chance(5) ? 0 : draw.between(1, 4)));
  const last = base.length - 1;
  const blocks: { dimension: number; size: number }[] = [];
  const kind = sparse ? draw.pick('none', '1x4', '1x16', '4x1', '2x2', 'all') : 'none';
  if (kind === '1x4' || kind === '1x16') blocks.push({ dimension: last, size: kind === '1x4' ? 4 : 16 });
  if (kind === '4x1') blocks.push({ dimension: last - 1, size: 4 });
  if (kind === '2x2') blocks.push({ dimension: last - 1, size: 2 }, { dimension: last, size: 2 });
  if (kind === 'all') blocks.push(...base.map((_, dimension) => ({ dimension, size: draw.between(1, 3) })));
  const fitting = draw.shuffled(blocks.filter(({ dimension }) => dimension >= 0));
  const shape = base.map((size, d) => size * (fitting.find(({ dimension }) => dimension === d)?.size ?? 1));
  // Rows longer than a word of the mask.
  if (fitting.length === 0 && last >= 0 && draw.chance(30)) shape[last] = draw.between(5, 70);
  while (product(shape) > 2000) shape[shape.indexOf(Math.max(...shape))] = 1;
  return { shape, blocks: fitting.filter(({ dimension, size }) => shape[dimension] % size === 0) };
}

/** A number in the range of the type; about half of them are one of `likely`. */
function anyValue(type: WeightType, random: () => number, likely: readonly bigint[]): bigint {
  const { bits, kind } = weightTypes[type];
  const choice = random();
  const chosen = choice < 0.5 ? likely[Math.floor(random() * likely.length)] : undefined;
  const other =
    choice < 0.7 ? BigInt(Math.floor(random() * 4)) : BigInt(Math.floor(random() * 2 ** 53)) * 0x10001n + 0x8000n;
  return kind === 'signed' ? BigInt.asIntN(bits, chosen ?? other) : BigInt.asUintN(bits, chosen ?? other);
}

/** Zeros of floats have either sign. Other floats include denormals, infinities and NaNs. */
export function isZeroFloat(type: WeightType, value: bigint): boolean {
  return value === 0n || value === 1n << BigInt(weightTypes[type].bits - 1);
}

/** Weights of a random shape, stored dense or sparse in a random layout. */
export function randomWeights(draw: Draw, likely: readonly bigint[]): StoredWeights {
  const sparse = draw.chance(40);
  const type = draw.pick(...(Object.keys(weightTypes) as WeightType[]));
  const { bits, kind } = weightTypes[type];
  const { shape, blocks } = shapeAndBlocks(draw, sparse);
  const random = seededRandom(draw.between(0, 2 ** 30));
  const zeros = kind === 'float' ? [0n, 1n << BigInt(bits - 1)] : likely;
  const values = Array.from({ length: product(shape) }, () => anyValue(type, random, zeros));
  if (!sparse) {
    // A buffer may be longer than needed. For a shape with a 0 it must be, because an empty buffer is not a constant.
    const spare = product(shape) === 0 || draw.chance(20) ? 3 : 0;
    return { shape, type, values, sparsity: undefined, bytes: bytesOf(values, bits, spare) };
  }
  const { kept, sparsity, order } = randomSparsity(draw, shape, blocks, random);
  return {
    ...{ shape, type, sparsity },
    values: values.map((value, element) => (kept[element] ? value : undefined)),
    bytes: bytesOf(
      order.map((element) => values[element]),
      bits,
      0,
    ),
  };
}

/** A layout, and the elements that it stores, in order. */
function randomSparsity(
  draw: Draw,
  shape: readonly number[],
  blocks: readonly { dimension: number; size: number }[],
  random: () => number,
) {
  const rank = shape.length;
  const blockMap = blocks.map(({ dimension }) => dimension);
  const blockSizes = blocks.map(({ size }) => size);
  const inOrder = Array.from({ length: rank + blocks.length }, (_, d) => d);
  const order = draw.chance(50) ? inOrder : draw.shuffled(inOrder);
  const formats = order.map((d) => (d < rank && draw.chance(60) ? 'c' : 'd')).join('');

  // Everything below the last compressed level is stored, so that level decides.
  const decidingLevels = order.slice(0, formats.lastIndexOf('c') + 1);
  const density = draw.pick(0, 0.1, 0.5, 0.9, 1);
  const decisions = new Map<string, boolean>();
  const kept = Array.from({ length: product(shape) }, (_, element) => {
    const coordinates = shape.map((size, d) => Math.floor(element / product(shape.slice(d + 1))) % size);
    const place = decidingLevels.map((d) => {
      if (d >= rank) return coordinates[blockMap[d - rank]] % blockSizes[d - rank];
      return Math.floor(coordinates[d] / (blockSizes[blockMap.indexOf(d)] ?? 1));
    });
    const key = place.join();
    if (!decisions.has(key)) decisions.set(key, decidingLevels.length === 0 || random() < density);
    return decisions.get(key)!;
  });

  // The writer gets element indices in place of values, plus 1, because it leaves out 0.
  const numbers = kept.map((isKept, element) => (isKept ? element + 1 : 0));
  const { sparsity, data } = storedSparse(numbers, shape, { formats, order, blockMap, blockSizes });
  const levels = sparsity.levels?.map((level) => withRandomWidths(draw, level));
  return { kept, sparsity: { ...sparsity, levels }, order: data.map((number) => number - 1) };
}

function withRandomWidths(draw: Draw, level: SparseLevel): SparseLevel {
  if (level.format === 'dense') return level;
  const { segments, indices } = level;
  return { format: 'csr', segments: drawWidth(draw, segments!.values), indices: drawWidth(draw, indices!.values) };
}

function drawWidth(draw: Draw, values: readonly number[]) {
  const most = values.reduce((most, value) => Math.max(most, value), 0);
  const widths = ([8, 16, 32] as const).filter((width) => most < 2 ** width);
  return { width: draw.pick<IndexWidth>(...widths), values };
}

/** Little-endian, elements of less than a byte from the lowest bits. Unused bits and bytes are ones. */
function bytesOf(values: readonly bigint[], bits: number, spareBytes: number): Uint8Array {
  const used = values.length * bits;
  const bytes = new Uint8Array(Math.ceil(used / 8) + spareBytes).fill(0xff, used >> 3);
  if (used % 8 !== 0) bytes[used >> 3] <<= used % 8;
  values.forEach((value, element) => {
    const firstBit = element * bits;
    const stored = BigInt.asUintN(bits, value);
    for (let byte = 0; byte < Math.ceil(bits / 8); byte++) {
      bytes[(firstBit >> 3) + byte] |= Number((stored >> BigInt(8 * byte)) & 0xffn) << (firstBit & 7);
    }
  });
  return bytes;
}

const noZeroPoints = { quantization: undefined };

/** Zero points in one of TFLite's forms, most of them among `likely`, some outside the range of the type. */
export function randomZeroPoints(
  draw: Draw,
  { shape, type }: Pick<StoredWeights, 'shape' | 'type'>,
  likely: readonly bigint[],
): WeightZeroPoints {
  const elements = Array.from({ length: product(shape) }, (_, element) => element);
  // Not with several zero points of 32 or 64 bits: no bits are left to mark them, so kernels reject them.
  const { bits, kind } = weightTypes[type];
  const fromOutside = bits < 32 && draw.chance(20);
  const one = () => {
    if (fromOutside && draw.chance(30)) return draw.pick(300n, -(2n ** 40n), 2n ** 62n);
    const value = draw.pick(...likely);
    return kind === 'unsigned' && bits >= 32 && value < 0n ? 0n : value;
  };
  const allOf = (zeroPoint: bigint) => elements.map(() => zeroPoint);
  const form = draw.pick(
    'none',
    'scaleOnly',
    'empty',
    'perTensor',
    'perChannel',
    'perChannel',
    'blockwise',
    'blockwise',
    'multiAxis',
  );
  if (form === 'scaleOnly') return { quantization: { scale: 0.5 }, zeroPoints: allOf(0n) };
  if (form === 'empty') return { quantization: { scale: 0.5, zeroPoint: [] }, zeroPoints: allOf(0n) };
  if (form === 'perTensor') {
    const zeroPoint = one();
    const dimension = draw.pick(0, 1, 9);
    return { quantization: { scale: 0.5, zeroPoint, dimension }, zeroPoints: allOf(zeroPoint) };
  }
  if (form === 'perChannel' && shape.length > 0) {
    const dimension = draw.between(0, shape.length - 1);
    const zeroPoint = Array.from({ length: shape[dimension] }, one);
    const stride = product(shape.slice(dimension + 1));
    const zeroPoints = elements.map((element) => zeroPoint[Math.floor(element / stride) % shape[dimension]]);
    return { quantization: { scale: zeroPoint.map(() => 0.5), zeroPoint, dimension }, zeroPoints };
  }
  if (form === 'blockwise' && shape.length > 0 && product(shape) > 0) return blockwise(draw, shape, one);
  if (form === 'multiAxis' && product(shape) > 0) return multiAxis(draw, shape, one);
  return { ...noZeroPoints, zeroPoints: allOf(0n) };
}

function blockwise(draw: Draw, shape: readonly number[], one: () => bigint): WeightZeroPoints {
  const columns = shape.at(-1)!;
  const sizes = [1, 2, 3, 4, 8, 16, 32, columns].filter((size) => columns % size === 0);
  const blockSize = draw.pick(...sizes);
  // The details take precedence over the plain fields, which must have no effect.
  const plain = draw.chance(50) ? { scale: 0.5, zeroPoint: 1 } : {};
  const absent = draw.pick('written', 'unwritten', 'there', 'there');
  if (absent !== 'there') {
    const details = { scales: 0, blockSize, ...(absent === 'written' && { zeroPoints: -1 }) };
    return { quantization: { ...plain, details }, zeroPoints: Array.from({ length: product(shape) }, () => 0n) };
  }
  const { values, tensor } = zeroPointsTensor(draw, [...shape.slice(0, -1), columns / blockSize], one);
  return {
    quantization: { ...plain, details: { scales: 0, zeroPoints: 0, blockSize } },
    zeroPoints: Array.from({ length: product(shape) }, (_, element) => values[Math.floor(element / blockSize)]),
    zeroPointsTensor: tensor,
  };
}

/** Each zero point covers the same number of elements along each dimension. */
function multiAxis(draw: Draw, shape: readonly number[], one: () => bigint): WeightZeroPoints {
  const counts = shape.map((size) =>
    draw.pick(...Array.from({ length: size }, (_, i) => i + 1).filter((count) => size % count === 0)),
  );
  const { values, tensor } = zeroPointsTensor(draw, counts, one);
  const zeroPoints = Array.from({ length: product(shape) }, (_, element) => {
    let index = 0;
    shape.forEach((size, d) => {
      const coordinate = Math.floor(element / product(shape.slice(d + 1))) % size;
      index = index * counts[d] + Math.floor(coordinate / (size / counts[d]));
    });
    return values[index];
  });
  const axes = shape.flatMap((_, d) => (counts[d] > 1 ? [d] : []));
  return {
    quantization: { scale: 0.5, zeroPoint: 1, details: { axes, scales: 0, zeroPoints: 0 } },
    ...{ zeroPoints, zeroPointsTensor: tensor },
  };
}

/** Zero points as a tensor. Values outside the range of its type are cut off. */
function zeroPointsTensor(draw: Draw, shape: readonly number[], one: () => bigint) {
  const type = draw.pick('INT8', 'UINT8', 'INT16', 'INT32', 'INT64', 'INT4', 'UINT4', 'INT2');
  const { bits, kind } = weightTypes[type];
  const values = Array.from({ length: product(shape) }, () => {
    const value = one();
    const cut = kind === 'signed' ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value);
    return value >= 0n && cut < 0n ? 0n : cut;
  });
  const tensor: TensorDescription = { name: 'zero points', shape, type, data: bytesOf(values, bits, 0) };
  return { values, tensor };
}
