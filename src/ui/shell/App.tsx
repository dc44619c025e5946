import { type ReactNode, useEffect, useRef, useState } from 'react';
import { noWeightsText } from '../../sparsity/coverageText';
import { CommandDialogs } from '../commands/CommandDialogs';
import { type CommandTargets, CommandTargetsContext, useRegister } from '../commands/commandTargets';
import { MapPanel } from '../map/MapPanel';
import { mapParts } from '../map/mapParts';
import { Coverage } from '../tensors/Coverage';
import { TensorTable } from '../tensors/TensorTable';
import {
  dropOverlayText,
  fileInputLabel,
  footerTexts,
  missingFilesText,
  noWeightsTexts,
  productName,
} from '../texts/page';
import { tableTexts } from '../texts/tensors';
import { useActions, useApp } from './appContext';
import { openFiles, useDropping } from './dropping';
import { EngineSwitch } from './EngineSwitch';
import { useAfterFirstMap } from './firstMap';
import { Header } from './Header';
import { Landing } from './Landing';
import { lazy, useLazy } from './lazy';
import { OpeningNotice, ProblemNotice } from './notices';
import { ReadAll } from './ReadAll';
import { useTheme } from './theme';

/** Panels next to the map. Loaded while the page waits for a file. */
const sidePanels = lazy(async () => {
  const [{ ComparisonPanel }, { Notes }, { SnapshotPanel }] = await Promise.all([
    import('../compare/ComparisonPanel'),
    import('../inspector/Notes'),
    import('./SnapshotPanel'),
  ]);
  return { ComparisonPanel, Notes, SnapshotPanel };
});

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
  useDocumentTitle();
  const isDraggedOver = useDropping(useActions());
  const { input, choose } = useFileInput();
  const open = useApp((state) => state.model !== undefined);
  const hasSnapshot = useApp((state) => state.snapshot !== undefined);

  useEffect(() => {
    void mapParts.load();
    void sidePanels.load();
  }, []);

  return (
    <div className="app">
      <Header choose={choose} />
      {input}
      <ProblemNotice />
      <OpeningNotice />
      {open ? <Workspace /> : hasSnapshot ? <Preview /> : <Landing choose={choose} />}
      <Footer />
      <CommandDialogs />
      {isDraggedOver && <div className="drop-overlay">{dropOverlayText}</div>}
    </div>
  );
}

function useDocumentTitle(): void {
  const modelName = useApp((state) => state.model?.contents.name);
  useEffect(() => {
    document.title = modelName ? `${modelName} · ${productName}` : productName;
  }, [modelName]);
}

/** The hidden file input. It opens the chosen files, or compares with them. */
function useFileInput(): { readonly input: ReactNode; choose(): void } {
  const actions = useActions();
  const element = useRef<HTMLInputElement>(null);
  const isForComparison = useRef(false);
  const isReview = useApp((state) => state.model?.origin.kind === 'review');

  function chooseFor(comparison: boolean): void {
    isForComparison.current = comparison;
    element.current?.click();
  }

  function onChoose(files: readonly File[]): void {
    const [file, ...companions] = files;
    if (isForComparison.current && file) void actions.compareWith({ kind: 'file', file, companions });
    else openFiles(files, actions);
    isForComparison.current = false;
  }

  // A review file holds a single model.
  useRegister(isReview ? {} : { chooseFile: () => chooseFor(false), chooseCompared: () => chooseFor(true) });

  const input = (
    <input
      ref={element}
      type="file"
      className="file-input"
      multiple
      aria-label={fileInputLabel}
      tabIndex={-1}
      onChange={({ target }) => {
        onChoose([...(target.files ?? [])]);
        // Without this, choosing the same file again fires no event.
        target.value = '';
      }}
    />
  );
  return { input, choose: () => chooseFor(false) };
}

function Footer() {
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  return (
    <footer>
      {isReview ? (
        <span className="quiet">{footerTexts.review}</span>
      ) : (
        <>
          <EngineSwitch />
          <span className="quiet">
            {footerTexts.privacy} <a href="./docs/">{footerTexts.docs}</a>
          </span>
        </>
      )}
    </footer>
  );
}

/** The preview that a link holds of a file that is not open. */
function Preview() {
  const panels = useLazy(sidePanels);
  return (
    <main className="workspace">
      <MapPanel />
      {panels ? <panels.SnapshotPanel /> : <section className="table-panel" />}
    </main>
  );
}

function Workspace() {
  const panels = useLazy(sidePanels, useAfterFirstMap());
  const contents = useApp((state) => state.model?.contents);
  if (contents?.tensors.length === 0) {
    return (
      <main className="nothing">
        <p>
          <strong>{noWeightsTexts.heading(contents.name, noWeightsText(contents))}</strong>
        </p>
        <p className="quiet">{noWeightsTexts.explanation}</p>
        <Coverage />
      </main>
    );
  }
  return (
    <main className="workspace">
      <MapPanel />
      <section className="table-panel" aria-label={tableTexts.region}>
        <MissingFiles />
        <Coverage />
        {panels && <panels.ComparisonPanel />}
        {panels ? <panels.Notes /> : <section className="notes" />}
        <TensorTable key={`${contents?.name} ${contents?.byteLength}`} />
        <ReadAll />
      </section>
    </main>
  );
}

/** Names the files of external weights, which a page cannot read from the disk without the user. */
function MissingFiles() {
  const model = useApp((state) => state.model);
  if (model?.origin.kind !== 'file') return null;
  const present = new Set(model.origin.companions?.map(({ name }) => name));
  const missing = model.contents.externalFiles.filter((name) => !present.has(name));
  if (missing.length === 0) return null;
  return (
    <p className="missing-files" role="status">
      {missingFilesText(<strong>{missing.join(', ')}</strong>, missing.length)}
    </p>
  );
}
