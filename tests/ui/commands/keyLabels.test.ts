import { expect, it } from 'vitest';
import { keyLabels } from '../../../src/ui/commands/keys';

it('labels keys as they are printed on keyboards', () => {
  expect(keyLabels('Ctrl+o', false)).toEqual(['Ctrl', 'O']);
  expect(keyLabels('Ctrl+k', true)).toEqual(['⌘', 'K']);
  expect(keyLabels('Shift+ArrowUp', false)).toEqual(['Shift', '↑']);
  expect(keyLabels('+', false)).toEqual(['+']);
  expect(keyLabels(' ', false)).toEqual(['Space']);
  expect(keyLabels('n', true)).toEqual(['n']);
});
