import fc from 'fast-check';
import type { Note, NoteAnchor } from '../../src/link/notes';

const place = fc.nat(1e9);

/** Arbitrary notes that users can write. */
export const anyNote: fc.Arbitrary<Note> = fc.record({
  tensor: fc.tuple(fc.nat(1e6), fc.nat(1e6)).map(([subgraph, tensor]) => `${subgraph}:${tensor}`),
  anchor: fc.oneof<fc.Arbitrary<NoteAnchor>[]>(
    fc.record({ kind: fc.constant('tensor') }),
    fc.record({ kind: fc.constant('cell'), row: place, column: place }),
    fc.record({ kind: fc.constant('block'), row: place, block: place }),
    fc
      .tuple(place, fc.integer({ min: 1, max: 1e9 }))
      .map(([start, length]) => ({ kind: 'rows', start, end: start + length })),
  ),
  author: fc.string({ unit: 'binary', maxLength: 20 }).map((author) => author.replaceAll(';', ',')),
  text: fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((text) => text.trim() !== ''),
});
