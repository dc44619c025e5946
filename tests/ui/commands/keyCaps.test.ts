import { expect, it } from 'vitest';
import { keyCapsOf } from '../../../src/ui/commands/keys';

it('names keys as they are printed on keyboards', () => {
  expect(keyCapsOf('Ctrl+o', false)).toEqual(['Ctrl', 'O']);
  expect(keyCapsOf('Ctrl+k', true)).toEqual(['⌘', 'K']);
  expect(keyCapsOf('Shift+ArrowUp', false)).toEqual(['Shift', '↑']);
  expect(keyCapsOf('+', false)).toEqual(['+']);
  expect(keyCapsOf(' ', false)).toEqual(['Space']);
  expect(keyCapsOf('n', true)).toEqual(['n']);
});
