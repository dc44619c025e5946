import { expect } from 'vitest';
import type { Analyst, AnalystModel, Counts, ModelOrigin } from '../../src/session/analyst';
import type { Structure } from '../../src/sparsity/structure';
import { actionsOn } from '../../src/state/actions';
import { appStore } from '../../src/state/store';
import type { WeightMatrix } from '../../src/tflite/weights/weightMatrix';

export const counts: Counts = { nonzeros: 1, blocks: 1, conformingBlocks: 1, engine: 'cpu', milliseconds: 1 };

/** Of so many rows of 4 weights. */
export function weight(tensor: number, rowCount: number, code = 'CONV_2D'): WeightMatrix {
  return {
    subgraph: 0,
    tensor,
    name: `weights ${tensor}`,
    operators: [{ index: 0, code }],
    shape: [rowCount, 4],
    type: 'INT8',
    encoding: 'dense',
    rowCount,
    columnCount: 4,
    inputChannelsLast: true,
  };
}

/** An analyst whose answers the test lets go one by one, in any order. */
export function patientAnalyst() {
  const waiting: { what: string; signal: AbortSignal; answer(value: unknown): void; refuse(error: Error): void }[] = [];
  function asked<T>(what: string, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({ what, signal, answer: resolve as (value: unknown) => void, refuse: reject });
    });
  }
  const closed: string[] = [];
  const described: string[] = [];
  const analyst: Analyst = {
    open: ({ ...origin }, signal) => asked(`open ${(origin as { address: string }).address}`, signal),
    chooseEngine: async (choice) => ({ choice, name: 'cpu', reason: 'for the test' }),
    onEngineChange() {},
  };
  function model(name: string, weights: WeightMatrix[], byteLength = 100): AnalystModel {
    return {
      contents: { name, byteLength, weights, externalFiles: ['weights.bin'] },
      members: [name],
      countsOf: ({ tensor }, _, signal) => asked(`count ${name} ${tensor}`, signal),
      pictureOf: ({ tensor }, _, signal) => asked(`draw ${name} ${tensor}`, signal),
      structureOf: async ({ tensor }) => {
        described.push(`${name} ${tensor}`);
        return { kind: 'dense' } as Structure;
      },
      comparedCounts: (other, { before }, _pattern, signal) =>
        asked(`compare ${name} with ${other.contents.name} ${before.tensor}`, signal),
      comparedPicture: (other, { before }, _pattern, _view, signal) =>
        asked(`draw ${name} against ${other.contents.name} ${before.tensor}`, signal),
      sha256Of: (signal) => asked(`hash ${name}`, signal),
      magnitudesOf: ({ tensor }, _view, signal) => asked(`magnitudes ${name} ${tensor}`, signal),
      windowValuesOf: (_weight, _view, _window, signal) => asked('values', signal),
      reportOn: (_pattern, signal) => asked('report', signal),
      valueAt: (_weight, row, column, signal) => asked(`value ${row},${column}`, signal),
      close: () => closed.push(name),
    };
  }
  /** Waits until the analyst was asked for something, and answers it. */
  async function take(what: string) {
    await expect.poll(() => waiting.map((question) => question.what)).toContain(what);
    return waiting.splice(
      waiting.findIndex((question) => question.what === what),
      1,
    )[0];
  }
  return { analyst, model, take, waiting, closed, described };
}

/** Waits until all that follows from the answers so far has happened: it goes from promise to promise, and no timer is part of it. */
export function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A page whose analyst answers when the test lets it, with an engine chosen. */
export async function pageAtDesk() {
  const store = appStore();
  const desk = patientAnalyst();
  const actions = actionsOn(store, desk.analyst);
  await actions.chooseEngine('auto');
  return { store, desk, actions };
}

export const at = (address: string): ModelOrigin => ({ kind: 'address', address });
