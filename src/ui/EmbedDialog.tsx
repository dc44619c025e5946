import { Dialog } from '@base-ui/react/dialog';
import { Tabs } from '@base-ui/react/tabs';
import { useEffect, useRef, useState } from 'react';
import { clippedViewport, wholeMatrix, windowInWords } from '../heatmap/viewport';
import { linkOf } from '../state/addressBar';
import { problemOf } from '../state/problem';
import {
  type Embedded,
  fileName,
  frameAddress,
  pictureName,
  type SnippetKind,
  snippetKinds,
  snippetOf,
} from '../state/snippets';
import type { AppState } from '../state/store';
import { useApp, useAppValue } from './appContext';
import type { CommandDialogProps } from './Commands';
import { copied } from './clipboard';
import { downloadOf, save } from './downloads';
import { type EmbedChoices, EmbedOptions } from './EmbedOptions';
import { mapLabel } from './mapLabel';
import { placeOfFile, snippetNames, snippetNotes } from './snippetWords';

/** The map on screen for pages of others: the text to paste, for each kind of page, and what it will look like. */
export function EmbedDialog({ open, close, focusBefore }: CommandDialogProps) {
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet" finalFocus={focusBefore}>
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
      {snippetKinds.map((name) => (
        <Tabs.Panel key={name} value={name} className="embed-panel" tabIndex={-1}>
          <EmbedOptions kind={name} choices={choices} choose={setChoices} hasWindow={state.window !== undefined} />
          <Snippet key={snippetOf(name, embedded)} text={snippetOf(name, embedded)} />
          <div className="embed-notes quiet">
            {snippetNotes[name].map((note) => (
              <p key={note}>{note}</p>
            ))}
            {!hasAddress && <p>{placeOfFile(name, fileName(embedded.link))}</p>}
            {(choices.withPicture || name === 'markdown') && <Picture choices={choices} kind={name} />}
            {isOnlyHere() && (
              <p>This page runs on your computer: readers need one that they can reach, with dist/ on a server.</p>
            )}
          </div>
        </Tabs.Panel>
      ))}
      {hasAddress ? <Preview embedded={embedded} /> : <p className="quiet">A preview needs a model at an address.</p>}
    </Tabs.Root>
  );
}

// How long it is said that a text was copied, ms.
const readingTime = 6000;

function Snippet({ text }: { text: string }) {
  const [said, setSaid] = useState(false);
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(false), readingTime);
    return () => clearTimeout(timer);
  }, [said]);
  return (
    <div className="snippet">
      <textarea aria-label="Text to paste" readOnly spellCheck={false} rows={text.split('\n').length} value={text} />
      <button type="button" onClick={() => void copied(text).then(() => setSaid(true))}>
        Copy
      </button>
      <span role="status">{said && 'Copied'}</span>
    </div>
  );
}

/** The picture that the text names. */
function Picture({ choices, kind }: { choices: EmbedChoices; kind: SnippetKind }) {
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
    <p>
      {placeOfFile(kind, pictureName)}{' '}
      <button type="button" className="link" onClick={() => void savePicture()}>
        Save the picture
      </button>
    </p>
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
  const view = state.map.phase === 'ready' ? state.map.picture.view : undefined;
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
