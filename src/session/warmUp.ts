import { memorySource } from '../bytes/byteSource';
import { openModel } from '../model/openModel';
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
// Parsing a model of hundreds of tensors takes several times as long until the browser has optimized the code.
const parsingSteps = 40;
// A file that is chosen waits for the end of a step.
const roundsOfStep = 5;

/**
 * Opens a small model and draws a map of a generated tensor, several times, before the first model is opened, so that the browser has compiled
 * the code by then. Other tasks run in between.
 * @param isNeeded ends the work early when it says no
 */
export async function warmUp(engine: Engine, isNeeded: () => boolean = () => true): Promise<void> {
  const { rowCount, columnCount } = sampleTensor;
  // Zeros at irregular places, so that all branches run.
  const bytes = Uint8Array.from({ length: rowCount * columnCount }, (_, i) => Math.imul(i, 0x9e3779b1) >> 31);
  const modelBytes = Uint8Array.from(atob(warmModel), (character) => character.charCodeAt(0));
  const parsed = memorySource('warm.tflite', modelBytes);
  const rows = { rowCount, columnCount, firstElement: 0, type: 'INT8', zeroPoints: single(0) } as const;
  for (let round = 0; round < rounds && isNeeded(); round++) {
    const { mask, summary } = await engine.analysisOf(rows, bytes, twoOfFour);
    await tensorMapOf(
      sampleTensor,
      defaultView,
      { mask, summary },
      (drawn) => engine.pyramidOf(drawn),
      engine.marginsOf,
    );
    overviewOf(mask, summary);
    await openAndRead(modelBytes, engine);
  }
  for (let step = 0; step < parsingSteps && isNeeded(); step++) {
    for (let round = 0; round < roundsOfStep; round++)
      await openModel(parsed, { engineFor: () => engine, exact: false });
    await new Promise((resolve) => setTimeout(resolve));
  }
}

async function openAndRead(bytes: Uint8Array<ArrayBuffer>, engine: Engine): Promise<void> {
  const file = new File([bytes], 'warm.tflite');
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
