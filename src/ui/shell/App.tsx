import { useEffect, useRef, useState } from 'react';
import { CommandDialogs } from '../commands/CommandDialogs';
import { type CommandTargets, CommandTargetsContext, useRegister } from '../commands/commandTargets';
import { ComparisonPanel } from '../compare/ComparisonPanel';
import { Notes } from '../inspector/Notes';
import { MapPanel } from '../map/MapPanel';
import { mapParts } from '../map/mapParts';
import { TensorTable } from '../tensors/TensorTable';
import { useActions, useApp } from './appContext';
import { openFiles, useDropping } from './dropping';
import { EngineSwitch } from './EngineSwitch';
import { useAfterFirstMap } from './firstMap';
import { Header } from './Header';
import { Landing } from './Landing';
import { OpeningNotice, ProblemNotice } from './notices';
import { ReadAll } from './ReadAll';
import { SnapshotPanel } from './SnapshotPanel';
import { useTheme } from './theme';

export function App() {
  const [targets] = useState<CommandTargets>({});
  return (
    <CommandTargetsContext value={targets}>
      <Page />
    </CommandTargetsContext>
  );
}

function Page() {
  useTheme();
  const actions = useActions();
  const over = useDropping(actions);
  const input = useRef<HTMLInputElement>(null);
  const comparing = useRef(false);
  const chooseFor = (compare: boolean) => {
    comparing.current = compare;
    input.current?.click();
  };
  const choose = () => chooseFor(false);
  const open = useApp((state) => state.model !== undefined);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  // A review file is about one model.
  useRegister(isReview ? {} : { chooseFile: choose, chooseCompared: () => chooseFor(true) });
  const pictured = useApp((state) => state.snapshot !== undefined);
  const modelName = useApp((state) => state.model?.contents.name);

  useEffect(() => void mapParts.load(), []);

  useEffect(() => {
    document.title = modelName ? `${modelName} · Prunescope` : 'Prunescope';
  }, [modelName]);

  return (
    <div className="app">
      <Header choose={choose} />
      <input
        ref={input}
        type="file"
        className="file-input"
        multiple
        aria-label="Model file"
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          const [file, ...companions] = files;
          if (comparing.current && file) void actions.compareWith({ kind: 'file', file, companions });
          else openFiles(files, actions);
          comparing.current = false;
          // So that the same file can be chosen twice.
          event.target.value = '';
        }}
      />
      <ProblemNotice />
      <OpeningNotice />
      {open ? <Workspace /> : pictured ? <PictureOfLink /> : <Landing choose={choose} />}
      <footer>
        {isReview ? (
          <span className="quiet">
            A review file of Prunescope: the report and the masks of a model, without its weights. It asks no network
            for anything.
          </span>
        ) : (
          <>
            <EngineSwitch />
            <span className="quiet">
              Nothing is uploaded: models are read in this browser. <a href="./docs/">Docs</a>
            </span>
          </>
        )}
      </footer>
      <CommandDialogs />
      {over && <div className="drop-overlay">Drop to open</div>}
    </div>
  );
}

/** What a link shows of a file that is not there. */
function PictureOfLink() {
  return (
    <main className="workspace">
      <MapPanel />
      <SnapshotPanel />
    </main>
  );
}

function Workspace() {
  const after = useAfterFirstMap();
  const tensors = useApp((state) => state.model?.contents.tensors) ?? [];
  const contents = useApp((state) => state.model?.contents);
  if (tensors.length === 0) {
    return (
      <main className="nothing">
        <p>
          <strong>There are no weight tensors in {contents?.name}.</strong>
        </p>
        <p className="quiet">
          Prunescope looks for constants that convolutions, fully connected layers and matrix products use as weights;
          this model has none.
        </p>
      </main>
    );
  }
  return (
    <main className="workspace">
      <MapPanel />
      <section className="table-panel" aria-label="Tensors">
        <MissingFiles />
        {after && <ComparisonPanel />}
        {after ? <Notes /> : <section className="notes" />}
        <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
        <ReadAll />
      </section>
    </main>
  );
}

/** Weights can lie in files beside the model, which a page cannot fetch from somebody's disk by itself. */
function MissingFiles() {
  const model = useApp((state) => state.model);
  if (model?.origin.kind !== 'file') return null;
  const there = new Set(model.origin.companions?.map(({ name }) => name));
  const missing = model.contents.externalFiles.filter((name) => !there.has(name));
  if (missing.length === 0) return null;
  return (
    <p className="missing-files" role="status">
      This model keeps weights in <strong>{missing.join(', ')}</strong>. Drop{' '}
      {missing.length === 1 ? 'that file' : 'those files'} here too to see them.
    </p>
  );
}
