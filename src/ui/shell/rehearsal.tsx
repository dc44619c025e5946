import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Group, Panel } from 'react-resizable-panels';
import { actionsOn } from '../../state/actions';
import { waitingResults } from '../../state/results';
import { type AppState, appStore } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { CommandTargetsContext } from '../commands/commandTargets';
import { MapPanel } from '../map/MapPanel';
import { TensorTable } from '../tensors/TensorTable';
import { AppContext } from './appContext';
import { mapFirst } from './mapFirst';
import { generatedMap, generatedModel, idleSession } from './rehearsalModel';

const rounds = 3;

// The benchmark waits for it.
const warmMark = 'prunescope-warm';

/**
 * Renders the map and the list of a generated model out of sight, so that the browser has compiled the code when the first model is shown. It is
 * in a closed shadow tree and has a store of its own, so nothing in the page can find it.
 * @param stateNow of the page: components write its theme to the document
 * @param prepare lays out the map of the page
 * @yields after each step, which takes less than 50 ms
 */
export function* rehearsal(stateNow: () => AppState, prepare: () => void): Generator<void> {
  for (let round = 0; round < rounds; round++) {
    yield* rehearsed(<MapInPanels />, stateNow());
    yield* rehearsed(<TensorTable />, stateNow());
  }
  flushSync(prepare);
  yield;
  performance.mark(warmMark);
}

function MapInPanels() {
  return (
    <Group orientation="horizontal">
      <Panel>
        <MapPanel />
      </Panel>
    </Group>
  );
}

function* rehearsed(part: ReactNode, { theme }: AppState): Generator<void> {
  const store = appStore();
  const value = { store, actions: actionsOn(store, idleSession) };
  const model = generatedModel();
  const { tensors } = model.contents;
  const shown = { selected: tensorKey(tensors[0]), map: { phase: 'loading' } } as const;
  store.setState({ theme, model, results: waitingResults(tensors), ...shown });
  const { host, box } = hiddenBox();
  const root = createRoot(box);
  try {
    flushSync(() =>
      root.render(
        <AppContext value={value}>
          <CommandTargetsContext value={{}}>{part}</CommandTargetsContext>
        </AppContext>,
      ),
    );
    yield;
    const tensorMap = generatedMap(store.getState().view);
    flushSync(() => {
      store.setState({ map: { phase: 'ready', tensorMap } });
      mapFirst(store).notify();
    });
    yield;
  } finally {
    flushSync(() => root.unmount());
    host.remove();
  }
}

/** A box with the size of a usual map, which has no style sheet but its own. */
function hiddenBox() {
  const host = document.createElement('div');
  host.inert = true;
  host.style.cssText = 'position: fixed; inset: 0; visibility: hidden; contain: strict';
  // Content security policies do not allow a style element.
  const style = new CSSStyleSheet();
  style.replaceSync('.map-surface > svg { width: 600px; height: 600px }');
  const box = document.createElement('div');
  const shadow = host.attachShadow({ mode: 'closed' });
  shadow.adoptedStyleSheets = [style];
  shadow.append(box);
  document.body.append(host);
  return { host, box };
}
