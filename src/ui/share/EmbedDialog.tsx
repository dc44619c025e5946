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
import { clippedViewport, wholeMatrix, windowInWords } from '../../heatmap/viewport';
import { linkOf } from '../../state/addressBar';
import { problemOf } from '../../state/problem';
import type { AppState } from '../../state/store';
import type { CommandDialogProps } from '../commands/CommandDialogs';
import { mapLabel } from '../map/mapLabel';
import { useApp, useAppValue } from '../shell/appContext';
import { copyToClipboard } from './clipboard';
import { downloadOf, save } from './downloads';
import { type EmbedChoices, EmbedOptions, isTag } from './EmbedOptions';
import { filePlacement, snippetNames, snippetNotes } from './snippetTexts';

/** The map on screen for pages of others: the text to paste, for each kind of page, and what it will look like. */
export function EmbedDialog({ open, close, focusBefore }: CommandDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet embed-sheet" finalFocus={focusBefore}>
          <header>
            <Dialog.Title className="dialog-title">Embed this map</Dialog.Title>
            <Dialog.Close aria-label="Close">✕</Dialog.Close>
          </header>
          <Snippets />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Snippets() {
  const state = useApp((state) => state);
  const [kind, setKind] = useState<SnippetKind>('html');
  const [choices, setChoices] = useState<EmbedChoices>({
    whole: state.window === undefined,
    height: 480,
    theme: state.theme,
    withPicture: false,
  });
  if (!state.model) return null;
  const embedded = embeddedOf(state, choices);
  const hasAddress = embedded.link.model !== undefined;
  return (
    <Tabs.Root className="embed" value={kind} onValueChange={(value) => setKind(value as SnippetKind)}>
      <Tabs.List className="embed-kinds" aria-label="Kind of page">
        {snippetKinds.map((name) => (
          <Tabs.Tab key={name} value={name} className="embed-kind">
            {snippetNames[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {/* One for all tabs, anew for each: two would stand there while one goes. */}
      <Tabs.Panel key={kind} value={kind} className="embed-panel" tabIndex={-1}>
        <EmbedOptions kind={kind} choices={choices} choose={setChoices} hasWindow={state.window !== undefined} />
        <Snippet kind={kind} embedded={embedded} choices={choices} />
      </Tabs.Panel>
      {hasAddress ? <Preview embedded={embedded} /> : <p className="quiet">A preview needs a model at an address.</p>}
    </Tabs.Root>
  );
}

// How long it is said that a text was copied, ms.
const readingTime = 6000;

type SnippetProps = { readonly kind: SnippetKind; readonly embedded: Embedded; readonly choices: EmbedChoices };

function Snippet({ kind, embedded, choices }: SnippetProps) {
  const text = snippetOf(kind, embedded);
  const [copiedText, setCopiedText] = useState<string>();
  const said = copiedText === text;
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setCopiedText(undefined), readingTime);
    return () => clearTimeout(timer);
  }, [said]);
  const hasPicture = choices.withPicture ? isTag(kind) : kind === 'markdown';
  const isLocal = embedded.link.model === undefined;
  // A link to this page says which file it is about.
  const files = [
    ...(isLocal && kind !== 'markdown' ? [fileName(embedded.link)] : []),
    ...(hasPicture ? [pictureName] : []),
  ];
  return (
    <>
      <textarea aria-label="Text to paste" readOnly spellCheck={false} rows={text.split('\n').length} value={text} />
      <div className="embed-actions">
        <span role="status">{said && 'Copied'}</span>
        {hasPicture && <SavePicture choices={choices} />}
        <button type="button" onClick={() => void copyToClipboard(text).then(() => setCopiedText(text))}>
          Copy
        </button>
      </div>
      <div className="embed-notes quiet">
        {snippetNotes[kind].map((note) => (
          <p key={note}>{note}</p>
        ))}
        {isLocal && kind === 'markdown' && <p>Whoever follows the link drops {fileName(embedded.link)}.</p>}
        {files.length > 0 && <p>{filePlacement(kind, files.join(' and '))}</p>}
        {isOnlyHere() && (
          <p>This page runs on your computer: readers need one that they can reach, with dist/ on a server.</p>
        )}
      </div>
    </>
  );
}

/** Makes the picture that the text names. */
function SavePicture({ choices }: { choices: EmbedChoices }) {
  const { store, actions } = useAppValue();
  const work = useRef<AbortController>(undefined);
  useEffect(() => () => work.current?.abort(), []);

  async function savePicture(): Promise<void> {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    const state = store.getState();
    const shown = choices.whole ? { ...state, window: undefined } : state;
    const options = { theme: choices.theme === 'dark' ? 'dark' : 'light', pixelRatio: 1 } as const;
    try {
      save({ ...(await downloadOf('SVG', shown, options, controller.signal, () => {})), name: pictureName });
    } catch (thrown) {
      if (!controller.signal.aborted) actions.report(problemOf(thrown, pictureName));
    }
  }

  return (
    <button type="button" onClick={() => void savePicture()}>
      Save the picture
    </button>
  );
}

function Preview({ embedded }: { embedded: Embedded }) {
  const address = frameAddress(embedded);
  return (
    <section className="embed-preview" aria-label="Preview">
      <h3>Preview</h3>
      {/* Anew for each: a frame does not follow its address. */}
      <iframe key={address} src={address} title={`Preview: ${embedded.label}`} height={embedded.height} />
    </section>
  );
}

function embeddedOf(state: AppState, { whole, height, theme, withPicture }: EmbedChoices): Embedded {
  const { window: shownWindow, ...link } = { ...linkOf(state), theme };
  const window = whole ? undefined : shownWindow;
  const view = state.map.phase === 'ready' ? state.map.tensorMap.view : undefined;
  const place = view && windowInWords(window ? clippedViewport(window, view) : wholeMatrix(view), view);
  return {
    base: new URL('.', document.baseURI).href,
    link: { ...link, ...(window && { window }) },
    // Of one model of several in a bundle, its own size says little of the file.
    bytes: state.model?.members.length === 1 ? state.model.contents.byteLength : undefined,
    label: place ? `${mapLabel(state)}; ${place}` : mapLabel(state),
    height,
    withPicture,
  };
}

/** Whether the addresses of this page mean something on this computer only. */
function isOnlyHere(): boolean {
  return /^(localhost|127\.|\[::1\])/.test(location.hostname);
}
