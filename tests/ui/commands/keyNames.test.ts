import { expect, it } from 'vitest';
import { keyInWords } from '../../../src/ui/commands/keys';

it('names keys as they are printed on keyboards', () => {
  expect(keyInWords('Ctrl+o', false)).toEqual(['Ctrl', 'O']);
  expect(keyInWords('Ctrl+k', true)).toEqual(['⌘', 'K']);
  expect(keyInWords('Shift+ArrowUp', false)).toEqual(['Shift', '↑']);
  expect(keyInWords('+', false)).toEqual(['+']);
  expect(keyInWords(' ', false)).toEqual(['Space']);
  expect(keyInWords('n', true)).toEqual(['n']);
});
