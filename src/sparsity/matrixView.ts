import { elementCount, type WeightMatrix } from './weightMatrix';

/** How a tensor's elements, in their order, are cut into the rows that are drawn. */
export type MatrixView = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** What a row and a column stand for, for the axes: `out x h x w` and `in`. */
  readonly rowName: string;
  readonly columnName: string;
  /** Rows are those of the weight matrix, so blocks of the pattern run along them. */
  readonly followsPattern: boolean;
};

/**
 * [out*h*w, in] for convolutions, [out, in] for dense layers, so that blocks run along the input channels. A convolution with one input
 * channel would be a single column: it is drawn as [out, h*w*in], as TensorFlow's tutorial does.
 */
export function viewOf(weight: WeightMatrix): MatrixView {
  const { shape, rowCount, columnCount } = weight;
  if (shape.length === 4 && columnCount === 1 && shape[0] > 1) {
    const filterSize = elementCount(weight) / shape[0];
    return {
      rowCount: shape[0],
      columnCount: filterSize,
      rowName: 'out',
      columnName: 'h × w × in',
      followsPattern: false,
    };
  }
  return { rowCount, columnCount, ...axisNames(weight), followsPattern: true };
}

function axisNames({ shape, operators }: WeightMatrix): { rowName: string; columnName: string } {
  const code = operators[0]?.code;
  if (code === 'DEPTHWISE_CONV_2D') return { rowName: 'h × w', columnName: 'channel' };
  if (code === 'CONV_3D') return { rowName: 'd × h × w × in', columnName: 'out' };
  if (shape.length === 4) return { rowName: 'out × h × w', columnName: 'in' };
  if (shape.length === 2) return { rowName: 'out', columnName: 'in' };
  return { rowName: 'row', columnName: 'column' };
}

/** The tensor's own index of an element, such as [out, h, w, in]. */
export function tensorIndex(shape: readonly number[], element: number): number[] {
  let rest = element;
  return shape
    .toReversed()
    .map((size) => {
      const index = rest % size;
      rest = Math.floor(rest / size);
      return index;
    })
    .reverse();
}
