/** What is trained, and the moving statistics; shapes as TensorFlow lays them out. */
export const shapes = {
  firstFilter: [5, 5, 1, 32],
  firstBias: [32],
  // No bias: the batch normalization that follows would cancel it.
  secondFilter: [5, 5, 32, 64],
  gamma: [64],
  beta: [64],
  denseKernel: [3136, 1024],
  denseBias: [1024],
  lastKernel: [1024, 10],
  lastBias: [10],
  movingMean: [64],
  movingVariance: [64],
} as const;

export type Name = keyof typeof shapes;

/** The values of all variables, in TensorFlow's layouts. */
export type Weights = Record<Name, Float32Array>;

/** Added to the variance by the batch normalization. Keras's default. */
export const normalizationEpsilon = 1e-3;
