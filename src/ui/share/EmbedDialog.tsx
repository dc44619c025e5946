import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { useEffect, useRef, useState } from 'react';
import {
  type Embedded,
  fileName,
  frameAddress,
  pictureName,
  type SnippetKind,
  snippetKinds,
  snippetOf,
} from '../../exports/snippets';
import { clippedWindow, completeWindow, windowText } from '../../heatmap/viewport';
import { pageBase } from '../../link/link';
import { problemOf } from '../../state/problem';
import { linkOf } from '../../state/stateLink';
import type { AppState } from '../../state/store';
import type { CommandDialogProps } from '../commands/dialogProps';
import { mapLabel } from '../map/mapLabel';
import { useApp, useAppValue } from '../shell/appContext';
import { embedTexts, filePlacement, snippetNames, snippetNotes } from '../texts/embed';
import { copyToClipboard } from './clipboard';
import { downloadOf, save } from './downloads';
import { type EmbedChoices, EmbedOptions, isTag } from './EmbedOptions';

/** Snippets that embed the map on screen in other pages, with a preview. */
export function EmbedDialog({ open, close, focusBefore }: CommandDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet embed-sheet" finalFocus={focusBefore}>
          <header>
            <Dialog.Title className="dialog-title">{embedTexts.title}</Dialog.Title>
            <Dialog.Close aria-label={embedTexts.close}>✕</Dialog.Close>
          </header>
          <Snippets />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Snippets() {
  const hasModel = useApp((state) => state.model !== undefined);
  const hasWindow = useApp((state) => state.window !== undefined);
  const theme = useApp((state) => state.theme);
  const [kind, setKind] = useState<SnippetKind>('html');
  const [choices, setChoices] = useState<EmbedChoices>({
    isComplete: !hasWindow,
    height: 480,
    theme,
    hasFallback: false,
  });
  const embedded = useEmbedded(choices);
  if (!hasModel) return null;
  const hasAddress = embedded.link.model !== undefined;
  return (
    <Tabs.Root className="embed" value={kind} onValueChange={(value) => setKind(value as SnippetKind)}>
      <Tabs.List className="embed-kinds" aria-label={embedTexts.kinds}>
        {snippetKinds.map((name) => (
          <Tabs.Tab key={name} value={name} className="embed-kind">
            {snippetNames[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {/* The key replaces the panel at once. Otherwise the old one stays until its transition ends. */}
      <Tabs.Panel key={kind} value={kind} className="embed-panel" tabIndex={-1}>
        <EmbedOptions kind={kind} choices={choices} choose={setChoices} hasWindow={hasWindow} />
        <Snippet kind={kind} embedded={embedded} choices={choices} />
      </Tabs.Panel>
      {hasAddress ? <Preview embedded={embedded} /> : <p className="quiet">{embedTexts.noPreview}</p>}
    </Tabs.Root>
  );
}

// How long the status is shown, ms.
const readingTime = 6000;

type SnippetProps = { readonly kind: SnippetKind; readonly embedded: Embedded; readonly choices: EmbedChoices };

function Snippet({ kind, embedded, choices }: SnippetProps) {
  const text = snippetOf(kind, embedded);
  const [copiedText, setCopiedText] = useState<string>();
  const isCopied = copiedText === text;
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopiedText(undefined), readingTime);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const hasImage = choices.hasFallback ? isTag(kind) : kind === 'markdown';
  const isLocal = embedded.link.model === undefined;
  // A Markdown snippet links to this page, and the link names the file.
  const files = [
    ...(isLocal && kind !== 'markdown' ? [fileName(embedded.link)] : []),
    ...(hasImage ? [pictureName] : []),
  ];
  return (
    <>
      <textarea
        aria-label={embedTexts.snippet}
        readOnly
        spellCheck={false}
        rows={text.split('\n').length}
        value={text}
      />
      <div className="embed-actions">
        <span role="status">{isCopied && embedTexts.copied}</span>
        {hasImage && <SaveImage choices={choices} />}
        <button type="button" onClick={() => void copyToClipboard(text).then(() => setCopiedText(text))}>
          {embedTexts.copy}
        </button>
      </div>
      <div className="embed-notes quiet">
        {snippetNotes[kind].map((note) => (
          <p key={note}>{note}</p>
        ))}
        {isLocal && kind === 'markdown' && <p>{embedTexts.readersNeed(fileName(embedded.link))}</p>}
        {files.length > 0 && <p>{filePlacement(kind, files.join(' and '))}</p>}
        {isLocalPage() && <p>{embedTexts.localhost}</p>}
      </div>
    </>
  );
}

/** Saves the image that the snippet refers to. */
function SaveImage({ choices }: { choices: EmbedChoices }) {
  const { store, actions } = useAppValue();
  const work = useRef<AbortController>(undefined);
  useEffect(() => () => work.current?.abort(), []);

  async function saveImage(): Promise<void> {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    const state = store.getState();
    const shown = choices.isComplete ? { ...state, window: undefined } : state;
    const options = { theme: choices.theme === 'dark' ? 'dark' : 'light', pixelRatio: 1 } as const;
    try {
      save({ ...(await downloadOf('SVG', shown, options, controller.signal, () => {})), name: pictureName });
    } catch (thrown) {
      if (!controller.signal.aborted) actions.report(problemOf(thrown, pictureName));
    }
  }

  return (
    <button type="button" onClick={() => void saveImage()}>
      {embedTexts.saveImage}
    </button>
  );
}

function Preview({ embedded }: { embedded: Embedded }) {
  const address = frameAddress(embedded);
  return (
    <section className="embed-preview" aria-label={embedTexts.preview}>
      <h3>{embedTexts.preview}</h3>
      {/* The key replaces the frame. A frame does not follow a change of its fragment. */}
      <iframe key={address} src={address} title={embedTexts.previewTitle(embedded.label)} height={embedded.height} />
    </section>
  );
}

/** Changes only when the snippet does: as JSON, equal values are identical. */
function useEmbedded(choices: EmbedChoices): Embedded {
  return JSON.parse(useApp((state) => JSON.stringify(embeddedOf(state, choices))));
}

function embeddedOf(state: AppState, { isComplete, height, theme, hasFallback }: EmbedChoices): Embedded {
  const { window: shownWindow, ...link } = { ...linkOf(state), theme };
  const window = isComplete ? undefined : shownWindow;
  const view = state.map.phase === 'ready' ? state.map.tensorMap.view : undefined;
  const place = view && windowText(window ? clippedWindow(window, view) : completeWindow(view), view);
  return {
    base: new URL('.', pageBase()).href,
    link: { ...link, ...(window && { window }) },
    // The size of a model in a bundle of several says little about the file.
    bytes: state.model?.members.length === 1 ? state.model.contents.byteLength : undefined,
    label: place ? `${mapLabel(state)}; ${place}` : mapLabel(state),
    height,
    withPicture: hasFallback,
  };
}

/** Whether only this computer can open the URLs of this page. */
function isLocalPage(): boolean {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname);
}
