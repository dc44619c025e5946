import fc from 'fast-check';
import { expect, it } from 'vitest';
import { notesMarkdown } from '../../src/exports/notesMarkdown';
import { anchorLabel, type NoteAnchor, noteLimits, noteText, parseNote } from '../../src/link/notes';
import { twoOfFour } from '../../src/sparsity/pattern';
import { anyNote } from '../support/anyNote';

const sample = { tensor: '0:5', anchor: { kind: 'block', row: 93, block: 511 }, author: 'TM', text: 'Why?' } as const;

it.each<[string, NoteAnchor]>([
  ['0:5/t;TM;Why?', { kind: 'tensor' }],
  ['0:5/c:7,9;TM;Why?', { kind: 'cell', row: 7, column: 9 }],
  ['0:5/b:93,511;TM;Why?', { kind: 'block', row: 93, block: 511 }],
  ['0:5/r:8:16;TM;Why?', { kind: 'rows', start: 8, end: 16 }],
])('writes and reads %s', (text, anchor) => {
  expect(noteText({ ...sample, anchor })).toBe(text);
  expect(parseNote(text)).toEqual({ ...sample, anchor });
});

it('reads everything after the author as text', () => {
  expect(parseNote('0:5/t;;a;b/c;\n&note=d')).toMatchObject({ author: '', text: 'a;b/c;\n&note=d' });
});

it.each([
  '',
  'Why?',
  '0:5;TM;Why?',
  '5/t;TM;Why?',
  '0:5/x;TM;Why?',
  '0:5/c:7;TM;Why?',
  '0:5/c:-1,2;TM;Why?',
  '0:5/r:9:9;TM;Why?',
  '0:5/t;TM',
  '0:5/t;TM; ',
  `0:5/t;TM;${'y'.repeat(noteLimits.text + 1)}`,
  `0:5/t;${'T'.repeat(noteLimits.author + 1)};Why?`,
])('finds no note in %j', (text) => {
  expect(parseNote(text)).toBeUndefined();
});

it('decodes what it encodes', () => {
  fc.assert(
    fc.property(anyNote, (note) => {
      expect(parseNote(noteText(note))).toEqual(note);
    }),
  );
});

const context = {
  modelName: 'mnist_2by4.tflite',
  pattern: twoOfFour,
  columnCount: () => undefined,
  tensorName: () => 'dense/MatMul',
  linkTo: (note: { tensor: string }) => `https://host/#v=1&tensor=${note.tensor}`,
};

it('lists notes as Markdown, each with its own link', () => {
  const cell = { ...sample, tensor: '0:7', anchor: { kind: 'cell', row: 1, column: 2 }, author: '' } as const;
  expect(notesMarkdown([sample, cell], context)).toBe(
    [
      'Notes on mnist\\_2by4.tflite:',
      '',
      '1. [dense/MatMul, row 93, columns 2,044 to 2,047](https://host/#v=1&tensor=0:5): Why? (TM)',
      '2. [dense/MatMul, row 1, column 2](https://host/#v=1&tensor=0:7): Why?',
      '',
    ].join('\n'),
  );
});

it('names the SHA-256 of the file, if it is known', () => {
  const sha256 = '0123456789abcdef'.repeat(4);
  expect(notesMarkdown([sample], { ...context, sha256 })).toContain(
    `Notes on mnist\\_2by4.tflite (SHA-256 ${sha256}):`,
  );
});

it.each([
  ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
  ['[a](javascript:b) ![c](d)', '\\[a\\](javascript:b) !\\[c\\](d)'],
  ['**a** `b` ~~c~~ _d_ $e$ f|g', '\\*\\*a\\*\\* \\`b\\` \\~\\~c\\~\\~ \\_d\\_ \\$e\\$ f\\|g'],
  ['@everyone, see #12 of a@b.org', '\\@\u2060everyone, see \\#\u206012 of a\\@\u2060b.org'],
  ['https://host and www.host', 'https\\://host and www\\.host'],
  ['a\\*b &lt;', 'a\\\\\\*b \\&lt;'],
  ['one\r\n\r\n# two\u2028three\u202e', 'one \\#\u2060 two three'],
])('makes plain text of %j', (text, plain) => {
  const [line] = notesMarkdown([{ ...sample, author: '', text }], context).match(/(?<=\): ).*/)!;
  expect(line).toBe(plain);
});

it('escapes characters that would end the link of a note', () => {
  const linkTo = () => 'https://host/#a=(b) <c>\\&amp;d';
  expect(notesMarkdown([sample], { ...context, linkTo })).toContain(
    '](https://host/#a=%28b%29%20%3Cc%3E%5C&amp;amp;d):',
  );
});

it('writes one line per note without unescaped markup, for any note and name', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'\\`*[]()<>@#&:/w. \n') }),
  );
  fc.assert(
    fc.property(fc.array(anyNote), anyText, anyText, (notes, modelName, name) => {
      const given = notes.map((note) => ({ ...note, text: `x${name}` }));
      const markdown = notesMarkdown(given, { ...context, modelName, tensorName: () => name });
      const lines = markdown.split(/[\n\r\u2028\u2029]/);
      expect(lines).toHaveLength(notes.length + 3);
      for (const line of lines.slice(2, -1)) {
        const unescaped = line.replace(/\\[\\`*_~[\]<>&|$#@:.]/g, '');
        expect(unescaped.match(/[\\`*_~<|$@]/g)).toBeNull();
        expect(unescaped.match(/[[\]]/g)).toEqual(['[', ']']);
      }
    }),
  );
});

it.each([
  [undefined, 'row 1, columns 8 to 11'],
  [12, 'row 1, columns 8 to 11'],
  [10, 'row 1, columns 8 to 9'],
  [9, 'row 1, column 8'],
])('names the columns of block 2 in rows of %s weights', (columnCount, label) => {
  expect(anchorLabel({ kind: 'block', row: 1, block: 2 }, twoOfFour, columnCount)).toBe(label);
});
