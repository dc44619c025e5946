import { useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { anchorLabel, type Note, type NoteAnchor, noteLimits } from '../../link/notes';
import { anchorsOffered } from '../../state/noteKeeping';
import { selectedTensor } from '../../state/store';
import { useActions, useApp } from '../shell/appContext';
import { notesTexts } from '../texts/notes';

/** Adds a note to the weight, block, rows or tensor on screen. */
export function NewNote({ close }: { close(): void }) {
  const { addNote, report } = useActions();
  const selected = useApp((state) => state.selected);
  const anchors = anchorsOffered(
    useApp(useShallow(({ map, picked, window, pattern }) => ({ map, picked, window, pattern }))),
  );
  const [chosen, setChosen] = useState(0);
  const index = Math.min(chosen, anchors.length - 1);
  const anchor = anchors[index];

  function add(words: NoteWords): void {
    if (!anchor || !selected) return;
    if (addNote({ tensor: selected, anchor, ...words })) close();
    else report({ title: notesTexts.heading, message: notesTexts.tooMany(noteLimits.notes) });
  }

  return (
    <NoteForm words={{ author: '', text: '' }} save={add} close={close} saveLabel={notesTexts.add}>
      <AnchorSelect anchors={anchors} index={index} choose={setChosen} />
    </NoteForm>
  );
}

type NoteWords = Pick<Note, 'author' | 'text'>;

type NoteFormProps = {
  /** What the fields contain at first. */
  readonly words: NoteWords;
  readonly saveLabel: string;
  readonly children?: React.ReactNode;
  save(words: NoteWords): void;
  close(): void;
};

/** The fields of a note. Ctrl+Enter saves, Escape closes the form. */
export function NoteForm({ words, saveLabel, children, save, close }: NoteFormProps) {
  const [text, setText] = useState(words.text);
  const [author, setAuthor] = useState(words.author);

  function submit(): void {
    if (text.trim() !== '') save({ author: author.trim(), text: text.trim() });
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {children}
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
      <TextField text={text} onText={setText} submit={submit} close={close} />
      <button type="submit" className="primary" disabled={text.trim() === ''}>
        {saveLabel}
      </button>
      {children !== undefined && <span className="quiet">{notesTexts.hint}</span>}
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

type TextFieldProps = { readonly text: string; onText(text: string): void; submit(): void; close(): void };

function TextField({ text, onText, submit, close }: TextFieldProps) {
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
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
    </label>
  );
}

function anchorKey(anchor: NoteAnchor): string {
  return Object.values(anchor).join(' ');
}
