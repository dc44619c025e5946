import type { Engine } from '../sparsity/engine';
import { twoOfFour } from '../sparsity/pattern';
import { single } from '../tflite/weights/channels';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import { defaultView } from '../views/matrixView';
import { overviewOf } from '../views/overview';
import { tensorMapOf } from '../views/tensorMap';
import { openedMember } from './modelOpening';
import { warmModel } from './warmModel';

const sampleTensor: WeightTensor = {
  subgraph: 0,
  tensor: 0,
  name: '',
  operators: [],
  shape: [256, 512],
  type: 'INT8',
  encoding: 'dense',
  rowCount: 256,
  columnCount: 512,
  inputChannelsLast: true,
};
const rounds = 8;

/**
 * Opens a small model and draws a map of a generated tensor, several times, before the first model is opened, so that the browser has compiled
 * the code by then.
 */
export async function warmUp(engine: Engine): Promise<void> {
  const { rowCount, columnCount } = sampleTensor;
  // Zeros at irregular places, so that all branches run.
  const bytes = Uint8Array.from({ length: rowCount * columnCount }, (_, i) => Math.imul(i, 0x9e3779b1) >> 31);
  const rows = { rowCount, columnCount, firstElement: 0, type: 'INT8', zeroPoints: single(0) } as const;
  for (let round = 0; round < rounds; round++) {
    const { mask, summary } = await engine.analysisOf(rows, bytes, twoOfFour);
    await tensorMapOf(
      sampleTensor,
      defaultView,
      { mask, summary },
      (drawn) => engine.pyramidOf(drawn),
      engine.marginsOf,
    );
    overviewOf(mask, summary);
    await openAndRead(engine);
  }
}

async function openAndRead(engine: Engine): Promise<void> {
  const file = new File([Uint8Array.from(atob(warmModel), (character) => character.charCodeAt(0))], 'warm.tflite');
  const { signal } = new AbortController();
  const { model } = await openedMember(
    { kind: 'file', file },
    undefined,
    () => engine,
    signal,
    () => {},
  );
  for (const tensor of model.contents.tensors) await model.analysisOf(tensor, twoOfFour, signal);
}
