import { modelQuestions } from '../../session/modelQuestions';
import type { Session } from '../../session/session';
import { marginsOf } from '../../sparsity/margins';
import { emptyMask, type Mask, nonZeroCount, nonZerosIn, setBit } from '../../sparsity/mask';
import { twoOfFour } from '../../sparsity/pattern';
import { countsFor, type DensityPyramid, levelSizes } from '../../sparsity/pyramid';
import type { OpenModel } from '../../state/store';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { blockMarks } from '../../views/blocksInView';
import { type ViewChoice, viewOf } from '../../views/matrixView';
import type { TensorMap } from '../../views/tensorMap';

// About the rows that a list has in view. Each tensor is small: what counts is that all code runs.
const tensorCount = 24;
const [rowCount, columnCount] = [256, 512];

const tensors = Array.from({ length: tensorCount }, (_, tensor) => generatedTensor(tensor));

/** A generated model. Its questions are never answered. */
export function generatedModel(): OpenModel {
  return {
    ...modelQuestions(() => new Promise(() => {})),
    id: 0,
    contents: { name: '', byteLength: 0, tensors, constants: [], operators: ['CONV_2D'], externalFiles: [] },
    members: [{ name: '' }],
    origin: { kind: 'address', address: '' },
    unread: false,
    close() {},
  };
}

/** A session that opens nothing. */
export const idleSession: Session = {
  open: () => new Promise(() => {}),
  chooseEngine: () => new Promise(() => {}),
  onEngineChange() {},
  onNetworkWait() {},
};

/** The map of the first tensor, with zeros at irregular places, some of which violate the pattern. */
export function generatedMap(choice: ViewChoice): TensorMap {
  const view = viewOf(tensors[0], choice);
  const mask = irregularMask(view.rowCount, view.columnCount);
  const margins = marginsOf(mask);
  const violations = irregularMask(rowCount, columnCount / 4);
  const [blocks, violationCount] = [(rowCount * columnCount) / 4, nonZeroCount(violations)];
  const counts = { nonzeros: nonZeroCount(mask), blocks, conformingBlocks: blocks - violationCount };
  const { mask: marked, ...cells } = blockMarks(view, violations, 4);
  return {
    ...{ tensor: tensors[0], view, margins, pyramid: pyramidOf(mask), violationCount },
    summary: { ...counts, pattern: twoOfFour, rowNonzeros: margins.rows, violations },
    marks: { pyramid: pyramidOf(marked), ...cells },
  };
}

function irregularMask(rows: number, columns: number): Mask {
  const mask = emptyMask(rows, columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (Math.imul(row * columns + column, 0x9e3779b1) < 0) setBit(mask, row, column);
    }
  }
  return mask;
}

function pyramidOf(mask: Mask): DensityPyramid {
  const levels = levelSizes(mask).map((size) => {
    const { cellSize, rowCount: down, columnCount: across } = size;
    const counts = countsFor(cellSize, down * across);
    for (let i = 0; i < counts.length; i++) {
      const [rowStart, columnStart] = [Math.floor(i / across) * cellSize, (i % across) * cellSize];
      const rowEnd = Math.min(rowStart + cellSize, mask.rowCount);
      const columnEnd = Math.min(columnStart + cellSize, mask.columnCount);
      counts[i] = nonZerosIn(mask, { rowStart, rowEnd, columnStart, columnEnd });
    }
    return { ...size, counts };
  });
  return { mask, levels };
}

function generatedTensor(tensor: number): WeightTensor {
  return {
    ...{ subgraph: 0, tensor, name: `block/${tensor}/weights`, operators: [{ index: tensor, code: 'CONV_2D' }] },
    ...{ shape: [rowCount, 1, 1, columnCount], type: 'INT8', encoding: 'dense', rowCount, columnCount },
    inputChannelsLast: true,
  };
}
