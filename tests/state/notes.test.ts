import { beforeEach, expect, it } from 'vitest';
import { decodeLink } from '../../src/link/link';
import { type Note, noteLimits } from '../../src/link/notes';
import type { ModelOrigin } from '../../src/session/session';
import type { Actions } from '../../src/state/actions';
import { followLink } from '../../src/state/followLink';
import { unsharedNotes } from '../../src/state/noteActions';
import { stateOfLink } from '../../src/state/stateLink';
import type { AppStore } from '../../src/state/store';
import { at, atRest, counts, pageAtDesk, weightTensor } from '../support/patientSession';

const note: Note = { tensor: '0:1', anchor: { kind: 'block', row: 1, block: 0 }, author: 'TM', text: 'Why?' };
const second: Note = { ...note, anchor: { kind: 'cell', row: 8, column: 3 }, text: 'And this?' };
const tensors = [weightTensor(1, 9)];

let store: AppStore;
let actions: Actions;
let desk: Awaited<ReturnType<typeof pageAtDesk>>['desk'];
beforeEach(async () => {
  ({ store, desk, actions } = await pageAtDesk());
});

const notes = () => store.getState().notes;
const texts = () => notes().map(({ text }) => text);
const unshared = () => unsharedNotes(notes(), store.getState().sharedNotes);

/** Opens a model from a URL, with its only tensor and its map. */
async function open(name: string, list = tensors, fragment?: string): Promise<void> {
  const link = fragment === undefined ? undefined : decodeLink(fragment);
  void actions.open(at(name), link && { ...link, settings: stateOfLink(link) });
  (await desk.take(`open ${name}`)).answer(desk.model(name, list, 20e6));
  (await desk.take(`draw ${name} ${list[0].tensor}`)).answer({ tensorMap: { tensor: list[0] }, counts });
  await atRest();
}

it('undoes added, changed and removed notes, the last one first', () => {
  actions.addNote(note);
  actions.addNote(second);
  actions.changeNote(0, { author: 'AB', text: 'Because.' });
  actions.removeNote(1);
  expect(texts()).toEqual(['Because.']);
  actions.undoNotes();
  expect(texts()).toEqual(['Because.', 'And this?']);
  actions.undoNotes();
  expect(notes()).toEqual([note, second]);
  actions.undoNotes();
  actions.undoNotes();
  actions.undoNotes();
  expect(notes()).toEqual([]);
});

it('brings a removed note back under the pattern of now', () => {
  actions.addNote({ ...note, anchor: { kind: 'block', row: 1, block: 1 } });
  actions.removeNote(0);
  void actions.choosePattern({ zeros: 1, of: 2 });
  actions.undoNotes();
  expect(notes()[0].anchor).toEqual({ kind: 'cell', row: 1, column: 4 });
});

it('refuses more notes than a link can hold, and drops none', () => {
  store.setState({ notes: Array.from({ length: noteLimits.notes }, () => note) });
  expect(actions.addNote(second)).toBe(false);
  expect(notes()).toHaveLength(noteLimits.notes);
});

it('counts notes that changed since a link was copied', () => {
  expect(unshared()).toEqual({ changed: 0, removed: 0 });
  actions.addNote(note);
  actions.addNote(note);
  expect(unshared()).toEqual({ changed: 2, removed: 0 });
  actions.notesWereShared(notes());
  actions.changeNote(0, { author: '', text: 'Because.' });
  expect(unshared()).toEqual({ changed: 1, removed: 0 });
  actions.removeNote(0);
  expect(unshared()).toEqual({ changed: 0, removed: 1 });
  actions.undoNotes();
  actions.undoNotes();
  expect(unshared()).toEqual({ changed: 0, removed: 0 });
});

it('does not count notes as changed that another pattern moves', () => {
  store.setState({ notes: [note], sharedNotes: [note] });
  void actions.choosePattern({ zeros: 1, of: 2 });
  expect(notes()[0].anchor.kind).toBe('cell');
  expect(unshared()).toEqual({ changed: 0, removed: 0 });
});

