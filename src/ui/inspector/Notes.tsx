import { useRef, useState } from 'react';
import { anchorLabel, type Note } from '../../link/notes';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { useRegister } from '../commands/commandTargets';
import { useActions, useApp } from '../shell/appContext';
import { notesTexts } from '../texts/notes';
import { CopyMarkdown, UnsharedNotes } from './CopyNotes';
import { Fold } from './Fold';
import { NewNote, NoteForm } from './NoteForm';

/**
 * Notes on weights, numbered as on the map. They are saved only in the link and in files made from it.
 * @param props.isFold whether they are a section of the details
 */
export function Notes({ isFold = false }: { isFold?: boolean }) {
  const notes = useApp((state) => state.notes);
  const [writing, setWriting] = useState(false);
  const fold = useRef<HTMLDetailsElement>(null);
  useRegister({
    writeNote() {
      if (fold.current) fold.current.open = true;
      setWriting(true);
    },
  });
  const aside = notes.length === 0 ? notesTexts.savedInLink : notes.length;
  const content = (
    <>
      <header>
        {!isFold && (
          <>
            <h3>{notesTexts.heading}</h3>
            <span className="quiet">{aside}</span>
            <span className="spring" />
          </>
        )}
        <button type="button" onClick={() => setWriting(!writing)} title={writing ? undefined : notesTexts.addTitle}>
          {writing ? notesTexts.cancel : notesTexts.add}
        </button>
        {notes.length > 0 && <CopyMarkdown />}
      </header>
      {writing && <NewNote close={() => setWriting(false)} />}
      {notes.length > 0 && (
        <ol>
          {notes.map((note, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a note is identified by its number
            <NoteLine key={i} note={note} number={i} />
          ))}
        </ol>
      )}
      <LastChange />
      <UnsharedNotes />
    </>
  );
  return (
    <section className="notes" aria-label={notesTexts.heading}>
      {isFold ? (
        <Fold title={notesTexts.heading} aside={aside} ref={fold}>
          {content}
        </Fold>
      ) : (
        content
      )}
    </section>
  );
}

function NoteLine({ note, number }: { note: Note; number: number }) {
  const { showNote, changeNote, removeNote } = useActions();
  // The note that is edited. Undo can put another note at this number, which must not be overwritten.
  const [edited, setEdited] = useState<Note>();
  const pattern = useApp((state) => state.pattern);
  const tensor = useApp(({ model, snapshot }) => {
    const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
    return tensors.find((tensor) => tensorKey(tensor) === note.tensor);
  });
  const isEdited = edited === note;
  return (
    <li>
      <button type="button" className="link" onClick={() => void showNote(number)} title={note.tensor}>
        {tensor?.name || note.tensor}, {anchorLabel(note.anchor, pattern, tensor?.columnCount)}
      </button>{' '}
      {isEdited ? (
        <NoteForm
          words={note}
          saveLabel={notesTexts.save}
          save={(words) => {
            changeNote(number, words);
            setEdited(undefined);
          }}
          close={() => setEdited(undefined)}
        />
      ) : (
        <>
          <span className="note-text">{note.text}</span>
          {note.author !== '' && <span className="quiet"> {note.author}</span>}
        </>
      )}
      <span className="note-actions">
        <button
          type="button"
          className="link"
          onClick={() => setEdited(isEdited ? undefined : note)}
          aria-label={isEdited ? notesTexts.cancel : notesTexts.edit(number + 1)}
        >
          {isEdited ? notesTexts.cancel : notesTexts.editShort}
        </button>
        <button
          type="button"
          className="link"
          onClick={() => removeNote(number)}
          aria-label={notesTexts.remove(number + 1)}
        >
          ✕
        </button>
      </span>
    </li>
  );
}

/** The last change of the notes, which can be undone. */
function LastChange() {
  const { undoNotes } = useActions();
  const last = useApp((state) => state.noteChanges.at(-1));
  // Screen readers announce a status only if the element is in the page before its text.
  return (
    <div className="last-change">
      <span role="status">{last && notesTexts.change(last.change)}</span>
      {last && (
        <button type="button" className="link" onClick={undoNotes}>
          {notesTexts.undo}
        </button>
      )}
    </div>
  );
}
