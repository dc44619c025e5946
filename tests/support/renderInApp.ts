import { act, createElement, type FunctionComponent } from 'react';
import { createRoot } from 'react-dom/client';
import { onTestFinished, vi } from 'vitest';
import type { AppStore } from '../../src/state/store';
import { AppContext } from '../../src/ui/shell/appContext';
import { recordedActions } from './recordedActions';

/** Renders a component until the test ends. Needs the environment happy-dom. @returns its container, and the actions that it called */
export function renderInApp(component: FunctionComponent, store: AppStore) {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const { actions, asked } = recordedActions();
  const container = document.createElement('div');
  document.body.append(container);
  const root = createRoot(container);
  act(() => root.render(createElement(AppContext, { value: { store, actions } }, createElement(component))));
  onTestFinished(() => {
    act(() => root.unmount());
    container.remove();
  });
  return { container, asked };
}
