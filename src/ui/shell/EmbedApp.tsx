import { useEffect, useState } from 'react';
import { encodeLink } from '../../link/link';
import { linkOf } from '../../state/addressBar';
import { isReadUnasked, smallModel } from '../../state/origin';
import { selectedTensor } from '../../state/store';
import { commandsOf } from '../commands/commands';
import { type CommandTargets, CommandTargetsContext } from '../commands/commandTargets';
import { pressedCommand } from '../commands/pressedCommand';
import { StorageLine, Verdict } from '../inspector/Verdict';
import { Heatmap } from '../map/Heatmap';
import { Legend } from '../map/Legend';
import { TensorTable } from '../tensors/TensorTable';
import { useActions, useApp, useAppValue } from './appContext';
import { formatBytes, formatOperators, formatShape } from './formatting';
import { Logo } from './Logo';
import { OpeningNotice, ProblemNotice } from './notices';
import { ReadAll } from './ReadAll';
import { useTheme } from './theme';

/** The map inside somebody else's page: to be looked at, not to be worked in. */
export function EmbedApp() {
  useTheme();
  useHostColors();
  const [targets] = useState<CommandTargets>({});
  const [table, setTable] = useState(false);
  const tensor = useApp(selectedTensor);
  const open = useApp((state) => state.model !== undefined);
  const empty = useApp(({ model }) => (model?.contents.tensors.length === 0 ? model.contents.name : undefined));
  const isIdle = useApp(({ model, opening, problem }) => !model && !opening && !problem);
  const problem = useApp((state) => state.problem);
  const expectedLink = useApp((state) => state.expectedLink?.name);
  useMapKeys(targets);
  return (
    <CommandTargetsContext value={targets}>
      <div className="app embed">
        {tensor ? <ProblemNotice /> : problem && <Nothing said={`${problem.title}: ${problem.message}`} isAlert />}
        <OpeningNotice />
        {tensor && (
          <main className="workspace">
            <section className="map-panel" aria-label="Map">
              <Heading table={table} setTable={setTable} />
              <Heatmap isGuest />
              <Legend />
            </section>
            {table && open && <Tensors />}
          </main>
        )}
        {empty !== undefined && <Nothing said={`There are no weight tensors in ${empty}.`} />}
        {isIdle && !tensor && (
          <Nothing said={expectedLink ? awaitedInWords(expectedLink) : 'No model is named here.'} />
        )}
      </div>
    </CommandTargetsContext>
  );
}

function Nothing({ said, isAlert = false }: { said: string; isAlert?: boolean }) {
  return (
    <main className="nothing" role={isAlert ? 'alert' : undefined}>
      <p>
        <strong>{said}</strong>
      </p>
      <OpenInPrunescope />
    </main>
  );
}

function awaitedInWords(name: string): string {
  return `The map of ${name} needs the file, which can be dropped on the page of Prunescope.`;
}

function Heading({ table, setTable }: { table: boolean; setTable(table: boolean): void }) {
  const tensor = useApp(selectedTensor);
  const total = useApp(({ model }) => model?.contents.tensors.length ?? 0);
  if (!tensor) return null;
  return (
    <header>
      <h1 title={tensor.name}>{tensor.name || 'Tensor without a name'}</h1>
      <nav>
        {total > 0 && (
          <button type="button" aria-expanded={table} onClick={() => setTable(!table)}>
            Tensors <span className="quiet">{total}</span>
          </button>
        )}
        <OpenInPrunescope />
      </nav>
      <p className="quiet">
        {formatOperators(tensor)} · {formatShape(tensor.shape)} {tensor.type}
      </p>
      <Verdict />
      <StorageLine />
    </header>
  );
}

/** The same link, at the page itself; of a picture that came with a link, that link. */
function OpenInPrunescope() {
  const fragment = useApp((state) => encodeLink({ ...(state.expectedLink ?? linkOf(state)), theme: 'auto' }));
  return (
    <a className="open-in" href={`./index.html#${fragment}`} target="_blank" rel="noopener" title="Open in Prunescope">
      <Logo /> <span>Open in Prunescope</span>
    </a>
  );
}

function Tensors() {
  const contents = useApp((state) => state.model?.contents);
  const { countAll } = useActions();
  const { store } = useAppValue();
  useEffect(() => {
    const { model } = store.getState();
    // Now somebody wants to see all tensors.
    if (model?.unread && isReadUnasked(model.origin, model.contents.byteLength, smallModel)) void countAll();
  }, [store, countAll]);
  return (
    <section className="table-panel" aria-label="Tensors">
      <p className="model-facts quiet">
        <strong>{contents?.name}</strong> {formatBytes(contents?.byteLength ?? 0)}
      </p>
      <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
      <ReadAll />
    </section>
  );
}

/** Keys of the map and of the table; whatever else there is belongs to the page itself. */
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

/** What the host wants of the page's own colors; those of the map are the palette's affair. */
function useHostColors(): void {
  const colors = useApp((state) => state.hostColors);
  useEffect(() => {
    const { style } = document.documentElement;
    const wanted = {
      '--page': colors?.background,
      '--surface': colors?.background,
      '--ink': colors?.ink,
      '--accent': colors?.accent,
    };
    for (const [name, value] of Object.entries(wanted)) {
      if (value) style.setProperty(name, value);
      else style.removeProperty(name);
    }
  }, [colors]);
}
