import * as tf from '@tensorflow/tfjs-core';

/** A weight matrix while it is trained, as .tflite files hold it: rows are outputs, columns are inputs. */
export type KernelMap = {
  /** Mean magnitudes of blocks of 4 × 4 weights. */
  readonly overview: MagnitudeGrid;
  /** Magnitudes of the first 24 rows and 64 columns. */
  readonly first: MagnitudeGrid;
};

export type MagnitudeGrid = {
  readonly rowCount: number;
  readonly columnCount: number;
  /** [rowCount, columnCount], abs(w) */
  readonly magnitudes: Float32Array<ArrayBuffer>;
};

const overviewBlock = 4;
/** Of `first`. */
const firstRows = 24;
const firstColumns = 64;

/** @param kernel [inputs, outputs], multiples of `overviewBlock` */
export async function kernelMapOf(kernel: tf.Tensor2D): Promise<KernelMap> {
  const [inputs, outputs] = kernel.shape;
  const [overview, first] = tf.tidy(() => {
    const magnitudes = tf.abs(kernel);
    const means = tf.avgPool(
      tf.reshape(magnitudes, [1, inputs, outputs, 1]) as tf.Tensor4D,
      overviewBlock,
      overviewBlock,
      'valid',
    );
    return [
      tf.transpose(tf.reshape(means, [inputs / overviewBlock, outputs / overviewBlock])),
      tf.transpose(tf.slice(magnitudes, [0, 0], [firstColumns, firstRows])),
    ];
  });
  const map = { overview: await gridOf(overview), first: await gridOf(first) };
  tf.dispose([overview, first]);
  return map;
}

async function gridOf(matrix: tf.Tensor): Promise<MagnitudeGrid> {
  const [rowCount, columnCount] = matrix.shape;
  // A copy, because the data of a backend can be a view of its memory.
  return { rowCount, columnCount, magnitudes: Float32Array.from(await matrix.data()) };
}