it('hides the notes of a model while another is open, asks, and brings them back', async () => {
  await open('a');
  actions.addNote(note);
  await open('b');
  expect(store.getState()).toMatchObject({ notes: [], notesQuestion: { model: { name: 'a' }, notes: [note] } });
  actions.hideNotes();
  expect(store.getState().notesQuestion).toBeUndefined();
  await open('a');
  expect(store.getState()).toMatchObject({ notes: [note], notesQuestion: undefined, hiddenNotes: [] });
  expect(unshared()).toEqual({ changed: 1, removed: 0 });
});

it('keeps the notes whose tensors the next model has, at their new keys, and all for their own model', async () => {
  await open('a');
  actions.addNote(note);
  actions.addNote(second);
  // The same name under another key, with too few rows for the second note.
  const smaller = { ...weightTensor(1, 3), tensor: 7 };
  await open('b', [smaller]);
  actions.keepNotes();
  expect(notes()).toEqual([{ ...note, tensor: '0:7' }]);
  expect(store.getState().noteChanges.at(-1)?.change).toEqual({ kind: 'kept', kept: 1, total: 2 });
  await open('a');
  expect(texts()).toEqual(['Why?', 'And this?']);
});

it('does not keep a note on another tensor that has its key', async () => {
  await open('a');
  actions.addNote(note);
  await open('b', [{ ...weightTensor(1, 9), name: 'other' }]);
  actions.keepNotes();
  expect(notes()).toEqual([]);
});

it('shows the notes of the link that opens a model, and hides those before', async () => {
  await open('a');
  actions.addNote(note);
  await open('b', tensors, '#model=b&note=0:1/t;;Of b');
  expect(texts()).toEqual(['Of b']);
  expect(store.getState().notesQuestion?.notes).toEqual([note]);
  actions.keepNotes();
  expect(texts()).toEqual(['Of b', 'Why?']);
});

it('asks nothing if the model cannot be opened', async () => {
  await open('a');
  actions.addNote(note);
  void actions.open(at('b'));
  (await desk.take('open b')).refuse(new Error('no'));
  await atRest();
  expect(store.getState()).toMatchObject({ notes: [note], notesQuestion: undefined });
});

it('lets a link to the open model replace the notes, which can be undone', async () => {
  await open('a');
  actions.addNote(note);
  await followLink(decodeLink('#tensor=0:1&note=0:1/t;;Theirs'), store, actions);
  expect(texts()).toEqual(['Theirs']);
  actions.undoNotes();
  expect(texts()).toEqual(['Why?']);
  await followLink(decodeLink('#tensor=0:1'), store, actions, { keepsNotes: true });
  expect(texts()).toEqual(['Why?']);
});

it('recognizes the file of a link by its SHA-256 after it was opened', async () => {
  const sha256 = 'a'.repeat(64);
  const link = decodeLink(`#name=a.tflite&size=20000000&sha256=${sha256}&note=0:1/t;;Theirs`);
  store.setState(stateOfLink(link));
  actions.expectFile(link);
  await open('b');
  expect(store.getState()).toMatchObject({ notes: [], notesQuestion: { notes: [{ text: 'Theirs' }] } });
  const origin: ModelOrigin = { kind: 'file', file: new File([], 'a.tflite') };
  void actions.open(origin);
  (await desk.take('open undefined')).answer(desk.model('a.tflite', tensors, 20e6));
  (await desk.take('draw a.tflite 1')).answer({ tensorMap: { tensor: tensors[0] }, counts });
  await atRest();
  expect(notes()).toEqual([]);
  void actions.fileHash();
  (await desk.take('hash a.tflite')).answer(sha256);
  await expect.poll(texts).toEqual(['Theirs']);
  expect(store.getState()).toMatchObject({ hiddenNotes: [], notesQuestion: undefined });
});

it('reports a tensor of a link that the model does not have, and what is shown instead', async () => {
  await open('a', tensors, '#model=a&tensor=0:9&tensorName=conv%2Fw');
  expect(store.getState().problem?.message).toContain('the tensor conv/w (0:9)');
  expect(store.getState().problem?.message).toContain('The page shows weights 1 instead.');
  actions.dismissProblem();
  await followLink(decodeLink('#tensor=0:1'), store, actions);
  expect(store.getState().problem).toBeUndefined();
  await followLink(decodeLink('#tensor=0:8'), store, actions);
  expect(store.getState().problem?.message).toContain('the tensor 0:8,');
});
