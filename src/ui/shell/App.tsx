import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { AppState, AppStore } from '../../state/store';
import { CommandDialogs } from '../commands/CommandDialogs';
import { type CommandTargets, CommandTargetsContext, useRegister } from '../commands/commandTargets';
import { NotesQuestion } from '../inspector/NotesQuestion';
import { mapParts } from '../map/mapParts';
import { dropOverlayText, fileInputLabel, productName } from '../texts/page';
import { useActions, useApp, useAppAtOnce, useAppValue, useAppWithMap } from './appContext';
import { openFiles, useDropping } from './dropping';
import { inIdleTime } from './idleTime';
import { Landing } from './Landing';
import { followInputs } from './lastInput';
import { lazy, useLazy } from './lazy';
import { LinkQuestionNotice, ProblemNotice } from './notices';
import { StatusBar } from './StatusBar';
import { StatusSlotContext } from './statusSlot';
import { TopBar } from './TopBar';
import { useTheme } from './theme';
import { Watching } from './Watching';

/** Loaded while the page waits for a file. */
const workspaceParts = lazy(() => import('./Workspace'));

/** @param onPrepared called once the page is prepared, or when a model opens before that */
export function App({ onPrepared }: { onPrepared?: (() => void) | undefined }) {
  const [targets] = useState<CommandTargets>({});
  return (
    <CommandTargetsContext value={targets}>
      <Page onPrepared={onPrepared} />
    </CommandTargetsContext>
  );
}

function Page({ onPrepared }: { onPrepared: (() => void) | undefined }) {
  const { store, actions } = useAppValue();
  useTheme();
  useDocumentTitle();
  const isDraggedOver = useDropping(actions);
  const { input, choose } = useFileInput();
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  const [isPrepared, setIsPrepared] = useState(false);

  useEffect(followInputs, []);

  useEffect(() => {
    void actions.wantWorths();
    void prepareFor(store, () => setIsPrepared(true)).finally(onPrepared);
  }, [store, actions, onPrepared]);

  return (
    <StatusSlotContext value={slot}>
      <div className="app">
        <TopBar choose={choose} />
        {input}
        <div className="notices">
          <ProblemNotice />
          <Watching />
          <NotesQuestion />
          <LinkQuestionNotice />
        </div>
        <Main choose={choose} isPrepared={isPrepared} />
        <StatusBar setSlot={setSlot} />
        <CommandDialogs />
        {isDraggedOver && <div className="drop-overlay">{dropOverlayText}</div>}
      </div>
    </StatusSlotContext>
  );
}

/** Loads and compiles what the first map needs. @param layOut lays out the map of the page */
async function prepareFor(store: AppStore, layOut: () => void): Promise<void> {
  const map = mapParts.load();
  const { sideParts } = await workspaceParts.load();
  await Promise.all([map, sideParts.load()]);
  const { rehearsal } = await import('./rehearsal');
  await inIdleTime(rehearsal(store.getState, layOut), () => isAtStart(store.getState()));
}

/** @param isPrepared whether the map and the panels around it are laid out before a model is open */
function Main({ choose, isPrepared }: { choose(): void; isPrepared: boolean }) {
  const isOpen = useAppWithMap(({ model, snapshot }) => model !== undefined || snapshot !== undefined);
  const empty = useAppWithMap(({ model }) => (model?.contents.tensors.length === 0 ? model.contents : undefined));
  const opensFile = useAppAtOnce(
    ({ opening, model }) => !isPrepared && (opening?.isLocal === true || model !== undefined),
  );
  const parts = useLazy(workspaceParts);
  if (empty) return parts ? <parts.NoWeights contents={empty} /> : <main />;
  return (
    <>
      {!isOpen && <Landing choose={choose} />}
      {parts && (isOpen || opensFile || isPrepared) && <parts.Workspace isAhead={!isOpen} />}
      {!parts && isOpen && <main className="workspace" />}
    </>
  );
}

/** Whether the page waits for its first model. */
function isAtStart({ model, opening, snapshot }: AppState): boolean {
  return !model && !opening && !snapshot;
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
