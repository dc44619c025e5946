import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { notesMarkdown } from '../../exports/notesMarkdown';
import { anchorLabel, type Note, type NoteAnchor, noteLimits } from '../../link/notes';
import { anchorsOffered } from '../../state/noteKeeping';
import { selectedTensor } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { useRegister } from '../commands/commandTargets';
import { copyToClipboard } from '../share/clipboard';
import { useActions, useApp, useAppValue } from '../shell/appContext';
import { notesTexts } from '../texts/notes';

/** Notes on weights, numbered as on the map. They are saved only in the link and in files made from it. */
export function Notes() {
  const notes = useApp((state) => state.notes);
  const [writing, setWriting] = useState(false);
  useRegister({ writeNote: () => setWriting(true) });
  return (
    <section className="notes" aria-label={notesTexts.heading}>
      <header>
        <h3>{notesTexts.heading}</h3>
        <span className="quiet">{notes.length === 0 ? notesTexts.savedInLink : notes.length}</span>
        <span className="spring" />
        {notes.length > 0 && <CopyMarkdown />}
        <button type="button" onClick={() => setWriting(!writing)} title={writing ? undefined : notesTexts.addTitle}>
          {writing ? notesTexts.cancel : notesTexts.add}
        </button>
      </header>
      {writing && <NoteForm close={() => setWriting(false)} />}
      {notes.length > 0 && (
        <ol>
          {notes.map((note, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a note is identified by its number
            <NoteLine key={i} note={note} number={i} />
          ))}
        </ol>
      )}
    </section>
  );
}

function NoteLine({ note, number }: { note: Note; number: number }) {
  const { showNote, removeNote } = useActions();
  const pattern = useApp((state) => state.pattern);
  const tensor = useApp(({ model, snapshot }) => {
    const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
    return tensors.find((tensor) => tensorKey(tensor) === note.tensor);
  });
  return (
    <li>
      <button type="button" className="link" onClick={() => void showNote(number)} title={note.tensor}>
        {tensor?.name || note.tensor}, {anchorLabel(note.anchor, pattern, tensor?.columnCount)}
      </button>{' '}
      <span className="note-text">{note.text}</span>
      {note.author !== '' && <span className="quiet"> {note.author}</span>}
      <button
        type="button"
        className="link"
        onClick={() => removeNote(number)}
        aria-label={notesTexts.remove(number + 1)}
      >
        ✕
      </button>
    </li>
  );
}

function NoteForm({ close }: { close(): void }) {
  const { addNote } = useActions();
  const selected = useApp((state) => state.selected);
  const anchors = anchorsOffered(
    useApp(useShallow(({ map, picked, window, pattern }) => ({ map, picked, window, pattern }))),
  );
  const [chosen, setChosen] = useState(0);
  const [text, setText] = useState('');
  const [author, setAuthor] = useState('');
  const index = Math.min(chosen, anchors.length - 1);
  const anchor = anchors[index];

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
      <AnchorSelect anchors={anchors} index={index} choose={setChosen} />
      <label>
        {notesTexts.initials}{' '}
        <input
          type="text"
          size={6}
          maxLength={noteLimits.author}
          value={author}
          onChange={(event) => setAuthor(event.target.value)}
        />
      </label>
      <TextField text={text} onText={setText} add={add} close={close} />
      <button type="submit" className="primary" disabled={text.trim() === ''}>
        {notesTexts.add}
      </button>
      <span className="quiet">{notesTexts.hint}</span>
    </form>
  );
}

type AnchorSelectProps = {
  readonly anchors: readonly NoteAnchor[];
  readonly index: number;
  choose(index: number): void;
};

/** What the note is about: a weight, its block, rows or the tensor. */
function AnchorSelect({ anchors, index, choose }: AnchorSelectProps) {
  const pattern = useApp((state) => state.pattern);
  const columnCount = useApp((state) => selectedTensor(state)?.columnCount);
  return (
    <label>
      {notesTexts.anchor}{' '}
      <select value={index} onChange={(event) => choose(Number(event.target.value))}>
        {anchors.map((anchor, i) => (
          <option key={anchorKey(anchor)} value={i}>
            {anchorLabel(anchor, pattern, columnCount)}
          </option>
        ))}
      </select>
    </label>
  );
}

type TextFieldProps = { readonly text: string; onText(text: string): void; add(): void; close(): void };

/** Ctrl+Enter adds the note, Escape closes the form. */
function TextField({ text, onText, add, close }: TextFieldProps) {
  return (
    <label className="note-field">
      <span className="visually-hidden">{notesTexts.text}</span>
      <textarea
        rows={2}
        maxLength={noteLimits.text}
        value={text}
        // biome-ignore lint/a11y/noAutofocus: the form opens on request, to write
        autoFocus
        placeholder={notesTexts.placeholder}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) add();
        }}
      />
    </label>
  );
}

function anchorKey(anchor: NoteAnchor): string {
  return Object.values(anchor).join(' ');
}

/** Copies the notes as a Markdown list for a pull request. Each line has its own link. */
function CopyMarkdown() {
  const { store, actions } = useAppValue();
  const [status, setStatus] = useState('');

  async function copy(): Promise<void> {
    const { notes, model, expectedLink, snapshot, pattern } = store.getState();
    const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
    const tensorOf = (key: string) => tensors.find((tensor) => tensorKey(tensor) === key);
    const page = location.href.split('#')[0]!;
    await copyToClipboard(
      notesMarkdown(notes, {
        modelName: model?.contents.name ?? expectedLink?.name ?? notesTexts.unknownModel,
        pattern,
        tensorName: (key) => tensorOf(key)?.name || key,
        columnCount: (key) => tensorOf(key)?.columnCount,
        linkTo: (note) => `${page}#${actions.linkToNote(note)}`,
      }),
    );
    setStatus(notesTexts.copied);
  }

  return (
    <>
      <span className="quiet" role="status">
        {status}
      </span>
      <button type="button" onClick={() => void copy()}>
        {notesTexts.copyMarkdown}
      </button>
    </>
  );
}
