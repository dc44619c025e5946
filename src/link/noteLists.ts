import { type Note, noteText } from './notes';

/** The notes of both lists, those of the first first. A note that is in both is there once. */
export function mergedNotes(first: readonly Note[], second: readonly Note[]): readonly Note[] {
  const known = new Set(first.map(noteText));
  const others = second.filter((note) => !known.has(noteText(note)));
  return others.length === 0 ? first : [...first, ...others];
}

/** Notes of `notes` that are not in `others`. Of equal notes, each counts. */
export function notesMissingIn(others: readonly Note[], notes: readonly Note[]): readonly Note[] {
  const counts = new Map<string, number>();
  for (const note of others) counts.set(noteText(note), (counts.get(noteText(note)) ?? 0) + 1);
  return notes.filter((note) => {
    const left = counts.get(noteText(note)) ?? 0;
    if (left > 0) counts.set(noteText(note), left - 1);
    return left === 0;
  });
}

export function areSameNotes(some: readonly Note[], others: readonly Note[]): boolean {
  return some.length === others.length && some.every((note, i) => noteText(note) === noteText(others[i]));
}
