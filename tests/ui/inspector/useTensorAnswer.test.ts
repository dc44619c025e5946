// @vitest-environment happy-dom
import { act, createElement } from 'react';
import { expect, it } from 'vitest';
import { ModelError } from '../../../src/modelError';
import { type AppStore, appStore, type OpenModel } from '../../../src/state/store';
import { tensorKey } from '../../../src/tflite/weights/weightTensor';
import { useTensorAnswer } from '../../../src/ui/inspector/useTensorAnswer';
import type { TensorMap } from '../../../src/views/tensorMap';
import { patientSession, weightTensor } from '../../support/patientSession';
import { renderInApp } from '../../support/renderInApp';

const [first, second] = [weightTensor(1, 2), weightTensor(2, 3)];
const drawn = { map: { phase: 'ready', tensorMap: {} as TensorMap } } as const;

type Asked = {
  readonly tensor: string;
  readonly signal: AbortSignal;
  answer(text: string): void;
  refuse(error: Error): void;
};

function page() {
  const store: AppStore = appStore();
  const model = {
    ...patientSession().model('a', [first, second]),
    origin: { kind: 'address', address: 'a' },
    unread: false,
  };
  store.setState({ model: model as OpenModel, selected: tensorKey(first), map: { phase: 'loading' } });
  const asked: Asked[] = [];
  const ask = (_model: unknown, tensor: typeof first, signal: AbortSignal) =>
    new Promise<string>((answer, refuse) => asked.push({ tensor: tensorKey(tensor), signal, answer, refuse }));
  const { container } = renderInApp(() => {
    const answer = useTensorAnswer(ask);
    return createElement(
      'p',
      {},
      answer.phase === 'done' ? answer.value : answer.phase === 'failed' ? answer.message : '…',
    );
  }, store);
  return { store, asked, text: () => container.textContent };
}

it('asks once the map is ready, and not again for another map of the tensor', async () => {
  const { store, asked, text } = page();
  expect(asked).toEqual([]);
  act(() => store.setState(drawn));
  expect(asked.map(({ tensor }) => tensor)).toEqual(['0:1']);
  await act(async () => asked[0]!.answer('first'));
  expect(text()).toBe('first');
  act(() => store.setState({ map: { phase: 'loading' } }));
  act(() => store.setState(drawn));
  expect(text()).toBe('first');
  expect(asked).toHaveLength(1);
});

it('gives way to a map that is read, and asks again after it', async () => {
  const { store, asked, text } = page();
  act(() => store.setState(drawn));
  act(() => store.setState({ map: { phase: 'loading' } }));
  expect(asked[0]!.signal.aborted).toBe(true);
  act(() => store.setState(drawn));
  await act(async () => asked[0]!.answer('late'));
  expect(text()).toBe('…');
  await act(async () => asked[1]!.answer('again'));
  expect(text()).toBe('again');
});

it('forgets the answer for another tensor, and shows why there is none', async () => {
  const { store, asked, text } = page();
  act(() => store.setState(drawn));
  await act(async () => asked[0]!.answer('first'));
  act(() => store.setState({ selected: tensorKey(second) }));
  expect(text()).toBe('…');
  await act(async () => asked[1]!.refuse(new ModelError('truncated', 'the file ends early')));
  expect(text()).toBe('the file ends early');
});
