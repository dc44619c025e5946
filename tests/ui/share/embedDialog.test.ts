// @vitest-environment happy-dom
import { act, createElement, createRef, Profiler } from 'react';
import { expect, it, vi } from 'vitest';
import { parsePattern } from '../../../src/sparsity/pattern';
import { type AppState, appStore } from '../../../src/state/store';
import { EmbedDialog } from '../../../src/ui/share/EmbedDialog';
import { embedTexts } from '../../../src/ui/texts/embed';
import { renderInApp } from '../../support/renderInApp';

// Frames do not load in this environment.
vi.mock('../../../src/ui/share/EmbedPreview', () => ({ EmbedPreview: () => null }));

const model = {
  contents: { name: 'a.tflite', byteLength: 8, tensors: [], externalFiles: [] },
  members: [{ name: 'a.tflite' }],
  origin: { kind: 'address', address: 'https://models.test/a.tflite' },
} as unknown as AppState['model'];

it('renders again when the snippet changes, and not when something else does', () => {
  const store = appStore();
  store.setState({ model });
  let renders = 0;
  const dialog = {
    open: true,
    close() {},
    pageNow: () => ({}) as never,
    typedBefore: () => '',
    focusBefore: createRef<HTMLElement>(),
  };
  renderInApp(
    () => createElement(Profiler, { id: 'dialog', onRender: () => renders++ }, createElement(EmbedDialog, dialog)),
    store,
  );
  const snippet = () => document.querySelector<HTMLTextAreaElement>(`[aria-label="${embedTexts.snippet}"]`)!.value;
  expect(snippet()).toContain('https://models.test/a.tflite');

  renders = 0;
  for (let done = 0; done < 9; done++) {
    act(() =>
      store.setState({ counting: { done, total: 9 }, results: new Map(), mapSize: { width: done, height: 9 } }),
    );
  }
  expect(renders).toBe(0);
  act(() => store.setState({ pattern: parsePattern('4,8')! }));
  expect(renders).toBeGreaterThan(0);
  expect(snippet()).toContain('pattern="4,8"');
});
