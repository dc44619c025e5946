// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from 'vitest';
import type { Command } from '../../../src/ui/commands/commands';
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

  it('of the browser is left alone: Ctrl+Shift with a letter, Ctrl with an arrow', () => {
    expect(named('K', '', { ctrlKey: true, shiftKey: true })).toBeUndefined();
    expect(named('ArrowUp', '', { ctrlKey: true })).toBeUndefined();
  });

  it('that needs AltGr is itself, a letter with Alt belongs to others', () => {
    expect(named(']', '', { altKey: true })).toBe(']');
    expect(named(']', '', { altKey: true, ctrlKey: true })).toBe(']');
    expect(named('n', '', { altKey: true })).toBeUndefined();
    expect(named('ArrowLeft', '', { altKey: true })).toBeUndefined();
  });

  it('in a field goes into the field, but for those with Ctrl', () => {
    for (const field of ['field', 'text']) {
      expect(named('n', field)).toBeUndefined();
      expect(named(']', field, { altKey: true })).toBeUndefined();
      expect(named('k', field, { ctrlKey: true })).toBe('Ctrl+k');
    }
    expect(named('n', 'box')).toBe('n');
  });

  it('in a list of choices is taken where the list has no use for it', () => {
    expect(named('n', 'list')).toBeUndefined();
    expect(named(' ', 'list')).toBeUndefined();
    expect(named('ArrowDown', 'list')).toBeUndefined();
    expect(named(']', 'list')).toBe(']');
  });

  it('is ignored in a dialog, during composition, and when another handler took it', () => {
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

  it('is the one of the place that has the focus, and is told which key it was', () => {
    pressedCommand(press('ArrowUp', 'map'), commands)!();
    pressedCommand(press('ArrowUp', 'row'), commands)!();
    pressedCommand(press('Home', 'row'), commands)!();
    pressedCommand(press(']', 'row'), commands)!();
    expect(done).toEqual(['pan ArrowUp', 'rows ArrowUp', 'rows Home', 'next ]']);
  });

  it('is none elsewhere, nor where it cannot be done; the key is then left to the browser', () => {
    for (const event of [press('ArrowUp'), press('c'), press('x')]) {
      expect(pressedCommand(event, commands)).toBeUndefined();
      expect(event.defaultPrevented).toBe(false);
    }
  });

  it('takes the key away from the browser', () => {
    const event = press(']');
    pressedCommand(event, commands);
    expect(event.defaultPrevented).toBe(true);
    expect(done).toEqual([]);
  });
});
