// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../src/ui/commands/command';
import { keyOf } from '../../../src/ui/commands/keys';
import { pressedCommand } from '../../../src/ui/commands/pressedCommand';

beforeEach(() => {
  document.body.innerHTML = `
    <input id="field"><textarea id="text"></textarea><input id="box" type="checkbox">
    <select id="list"><option>a</option></select>
    <div role="dialog"><button id="in-dialog"></button></div>
    <div class="map-surface"><canvas id="map"></canvas></div>
    <table><tr data-tensor="0:1" id="row"></tr></table>`;
});

/** A key pressed where the focus is: on the page, or on the element with an id. */
function press(key: string, on = '', held: KeyboardEventInit = {}): KeyboardEvent {
  const target = on ? document.getElementById(on)! : document.body;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held });
  target.dispatchEvent(event);
  return event;
}

const named = (...pressed: Parameters<typeof press>) => keyOf(press(...pressed));

describe('a key', () => {
  it.each([
    ['n', {}, 'n'],
    ['N', { shiftKey: true }, 'n'],
    ['?', { shiftKey: true }, '?'],
    ['ArrowUp', {}, 'ArrowUp'],
    ['ArrowUp', { shiftKey: true }, 'Shift+ArrowUp'],
    ['k', { ctrlKey: true }, 'Ctrl+k'],
    ['K', { metaKey: true }, 'Ctrl+k'],
  ])('%s with %j is named %s', (key, held, name) => {
    expect(named(key, '', held)).toBe(name);
  });

  it('of the browser has no name: Ctrl+Shift with a letter, Ctrl with an arrow', () => {
    expect(named('K', '', { ctrlKey: true, shiftKey: true })).toBeUndefined();
    expect(named('ArrowUp', '', { ctrlKey: true })).toBeUndefined();
  });

  it('that needs AltGr has its own name, a letter with Alt has none', () => {
    expect(named(']', '', { altKey: true })).toBe(']');
    expect(named(']', '', { altKey: true, ctrlKey: true })).toBe(']');
    expect(named('n', '', { altKey: true })).toBeUndefined();
    expect(named('ArrowLeft', '', { altKey: true })).toBeUndefined();
  });

  it('in a field belongs to the field, except with Ctrl', () => {
    for (const field of ['field', 'text']) {
      expect(named('n', field)).toBeUndefined();
      expect(named(']', field, { altKey: true })).toBeUndefined();
      expect(named('k', field, { ctrlKey: true })).toBe('Ctrl+k');
    }
    expect(named('n', 'box')).toBe('n');
  });

  it('in a select has a name if the select does not use it', () => {
    expect(named('n', 'list')).toBeUndefined();
    expect(named(' ', 'list')).toBeUndefined();
    expect(named('ArrowDown', 'list')).toBeUndefined();
    expect(named(']', 'list')).toBe(']');
  });

  it('has no name in a dialog, during composition, or after another handler', () => {
    expect(named('n', 'in-dialog')).toBeUndefined();
    expect(named('n', '', { isComposing: true })).toBeUndefined();
    const taken = press('n');
    taken.preventDefault();
    expect(keyOf(taken)).toBeUndefined();
  });
});

describe('the command of a key', () => {
  const done: string[] = [];
  beforeEach(() => void done.splice(0));
  const command = (name: string, keys: string[], more: Partial<Command> = {}): Command => ({
    ...{ name, group: 'Map', keys },
    act: (key) => done.push(`${name} ${key}`),
    ...more,
  });
  const commands = [
    command('rows', ['ArrowUp', 'Home'], { place: 'table' }),
    command('pan', ['ArrowUp'], { place: 'map' }),
    command('next', [']']),
    command('none', ['c'], { act: undefined }),
  ];

  it('is the one of the place with the focus, and gets the key', () => {
    pressedCommand(press('ArrowUp', 'map'), commands)!();
    pressedCommand(press('ArrowUp', 'row'), commands)!();
    pressedCommand(press('Home', 'row'), commands)!();
    pressedCommand(press(']', 'row'), commands)!();
    expect(done).toEqual(['pan ArrowUp', 'rows ArrowUp', 'rows Home', 'next ]']);
  });

  it('is undefined elsewhere or if it is not possible, and the browser gets the key', () => {
    for (const event of [press('ArrowUp'), press('c'), press('x')]) {
      expect(pressedCommand(event, commands)).toBeUndefined();
      expect(event.defaultPrevented).toBe(false);
    }
  });

  it('prevents the default action of the key', () => {
    const event = press(']');
    pressedCommand(event, commands);
    expect(event.defaultPrevented).toBe(true);
    expect(done).toEqual([]);
  });
});
