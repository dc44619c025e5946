import { useEffect, useState } from 'react';
import { encodeLink } from '../../link/link';
import { linkOf } from '../../state/addressBar';
import { isReadUnasked, smallModel } from '../../state/origin';
import { selectedWeight } from '../../state/store';
import { commandsOf } from '../commands/commands';
import { type Hands, HandsContext } from '../commands/hands';
import { pressedCommand } from '../commands/pressedCommand';
import { StorageLine, Verdict } from '../inspector/Verdict';
import { Heatmap } from '../map/Heatmap';
import { Legend } from '../map/Legend';
import { TensorTable } from '../tensors/TensorTable';
import { useActions, useApp, useAppValue } from './appContext';
import { Logo } from './Logo';
import { OpeningNotice, ProblemNotice } from './notices';
import { ReadAll } from './ReadAll';
import { useTheme } from './theme';
import { bytesInWords, operatorsInWords, shapeInWords } from './words';

/** The map inside somebody else's page: to be looked at, not to be worked in. */
export function EmbedApp() {
  useTheme();
  useHostColors();
  const [hands] = useState<Hands>({});
  const [table, setTable] = useState(false);
  const weight = useApp(selectedWeight);
  const open = useApp((state) => state.model !== undefined);
  const empty = useApp(({ model }) => (model?.contents.weights.length === 0 ? model.contents.name : undefined));
  const isIdle = useApp(({ model, opening, problem }) => !model && !opening && !problem);
  const problem = useApp((state) => state.problem);
  const awaited = useApp((state) => state.awaited?.name);
  useMapKeys(hands);
  return (
    <HandsContext value={hands}>
      <div className="app embed">
        {weight ? <ProblemNotice /> : problem && <Nothing said={`${problem.title}: ${problem.message}`} isAlert />}
        <OpeningNotice />
        {weight && (
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
        {isIdle && !weight && <Nothing said={awaited ? awaitedInWords(awaited) : 'No model is named here.'} />}
      </div>
    </HandsContext>
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
  const weight = useApp(selectedWeight);
  const total = useApp(({ model }) => model?.contents.weights.length ?? 0);
  if (!weight) return null;
  return (
    <header>
      <h1 title={weight.name}>{weight.name || 'Tensor without a name'}</h1>
      <nav>
        {total > 0 && (
          <button type="button" aria-expanded={table} onClick={() => setTable(!table)}>
            Tensors <span className="quiet">{total}</span>
          </button>
        )}
        <OpenInPrunescope />
      </nav>
      <p className="quiet">
        {operatorsInWords(weight)} · {shapeInWords(weight.shape)} {weight.type}
      </p>
      <Verdict />
      <StorageLine />
    </header>
  );
}

/** The same link, at the page itself; of a picture that came with a link, that link. */
function OpenInPrunescope() {
  const fragment = useApp((state) => encodeLink({ ...(state.awaited ?? linkOf(state)), theme: 'auto' }));
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
        <strong>{contents?.name}</strong> {bytesInWords(contents?.byteLength ?? 0)}
      </p>
      <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
      <ReadAll />
    </section>
  );
}

/** Keys of the map and of the table; whatever else there is belongs to the page itself. */
function useMapKeys(hands: Hands): void {
  const { store, actions } = useAppValue();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const commands = commandsOf({ state: store.getState(), actions, hands });
      pressedCommand(
        event,
        commands.filter(({ group }) => group === 'Map' || group === 'Tensors'),
      )?.();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions, hands]);
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
