import { notesModelName } from '../../state/notesModel';
import { useActions, useApp } from '../shell/appContext';
import { notesTexts } from '../texts/notes';

/** Asks what to do with the notes of the model that was open before. Until the answer, they are hidden. */
export function NotesQuestion() {
  const question = useApp((state) => state.notesQuestion);
  const { keepNotes, hideNotes } = useActions();
  return (
    <div role="status" className={question ? 'notice notes-question' : undefined}>
      {question && (
        <>
          <p>
            <strong>{notesTexts.question(question.notes.length, notesModelName(question.model))}</strong>{' '}
            {notesTexts.questionHint}
          </p>
          <button type="button" onClick={hideNotes}>
            {notesTexts.hide}
          </button>
          <button type="button" onClick={keepNotes}>
            {notesTexts.keep}
          </button>
        </>
      )}
    </div>
  );
}
