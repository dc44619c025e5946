import { useContext, useState } from 'react';
import { notesMarkdown } from '../../exports/notesMarkdown';
import { unsharedNotes } from '../../state/noteActions';
import { problemOf } from '../../state/problem';
import { pageToShare } from '../../state/served';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { CommandTargetsContext } from '../commands/commandTargets';
import { useCopy } from '../share/useCopy';
import { useApp, useAppValue } from '../shell/appContext';
import { notesTexts } from '../texts/notes';
import { linkTexts } from '../texts/sharing';

/** Copies the notes as a Markdown list for a pull request. Each line has its own link. */
export function CopyMarkdown() {
  const { store, actions } = useAppValue();
  const [status, setStatus] = useState('');
  const { copy: copyText, dialog } = useCopy(notesTexts.copyMarkdown);

  async function copy(): Promise<void> {
    try {
      setStatus(notesTexts.hashing);
      const sha256 = await actions.fileHash();
      const { notes, model, expectedLink, snapshot, pattern, served } = store.getState();
      const tensors = model?.contents.tensors ?? (snapshot ? [snapshot.tensor] : []);
      const tensorOf = (key: string) => tensors.find((tensor) => tensorKey(tensor) === key);
      const page = pageToShare(location.href.split('#')[0]!, served);
      setStatus('');
      await copyText(
        notesMarkdown(notes, {
          modelName: model?.contents.name ?? (snapshot?.link ?? expectedLink)?.name ?? notesTexts.unknownModel,
          sha256,
          pattern,
          tensorName: (key) => tensorOf(key)?.name || key,
          columnCount: (key) => tensorOf(key)?.columnCount,
          linkTo: (note) => `${page}#${actions.linkToNote(note)}`,
        }),
        () => setStatus(notesTexts.copied),
      );
    } catch (thrown) {
      setStatus('');
      actions.report(problemOf(thrown, notesTexts.copyMarkdown));
    }
  }

  return (
    <>
      <span className="quiet" role="status">
        {status}
      </span>
      <button type="button" onClick={() => void copy()}>
        {notesTexts.copyMarkdown}
      </button>
      {dialog}
    </>
  );
}

/** How many notes changed since a link with them was opened or copied. */
export function UnsharedNotes() {
  const targets = useContext(CommandTargetsContext);
  const changed = useApp(({ notes, sharedNotes }) => unsharedNotes(notes, sharedNotes).changed);
  const removed = useApp(({ notes, sharedNotes }) => unsharedNotes(notes, sharedNotes).removed);
  // A review file has no link to copy.
  const isReview = useApp((state) => state.model?.origin.kind === 'review');
  if (isReview || changed + removed === 0) return null;
  return (
    <p className="unshared-notes">
      {notesTexts.unshared(changed, removed)}{' '}
      <button type="button" className="link" onClick={() => targets.copyLink?.()}>
        {linkTexts.copy}
      </button>
    </p>
  );
}
