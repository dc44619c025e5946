import { expect } from 'vitest';
import { modelQuestions, type QuestionName } from '../../src/session/modelQuestions';
import type { Counts } from '../../src/session/questionData';
import type { ModelId, ModelOrigin, Session, SessionModel } from '../../src/session/session';
import type { TensorPair } from '../../src/sparsity/pairing';
import type { Structure } from '../../src/sparsity/structure';
import { actionsOn } from '../../src/state/actions';
import { appStore } from '../../src/state/store';
import type { WeightTensor } from '../../src/tflite/weights/weightTensor';

export const counts: Counts = { nonzeros: 1, blocks: 1, conformingBlocks: 1, engine: 'cpu', milliseconds: 1 };

/** A tensor with rows of 4 weights. */
export function weightTensor(tensor: number, rowCount: number, code = 'CONV_2D'): WeightTensor {
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

/** A session that answers when the test says so, in any order. */
export function patientSession() {
  const waiting: { what: string; signal: AbortSignal; answer(value: unknown): void; refuse(error: Error): void }[] = [];
  function requested<T>(what: string, signal: AbortSignal): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      waiting.push({ what, signal, answer: resolve as (value: unknown) => void, refuse: reject });
    });
  }
  const closed: string[] = [];
  const described: string[] = [];
  const session: Session = {
    open: ({ ...origin }, signal) => requested(`open ${(origin as { address: string }).address}`, signal),
    chooseEngine: async (choice) => ({ choice, name: 'cpu', reason: 'for the test' }),
    onEngineChange() {},
    onNetworkWait() {},
  };
  const names = new Map<ModelId, string>();
  function model(name: string, tensors: WeightTensor[], byteLength = 100): SessionModel {
    const id = names.size;
    names.set(id, name);
    const { reviewOf: _review, ...questions } = modelQuestions((question, args, signal) =>
      requested(labelOf(question, args, name, names), signal),
    );
    return {
      ...questions,
      id,
      contents: { name, byteLength, tensors, constants: [], operators: [], externalFiles: ['weights.bin'] },
      members: [{ name }],
      structureOf: async ({ tensor }) => {
        described.push(`${name} ${tensor}`);
        return { kind: 'dense' } as Structure;
      },
      close: () => closed.push(name),
    };
  }
  /** Waits for a question, by its label, and takes it from the list. */
  async function take(what: string) {
    await expect.poll(() => waiting.map((question) => question.what)).toContain(what);
    return waiting.splice(
      waiting.findIndex((question) => question.what === what),
      1,
    )[0];
  }
  return { session, model, take, waiting, closed, described };
}

/** The name that a test takes a question by. */
function labelOf(
  question: QuestionName,
  args: readonly unknown[],
  name: string,
  names: ReadonlyMap<ModelId, string>,
): string {
  const [first, second] = args as [WeightTensor & ModelId, TensorPair];
  switch (question) {
    case 'countsOf':
      return `count ${name} ${first.tensor}`;
    case 'worthOf':
      return `worth ${name} ${first.tensor}`;
    case 'tensorMapOf':
      return `draw ${name} ${first.tensor}`;
    case 'patternMapOf':
      return `draw the pattern of ${name} ${first.tensor}`;
    case 'comparedCounts':
      return `compare ${name} with ${names.get(first)} ${second.before.tensor}`;
    case 'comparedMap':
      return `draw ${name} against ${names.get(first)} ${second.before.tensor}`;
    case 'sha256Of':
      return `hash ${name}`;
    case 'magnitudesOf':
      return `magnitudes ${name} ${first.tensor}`;
    default:
      return question;
  }
}

/** Waits until the effects of the answers so far are complete. They use promises only, no timers. */
export function atRest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A page with such a session, after an engine was chosen. @param options of `actionsOn` */
export async function pageAtDesk(options: Parameters<typeof actionsOn>[2] = {}) {
  const store = appStore();
  const desk = patientSession();
  const actions = actionsOn(store, desk.session, options);
  await actions.chooseEngine('auto');
  return { store, desk, actions };
}

export const at = (address: string): ModelOrigin => ({ kind: 'address', address });
