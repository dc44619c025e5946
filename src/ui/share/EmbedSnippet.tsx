import { type RefObject, useEffect, useRef, useState } from 'react';
import { type Embedded, fileName, pictureName, type SnippetKind, snippetOf } from '../../exports/snippets';
import { problemOf } from '../../state/problem';
import { keyLabels } from '../commands/keys';
import { useAppValue } from '../shell/appContext';
import { embedTexts, filePlacement, snippetNotes } from '../texts/embed';
import { copyToClipboard } from './clipboard';
import { save } from './downloads';
import { type EmbedChoices, isTag } from './EmbedOptions';
import { embedPicture } from './embedPicture';

// How long the status is shown, ms.
const readingTime = 6000;

type SnippetProps = { readonly kind: SnippetKind; readonly embedded: Embedded; readonly choices: EmbedChoices };

/** The text of a snippet, how to use it, and what can be done with it. */
export function EmbedSnippet({ kind, embedded, choices }: SnippetProps) {
  const text = snippetOf(kind, embedded);
  const field = useRef<HTMLTextAreaElement>(null);
  const { status, copy } = useSnippetCopy(text, field);
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
        ref={field}
        aria-label={embedTexts.snippet}
        readOnly
        spellCheck={false}
        rows={text.split('\n').length}
        value={text}
      />
      <div className="embed-actions">
        <span role="status">{status}</span>
        {hasImage && <SaveImage choices={choices} />}
        <button type="button" onClick={() => void copy()}>
          {embedTexts.copy}
        </button>
      </div>
      <div className="embed-notes quiet">
        {snippetNotes[kind].map((note) => (
          <p key={note}>{note}</p>
        ))}
        {isLocal && kind === 'markdown' && <p>{embedTexts.readersNeed(fileName(embedded.link))}</p>}
        {files.length > 0 && <p>{filePlacement(kind, files.join(' and '))}</p>}
      </div>
    </>
  );
}

/** Copies the text, or selects it in its field where the browser does not allow that. The status is that of the current text. */
function useSnippetCopy(text: string, field: RefObject<HTMLTextAreaElement | null>) {
  const [tried, setTried] = useState<{ readonly text: string; readonly isCopied: boolean }>();
  const isShown = tried?.text === text;

  useEffect(() => {
    if (!isShown || !tried.isCopied) return;
    const timer = setTimeout(() => setTried(undefined), readingTime);
    return () => clearTimeout(timer);
  }, [isShown, tried]);

  async function copy(): Promise<void> {
    const isCopied = await copyToClipboard(text);
    setTried({ text, isCopied });
    if (isCopied) return;
    field.current?.focus();
    field.current?.select();
  }

  const refused = embedTexts.refused(keyLabels('Ctrl+c').join('+'));
  return { status: isShown ? (tried.isCopied ? embedTexts.copied : refused) : undefined, copy };
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
    try {
      save({ name: pictureName, content: await embedPicture(store.getState(), choices, controller.signal) });
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
