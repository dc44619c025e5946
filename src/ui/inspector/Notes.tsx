import { useState } from 'react';
import { notesMarkdown } from '../../exports/notesMarkdown';
import { anchorInWords, type Note, type NoteAnchor, noteLimits } from '../../link/notes';
import { anchorsOffered } from '../../state/noteKeeping';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { useRegister } from '../commands/commandTargets';
import { copyToClipboard } from '../share/clipboard';
import { useActions, useApp, useAppValue } from '../shell/appContext';

/** Remarks pinned to weights, numbered as on the map. They are nowhere but in the link and in the files made of it. */
export function Notes() {
  const notes = useApp((state) => state.notes);
  const [writing, setWriting] = useState(false);
  useRegister({ writeNote: () => setWriting(true) });
  return (
    <section className="notes" aria-label="Notes">
      <header>
        <h3>Notes</h3>
        <span className="quiet">{notes.length === 0 ? 'kept in the link, nowhere else' : notes.length}</span>
        <span className="spring" />
        {notes.length > 0 && <CopyMarkdown />}
        <button type="button" onClick={() => setWriting(!writing)} aria-expanded={writing} title="Add a note (c)">
          Add note
        </button>
      </header>
      {writing && <NoteForm close={() => setWriting(false)} />}
      {notes.length > 0 && (
        <ol>
          {notes.map((note, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a note is its number
            <NoteLine key={i} note={note} number={i} />
          ))}
        </ol>
      )}
    </section>
  );
}

function NoteLine({ note, number }: { note: Note; number: number }) {
  const { showNote, removeNote } = useActions();
  const name = useApp(({ model, snapshot }) => {
    const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
    return tensors.find((tensor) => tensorKey(tensor) === note.tensor)?.name;
  });
  return (
    <li>
      <button type="button" className="link" onClick={() => void showNote(number)} title={name}>
        {note.tensor}, {anchorInWords(note.anchor)}
      </button>{' '}
      <span className="note-text">{note.text}</span>
      {note.author !== '' && <span className="quiet"> {note.author}</span>}
      <button
        type="button"
        className="link"
        onClick={() => removeNote(number)}
        aria-label={`Remove note ${number + 1}`}
      >
        ✕
      </button>
    </li>
  );
}

function NoteForm({ close }: { close(): void }) {
  const { store } = useAppValue();
  const { addNote } = useActions();
  const selected = useApp((state) => state.selected);
  useApp((state) => state.picked);
  useApp((state) => state.window);
  const anchors = anchorsOffered(store.getState());
  const [chosen, setChosen] = useState(0);
  const [text, setText] = useState('');
  const [author, setAuthor] = useState('');
  const anchor = anchors[Math.min(chosen, anchors.length - 1)];

  function add(): void {
    if (!anchor || !selected || text.trim() === '') return;
    addNote({ tensor: selected, anchor, author: author.trim(), text: text.trim() });
    close();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label>
        On{' '}
        <select
          value={Math.min(chosen, anchors.length - 1)}
          onChange={(event) => setChosen(Number(event.target.value))}
        >
          {anchors.map((offered, i) => (
            <option key={keyOf(offered)} value={i}>
              {anchorInWords(offered)}
            </option>
          ))}
        </select>
      </label>
      <label>
        Initials{' '}
        <input
          type="text"
          size={6}
          maxLength={noteLimits.author}
          value={author}
          onChange={(event) => setAuthor(event.target.value)}
        />
      </label>
      <label className="note-field">
        <span className="visually-hidden">Note</span>
        <textarea
          rows={2}
          maxLength={noteLimits.text}
          value={text}
          // biome-ignore lint/a11y/noAutofocus: whoever asks for a note wants to write it
          autoFocus
          placeholder="What should the reader of the link look at?"
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') close();
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add();
          }}
        />
      </label>
      <button type="submit" className="primary" disabled={text.trim() === ''}>
        Pin note
      </button>
      <span className="quiet">Click a weight on the map to pin a note to it or its block.</span>
    </form>
  );
}

function keyOf(anchor: NoteAnchor): string {
  return `${anchor.kind} ${anchorInWords(anchor)}`;
}

/** Notes as a list to paste into a pull request, each line with its own link. */
function CopyMarkdown() {
  const { store, actions } = useAppValue();
  const [said, setSaid] = useState('');

  async function copy(): Promise<void> {
    const { notes, model, expectedLink, snapshot } = store.getState();
    const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
    const page = location.href.split('#')[0]!;
    await copyToClipboard(
      notesMarkdown(notes, {
        modelName: model?.contents.name ?? expectedLink?.name ?? 'the model',
        tensorName: (key) => tensors.find((tensor) => tensorKey(tensor) === key)?.name || key,
        linkTo: (note) => `${page}#${actions.linkToNote(note)}`,
      }),
    );
    setSaid('Copied');
  }

  return (
    <>
      <span className="quiet" role="status">
        {said}
      </span>
      <button type="button" onClick={() => void copy()}>
        Copy as Markdown
      </button>
    </>
  );
}
