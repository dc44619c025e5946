import { cpuEngine } from '../../src/kernels/cpuEngine';
import { summaryOnCpu } from '../../src/kernels/summary.cpu';
import { emptyMask, isNonZero, type Mask } from '../../src/sparsity/mask';
import { twoOfFour } from '../../src/sparsity/pattern';
import type { ElementType } from '../../src/tflite/elementTypes';
import type { Channels } from '../../src/tflite/weights/channels';
import type { StoredRows } from '../../src/tflite/weights/storedMatrix';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';
import { defaultView } from '../../src/views/matrixView';
import { type TensorMap, tensorMapOf } from '../../src/views/tensorMap';
import { packed } from './packing';

/** Rows of stored numbers, in the form that engines take. */
export function storedRows(
  values: readonly (readonly number[])[],
  type: ElementType,
  zeroPoints: Channels = { values: [0], stride: 1 },
): [StoredRows, Uint8Array] {
  const rows = { rowCount: values.length, columnCount: values[0]?.length ?? 0, firstElement: 0, type, zeroPoints };
  return [rows, packed(values.flat(), type)];
}

/** A dense weight tensor with this operator and shape. */
export function denseMatrix(code: string, shape: readonly number[]): WeightTensor {
  const columnCount = shape.at(-1) ?? 1;
  return {
    subgraph: 0,
    tensor: 1,
    name: '',
    operators: [{ index: 0, code }],
    shape,
    type: 'FLOAT32',
    encoding: 'dense',
    rowCount: shape.slice(0, -1).reduce((product, size) => product * size, 1),
    columnCount,
    inputChannelsLast: true,
  };
}

/** The mask of stored rows as text, see maskText. */
export async function maskTextOf(rows: StoredRows, bytes: Uint8Array): Promise<string[]> {
  return maskText((await cpuEngine().analysisOf(rows, bytes, twoOfFour)).mask);
}

/** A line per row: `#` is a non-zero, `.` a zero. */
export function maskText(mask: Mask): string[] {
  return Array.from({ length: mask.rowCount }, (_, row) =>
    Array.from({ length: mask.columnCount }, (_, column) => (isNonZero(mask, row, column) ? '#' : '.')).join(''),
  );
}

/** The mask that maskText shows. */
export function maskFromText(lines: readonly string[]): Mask {
  return maskWhere(lines.length, lines[0]?.length ?? 0, (row, column) => lines[row][column] === '#');
}

export function maskWhere(
  rowCount: number,
  columnCount: number,
  nonzero: (row: number, column: number) => boolean,
): Mask {
  const mask = emptyMask(rowCount, columnCount);
  for (let row = 0; row < rowCount; row++) {
    for (let column = 0; column < columnCount; column++) {
      if (nonzero(row, column)) mask.words[row * mask.wordsPerRow + (column >>> 5)] |= 1 << (column & 31);
    }
  }
  return mask;
}

/** The picture of the mask that maskText shows, for 2:4. */
export function mapFromText(tensor: WeightTensor, lines: readonly string[], view = defaultView): Promise<TensorMap> {
  return mapOfMask(tensor, maskFromText(lines), view);
}

export function mapOfMask(tensor: WeightTensor, mask: Mask, view = defaultView): Promise<TensorMap> {
  const cpu = cpuEngine();
  return tensorMapOf(tensor, view, { mask, summary: summaryOnCpu(mask, twoOfFour) }, cpu.pyramidOf);
}

/** Pseudorandom numbers, 0 to 1, equal in each run. Source: mulberry32, Tommy Ettinger. */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
