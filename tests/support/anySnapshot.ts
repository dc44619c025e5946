import fc from 'fast-check';
import { hasViolations, type Snapshot, type SnapshotVerdict, snapshotVerdictKinds } from '../../src/link/snapshot';
import { type Mask, nonZeroCount } from '../../src/sparsity/mask';
import { elementCount, matrixSizeOf, type WeightTensor } from '../../src/tflite/weights/weightTensor';
import type { DensityPicture } from '../../src/views/densityPicture';
import { type Layout, shownView, viewOf } from '../../src/views/matrixView';
import { maskWhere, seededRandom } from './matrices';
import { type Draw, drawFrom } from './randomDraw';

const codes = ['CONV_2D', 'DEPTHWISE_CONV_2D', 'FULLY_CONNECTED', 'BATCH_MATMUL', 'OPERATOR_7'];

/** Arbitrary snapshots that a page can take, in any view, including empty and large tensors. */
export const anySnapshot: fc.Arbitrary<Snapshot> = fc
  .tuple(fc.gen(), fc.string({ unit: 'binary' }))
  .map(([gen, name]) => drawSnapshot(drawFrom(gen), name));

function drawSnapshot(draw: Draw, name: string): Snapshot {
  const tensor = drawTensor(draw, name);
  const tap = { h: draw.between(0, 2), w: draw.between(0, 2) };
  const layout = draw.pick<Layout | undefined>(undefined, 'rows', 'filters', 'taps', tap);
  const view = shownView(tensor, { layout, transposed: draw.chance(50) });
  const { rowCount, columnCount } = viewOf(tensor, view);
  const [rowStart, rowEnd] = drawSpan(draw, rowCount);
  const [columnStart, columnEnd] = drawSpan(draw, columnCount);
  const mask = drawMask(draw, rowEnd - rowStart, columnEnd - columnStart, draw.between(0, 100));
  const cells = mask.rowCount * mask.columnCount;
  const outside = draw.between(0, elementCount(tensor) - cells);
  const nonzeros = nonZeroCount(mask) + outside;
  const blocks = Math.ceil(elementCount(tensor) / 4);
  const conformingBlocks = draw.between(0, blocks);
  const zeroBlocks = { count: draw.between(0, blocks), weights: draw.between(0, elementCount(tensor) - nonzeros) };
  const content = draw.chance(30)
    ? { picture: drawPicture(draw, mask) }
    : { mask, violating: drawMask(draw, mask.rowCount, mask.columnCount, conformingBlocks < blocks ? 10 : 0) };
  return {
    tensor,
    pattern: draw.pick({ zeros: 2, of: 4 }, { zeros: 1, of: 2 }, { zeros: 63, of: 64 }),
    view,
    window: { rowStart, rowEnd, columnStart, columnEnd },
    ...content,
    counts: { nonzeros, blocks, conformingBlocks, ...(draw.chance(20) && { zeroBlocks }) },
    verdicts: drawVerdicts(draw, draw.pick(0, 1, 5, 100, 101, 250)),
  };
}

function drawTensor(draw: Draw, name: string): WeightTensor {
  const shape = Array.from({ length: draw.between(0, 5) }, () => draw.pick(0, 1, 3, 5, 24, 64));
  return {
    subgraph: draw.between(0, 3),
    tensor: draw.between(0, 999),
    name,
    operators: Array.from({ length: draw.between(0, 3) }, () => ({
      index: draw.between(0, 300),
      code: draw.pick(...codes),
    })),
    shape,
    type: draw.pick('FLOAT32', 'INT8', 'TYPE_99'),
    encoding: draw.pick('dense', 'sparse', 'shuffled4x16', 'tflm-decode', 'tflm-lut'),
    inputChannelsLast: draw.chance(50),
    ...matrixSizeOf(shape),
  };
}

function drawSpan(draw: Draw, count: number): [start: number, end: number] {
  if (count === 0) return [0, 0];
  const start = draw.between(0, count - 1);
  return [start, Math.min(count, start + draw.between(1, 40))];
}

function drawMask(draw: Draw, rowCount: number, columnCount: number, percent: number): Mask {
  // One draw per weight would make shrinking slow.
  const random = seededRandom(draw.between(0, 1e9));
  return maskWhere(rowCount, columnCount, () => random() * 100 < percent);
}

function drawPicture(draw: Draw, { rowCount, columnCount }: Mask): DensityPicture {
  const [rows, columns] = [rowCount, columnCount].map((count) => (count === 0 ? 0 : draw.between(1, count)));
  return {
    rowCount: rows,
    columnCount: columns,
    shares: Uint8Array.from({ length: rows * columns }, () => draw.between(0, 63)),
  };
}

/** As in a link: with many tensors, only the kinds. */
function drawVerdicts(draw: Draw, count: number): SnapshotVerdict[] {
  const random = seededRandom(draw.between(0, 1e9));
  const below = (end: number) => Math.floor(random() * end);
  let tensor = 0;
  return Array.from({ length: count }, (_, index) => {
    const kind = snapshotVerdictKinds[below(snapshotVerdictKinds.length)];
    if (count > 100) return { kind };
    tensor = below(20) === 0 ? 0 : tensor + 1 + below(9);
    const verdict = { kind, tensor: `${Math.floor(index / 60)}:${tensor}` };
    return hasViolations(kind) ? { ...verdict, violatingBlocks: 1 + below(1e6) } : verdict;
  });
}
