import { useEffect, useState } from 'react';
import { encodeLink } from '../../link/link';
import { formatBytes } from '../../sparsity/byteSize';
import { noWeightsText } from '../../sparsity/coverageText';
import { isReadFully, smallModel } from '../../state/origin';
import { linkOf } from '../../state/stateLink';
import { selectedTensor } from '../../state/store';
import { operatorText } from '../../tflite/weights/weightTensor';
import { commandsOf } from '../commands/commands';
import { type CommandTargets, CommandTargetsContext } from '../commands/commandTargets';
import { pressedCommand } from '../commands/pressedCommand';
import { StorageLine, Verdict } from '../inspector/Verdict';
import { Heatmap } from '../map/Heatmap';
import { Legend } from '../map/Legend';
import { WhatIfBar } from '../map/WhatIfBar';
import { TensorTable } from '../tensors/TensorTable';
import { mapRegionLabel } from '../texts/map';
import { embeddedTexts, noWeightsTexts, unnamedTensor } from '../texts/page';
import { useActions, useApp, useAppValue } from './appContext';
import { formatShape } from './formatting';
import { Logo } from './Logo';
import { LinkQuestionNotice, OpeningNotice, ProblemNotice } from './notices';
import { ReadAll, ReadingProgress } from './ReadAll';
import { useTheme } from './theme';

/** The map inside another page: to view, without menus and controls. */
export function EmbedApp() {
  useTheme();
  useHostColors();
  const [targets] = useState<CommandTargets>({});
  const [table, setTable] = useState(false);
  const tensor = useApp(selectedTensor);
  const open = useApp((state) => state.model !== undefined);
  const empty = useApp(({ model }) => (model?.contents.tensors.length === 0 ? model.contents : undefined));
  const isIdle = useApp(({ model, opening, problem, linkQuestion }) => !model && !opening && !problem && !linkQuestion);
  const problem = useApp((state) => state.problem);
  const expectedLink = useApp((state) => state.expectedLink?.name);
  useMapKeys(targets);
  return (
    <CommandTargetsContext value={targets}>
      <div className="app embed">
        {tensor ? <ProblemNotice /> : problem && <Message text={`${problem.title}: ${problem.message}`} isAlert />}
        <LinkQuestionNotice />
        <OpeningNotice />
        {tensor && (
          <main className="workspace">
            <section className="map-panel" aria-label={mapRegionLabel}>
              <Heading table={table} setTable={setTable} />
              <Heatmap isGuest />
              <Legend />
            </section>
            {table && open && <Tensors />}
          </main>
        )}
        {empty && <Message text={noWeightsTexts.heading(empty.name, noWeightsText(empty))} />}
        {isIdle && !tensor && (
          <Message text={expectedLink ? embeddedTexts.fileNeeded(expectedLink) : embeddedTexts.noModel} />
        )}
      </div>
    </CommandTargetsContext>
  );
}

/** In place of a map that cannot be shown. */
function Message({ text, isAlert = false }: { text: string; isAlert?: boolean }) {
  return (
    <main className="nothing" role={isAlert ? 'alert' : undefined}>
      <p>
        <strong>{text}</strong>
      </p>
      <OpenInPrunescope />
    </main>
  );
}

function Heading({ table, setTable }: { table: boolean; setTable(table: boolean): void }) {
  const tensor = useApp(selectedTensor);
  const total = useApp(({ model }) => model?.contents.tensors.length ?? 0);
  if (!tensor) return null;
  return (
    <header>
      <h1 title={tensor.name}>{tensor.name || unnamedTensor}</h1>
      <nav>
        {total > 0 && (
          <button type="button" aria-expanded={table} onClick={() => setTable(!table)}>
            {embeddedTexts.tensors} <span className="quiet">{total}</span>
          </button>
        )}
        <OpenInPrunescope />
      </nav>
      <p className="quiet">
        {operatorText(tensor)} · {formatShape(tensor.shape)} {tensor.type}
      </p>
      <Verdict />
      <StorageLine />
      <WhatIfBar />
    </header>
  );
}

/** Opens the same view on the page of Prunescope. For a preview from a link, the link itself. */
function OpenInPrunescope() {
  const fragment = useApp((state) => encodeLink({ ...(state.expectedLink ?? linkOf(state)), theme: 'auto' }));
  return (
    <a
      className="open-in"
      href={`./index.html#${fragment}`}
      target="_blank"
      rel="noopener"
      title={embeddedTexts.openInApp}
    >
      <Logo /> <span>{embeddedTexts.openInApp}</span>
    </a>
  );
}

function Tensors() {
  const contents = useApp((state) => state.model?.contents);
  const { countAll } = useActions();
  const { store } = useAppValue();
  useEffect(() => {
    const { model } = store.getState();
    // The table shows all tensors, so read the rest of a small model.
    if (model?.unread && isReadFully(model.origin, model.contents.byteLength, smallModel)) void countAll();
  }, [store, countAll]);
  return (
    <section className="table-panel tensor-panel" aria-label={embeddedTexts.tensors}>
      <p className="model-facts quiet">
        <strong>{contents?.name}</strong> {formatBytes(contents?.byteLength ?? 0)}
      </p>
      <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
      <ReadAll />
      <ReadingProgress />
    </section>
  );
}

/** Keys of the map and the table. Other commands are not available in a frame. */
function useMapKeys(targets: CommandTargets): void {
  const { store, actions } = useAppValue();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const commands = commandsOf({ state: store.getState(), actions, targets });
      pressedCommand(
        event,
        commands.filter(({ group }) => group === 'Map' || group === 'Tensors'),
      )?.();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions, targets]);
}

/** Sets the colors that the host requests for the page. The palette sets those of the map. */
function useHostColors(): void {
  const colors = useApp((state) => state.hostColors);
  useEffect(() => {
    const { style } = document.documentElement;
    const requested = {
      '--page': colors?.background,
      '--surface': colors?.background,
      '--ink': colors?.ink,
      '--accent': colors?.accent,
    };
    for (const [name, value] of Object.entries(requested)) {
      if (value) style.setProperty(name, value);
      else style.removeProperty(name);
    }
  }, [colors]);
}
