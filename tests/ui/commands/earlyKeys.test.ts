// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { type AppState, appStore } from '../../../src/state/store';
import { commandsOf } from '../../../src/ui/commands/commands';
import type { CommandTargets } from '../../../src/ui/commands/commandTargets';
import { earlyKeys } from '../../../src/ui/commands/earlyKeys';
import { patientSession, weightTensor } from '../../support/patientSession';
import { recordedActions } from '../../support/recordedActions';

const model = {
  ...patientSession().model('a.tflite', [weightTensor(1, 2), weightTensor(2, 3)]),
  origin: { kind: 'address', address: 'a.tflite' },
  unread: false,
} as const;

/** A page whose panels are not rendered yet. */
function pageAtFirstMap(more: Partial<AppState> = {}) {
  const done: string[] = [];
  const targets: CommandTargets = { showHelp: () => done.push('help') };
  const state = { ...appStore().getState(), model, selected: '0:1', ...more };
  const { actions } = recordedActions();
  const keys = earlyKeys(() => ({ state, actions, targets }), commandsOf);
  return {
    keys,
    done,
    press(key: string) {
      const event = new KeyboardEvent('keydown', { key, cancelable: true });
      document.body.dispatchEvent(event);
      keys.keep(event);
      return event.defaultPrevented;
    },
    registerTable() {
      targets.table = { go: (step) => done.push(step), choose() {}, sort() {}, filter() {} };
      keys.deliver();
    },
    registerOthers() {
      targets.copyLink = () => done.push('copy');
      targets.writeNote = () => done.push('note');
      keys.deliver();
    },
  };
}

it('runs the commands of keys in their order, once their panels are rendered', () => {
  const { keys, done, press, registerTable, registerOthers } = pageAtFirstMap();
  expect(['n', 'c', '?', 'p'].map(press)).toEqual([true, true, true, true]);
  expect(done).toEqual([]);
  registerTable();
  expect(done).toEqual(['next']);
  expect(keys.areWaiting).toBe(true);
  registerOthers();
  expect(done).toEqual(['next', 'note', 'help', 'previous']);
  expect(keys.areWaiting).toBe(false);
});

it('drops keys whose command is not possible once all panels are rendered', () => {
  const { keys, done, press, registerTable, registerOthers } = pageAtFirstMap();
  press('/');
  press('n');
  registerTable();
  registerOthers();
  expect(done).toEqual(['next']);
  expect(keys.areWaiting).toBe(false);
});

it('leaves keys of no command to the browser', () => {
  const { keys, press } = pageAtFirstMap();
  expect(press('w')).toBe(false);
  expect(keys.areWaiting).toBe(false);
});

it('keeps no key without a model, without tensors, or once all panels are rendered', () => {
  const without = [{ model: undefined }, { model: { ...model, contents: { ...model.contents, tensors: [] } } }];
  for (const more of without) expect(pageAtFirstMap(more).press('n')).toBe(false);
  const { press, registerTable, registerOthers } = pageAtFirstMap();
  registerTable();
  registerOthers();
  expect(press('/')).toBe(false);
});

it('keeps keys until the commands are loaded, and leaves their default action to the browser', () => {
  const done: string[] = [];
  const targets: CommandTargets = { showHelp: () => done.push('help'), showPalette: () => done.push('palette') };
  const { actions } = recordedActions();
  let areLoaded = false;
  const keys = earlyKeys(
    () => ({ state: appStore().getState(), actions, targets }),
    (page) => (areLoaded ? commandsOf(page) : undefined),
  );
  const press = (key: string) => {
    const event = new KeyboardEvent('keydown', { key, cancelable: true });
    document.body.dispatchEvent(event);
    keys.keep(event);
    return event.defaultPrevented;
  };
  expect(['?', 'y', '?'].map(press)).toEqual([false, false, false]);
  keys.deliver();
  expect(done).toEqual([]);
  areLoaded = true;
  keys.deliver();
  expect(done).toEqual(['help', 'help']);
  expect(keys.areWaiting).toBe(false);
});
