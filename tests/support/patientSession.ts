import { expect } from 'vitest';
import type { Counts, ModelOrigin, Session, SessionModel } from '../../src/session/session';
import type { Structure } from '../../src/sparsity/structure';
import { actionsOn } from '../../src/state/actions';
import { appStore } from '../../src/state/store';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';

export const counts: Counts = { nonzeros: 1, blocks: 1, conformingBlocks: 1, engine: 'cpu', milliseconds: 1 };

/** A tensor with this number of rows of 4 weights. */
export function weight(tensor: number, rowCount: number, code = 'CONV_2D'): WeightTensor {
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

/** A session whose answers the test releases one at a time, in any order. */
export function patientSession() {
  const waiting: { what: string; signal: AbortSignal; answer(value: unknown): void; refuse(error: Error): void }[] = [];
  function asked<T>(what: string, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({ what, signal, answer: resolve as (value: unknown) => void, refuse: reject });
    });
  }
  const closed: string[] = [];
  const described: string[] = [];
  const session: Session = {
    open: ({ ...origin }, signal) => asked(`open ${(origin as { address: string }).address}`, signal),
    chooseEngine: async (choice) => ({ choice, name: 'cpu', reason: 'for the test' }),
    onEngineChange() {},
  };
  function model(name: string, tensors: WeightTensor[], byteLength = 100): SessionModel {
    return {
      contents: { name, byteLength, tensors, externalFiles: ['weights.bin'] },
      members: [name],
      countsOf: ({ tensor }, _, signal) => asked(`count ${name} ${tensor}`, signal),
      tensorMapOf: ({ tensor }, _, signal) => asked(`draw ${name} ${tensor}`, signal),
      structureOf: async ({ tensor }) => {
        described.push(`${name} ${tensor}`);
        return { kind: 'dense' } as Structure;
      },
      comparedCounts: (other, { before }, _pattern, signal) =>
        asked(`compare ${name} with ${other.contents.name} ${before.tensor}`, signal),
      comparedMap: (other, { before }, _pattern, _view, signal) =>
        asked(`draw ${name} against ${other.contents.name} ${before.tensor}`, signal),
      sha256Of: (signal) => asked(`hash ${name}`, signal),
      magnitudesOf: ({ tensor }, _view, signal) => asked(`magnitudes ${name} ${tensor}`, signal),
      windowValuesOf: (_weight, _view, _window, signal) => asked('values', signal),
      reportOn: (_pattern, signal) => asked('report', signal),
      valueAt: (_weight, row, column, signal) => asked(`value ${row},${column}`, signal),
      close: () => closed.push(name),
    };
  }
  /** Waits for a request to the session, and answers it. */
  async function take(what: string) {
    await expect.poll(() => waiting.map((question) => question.what)).toContain(what);
    return waiting.splice(
      waiting.findIndex((question) => question.what === what),
      1,
    )[0];
  }
  return { session, model, take, waiting, closed, described };
}

/** Waits until all effects of the answers have happened. They are chains of promises without timers. */
export function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A page whose session answers when the test releases the answers, with a selected engine. */
export async function pageAtDesk() {
  const store = appStore();
  const desk = patientSession();
  const actions = actionsOn(store, desk.session);
  await actions.chooseEngine('auto');
  return { store, desk, actions };
}

export const at = (address: string): ModelOrigin => ({ kind: 'address', address });
