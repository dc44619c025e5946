// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { type AppState, appStore } from '../../../src/state/store';
import type { Command } from '../../../src/ui/commands/command';
import { commandsOf } from '../../../src/ui/commands/commands';
import type { CommandTargets } from '../../../src/ui/commands/commandTargets';
import { pressedCommand } from '../../../src/ui/commands/pressedCommand';
import { mapFromText } from '../../support/matrices';
import { patientSession, weightTensor } from '../../support/patientSession';
import { recordedActions } from '../../support/recordedActions';

const empty = appStore().getState();
const tensors = [weightTensor(1, 2), weightTensor(2, 3)];
const model = {
  ...patientSession().model('a.tflite', tensors),
  origin: { kind: 'file', file: new File([], 'a.tflite') },
  unread: false,
} as const;

async function stateWithMap(more: Partial<AppState> = {}): Promise<AppState> {
  const tensorMap = await mapFromText(tensors[0]!, ['#..#', '....']);
  return { ...empty, model, selected: '0:1', map: { phase: 'ready', tensorMap }, ...more };
}

const { actions, asked } = recordedActions();

const commandsIn = (state: AppState, targets: CommandTargets = {}) => commandsOf({ state, actions, targets });

function named(commands: readonly Command[], name: string): Command {
  const found = commands.filter((command) => command.name === name);
  expect(found, name).toHaveLength(1);
  return found[0]!;
}

/** What a command does: the calls of actions and targets. */
function doneBy(command: Command, key = command.keys?.[0] ?? ''): unknown[][] {
  asked.splice(0);
  command.act!(key);
  return asked.splice(0);
}

const map: NonNullable<CommandTargets['map']> = {
  pan: (...share) => void asked.push(['pan', ...share]),
  zoomBy: (factor) => void asked.push(['zoomBy', factor]),
  fit: () => void asked.push(['fit']),
  goToViolation: (step) => void asked.push(['goToViolation', step]),
};
const atlas: NonNullable<CommandTargets['atlas']> = {
  pan: (...share) => void asked.push(['atlas.pan', ...share]),
  zoomBy: (factor) => void asked.push(['atlas.zoomBy', factor]),
  fit: () => void asked.push(['atlas.fit']),
  focusBy: (step) => void asked.push(['atlas.focusBy', step]),
  selectFocused: () => void asked.push(['atlas.selectFocused']),
};
const table: NonNullable<CommandTargets['table']> = {
  go: (step) => void asked.push(['go', step]),
  choose: (tensor) => void asked.push(['choose', tensor]),
  sort: (sort) => void asked.push(['sort', sort]),
  filter: (status) => void asked.push(['filter', status]),
};

describe('the commands', () => {
  it('have unique names, and unique keys in each place', async () => {
    const commands = commandsIn(await stateWithMap({ atlas: true }), { map, atlas, table });
    const names = commands.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const keys = commands.flatMap(({ keys = [], place = 'anywhere' }) => keys.map((key) => `${place} ${key}`));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.length).toBeGreaterThan(20);
  });

  it('of an empty page need no model', () => {
    const commands = commandsIn(empty, { chooseFile() {}, showHelp() {} });
    const possible = commands.filter(({ act }) => act).map(({ name }) => name);
    expect(possible).toEqual([
      'Open a model',
      ...commands.map(({ name }) => name).filter((name) => name.startsWith('Sample: ')),
      'Keyboard shortcuts',
      ...['auto', 'light', 'dark'].map((theme) => `Theme: ${theme}`),
      ...['Automatic', 'CPU', 'WebAssembly', 'WebGPU'].map((engine) => `Engine: ${engine}`),
    ]);
  });

  it('of a component are possible while it is registered', () => {
    expect(named(commandsIn(empty), 'Search tensors').act).toBeUndefined();
    const focusSearch = () => {};
    expect(named(commandsIn(empty, { focusSearch }), 'Search tensors').act).toBe(focusSearch);
  });

  it('of the map are possible once the map is ready', async () => {
    const names = ['Next violation', 'Zoom in', 'Fit the tensor', 'Move the view by 10 %'];
    const loading = commandsIn(await stateWithMap({ map: { phase: 'loading' } }), { map });
    expect(names.map((name) => named(loading, name).act)).toEqual(names.map(() => undefined));
    expect(doneBy(named(loading, 'Cancel reading this tensor'))).toMatchObject([{ 0: 'cancelDrawing' }]);
    const ready = commandsIn(await stateWithMap(), { map });
    expect(names.map((name) => doneBy(named(ready, name)))).toEqual([
      [['goToViolation', 1]],
      [['zoomBy', 1.5]],
      [['fit']],
      [['pan', -0.1, 0]],
    ]);
    expect(named(ready, 'Cancel reading this tensor').act).toBeUndefined();
  });

  it('of the arrow keys move the view or the row', async () => {
    const commands = commandsIn(await stateWithMap(), { map, table });
    const half = named(commands, 'Move the view by 50 %');
    expect(['Shift+ArrowDown', 'Shift+ArrowRight'].flatMap((key) => doneBy(half, key))).toEqual([
      ['pan', 0, 0.5],
      ['pan', 0.5, 0],
    ]);
    const rows = named(commands, 'Previous, next, first, last row');
    expect(['ArrowUp', 'ArrowDown', 'Home', 'End'].flatMap((key) => doneBy(rows, key))).toEqual([
      ['go', 'previous'],
      ['go', 'next'],
      ['go', 'first'],
      ['go', 'last'],
    ]);
  });

  it('of the open atlas have the keys of the map, and keys of their own', async () => {
    const state = await stateWithMap({ atlas: true });
    const commands = commandsIn(state, { atlas, table });
    const press = (key: string) => {
      document.body.innerHTML = '<div class="map-surface atlas-surface"><canvas></canvas></div>';
      const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      document.querySelector('canvas')!.dispatchEvent(event);
      asked.splice(0);
      pressedCommand(event, commands)?.();
      return asked.splice(0);
    };
    expect(['n', 'p', 'Enter', 'Escape', '+', '=', '-', '0', 'ArrowLeft', 'ArrowDown'].map(press)).toEqual([
      [['atlas.focusBy', 1]],
      [['atlas.focusBy', -1]],
      [['atlas.selectFocused']],
      [['showAtlas', false]],
      [['atlas.zoomBy', 1.5]],
      [['atlas.zoomBy', 1.5]],
      [['atlas.zoomBy', 1 / 1.5]],
      [['atlas.fit']],
      [['atlas.pan', -0.1, 0]],
      [['atlas.pan', 0, 0.1]],
    ]);
    expect(commandsIn(state, { table }).filter(({ group }) => group === 'Atlas')).toEqual([]);
  });

  it('sort columns of numbers by the largest first', async () => {
    const commands = commandsIn(await stateWithMap(), { table });
    expect(doneBy(named(commands, 'Sort tensors by zeros'))).toEqual([
      ['sort', { column: 'sparsity', descending: true }],
    ]);
    expect(doneBy(named(commands, 'Sort tensors by name'))).toEqual([['sort', { column: 'name', descending: false }]]);
  });

  it('read all weights of a model, with its size, and stop reading', async () => {
    const unread = { ...model, unread: true };
    const name = 'Read all weights (100 B)';
    expect(doneBy(named(commandsIn(await stateWithMap({ model: unread })), name))).toEqual([['countAll']]);
    const counting = commandsIn(await stateWithMap({ model: unread, counting: { done: 0, total: 2 } }));
    expect(named(counting, name).act).toBeUndefined();
    expect(doneBy(named(counting, 'Stop reading all weights'))).toMatchObject([{ 0: 'stopCounting' }]);
    expect(named(commandsIn(await stateWithMap()), name).act).toBeUndefined();
  });

  it('mark the current state', async () => {
    const commands = commandsIn(await stateWithMap({ coloring: 'density', theme: 'dark' }));
    const on = commands.filter(({ isOn }) => isOn).map(({ name }) => name);
    expect(on).toEqual(expect.arrayContaining(['Theme: dark', 'Engine: Automatic']));
    expect(on.filter((name) => name.startsWith('Color: '))).toHaveLength(1);
  });

  it('offer the colors of a comparison while there is one', async () => {
    const colors = (commands: readonly Command[]) => commands.filter(({ name }) => name.startsWith('Color: ')).length;
    const comparison = {} as AppState['comparison'];
    expect(colors(commandsIn(await stateWithMap({ comparison })))).toBe(colors(commandsIn(await stateWithMap())) + 1);
  });

  it('list the models of a bundle with two or more', async () => {
    const bundle = { ...model, members: [{ name: 'b/a.tflite' }, { name: 'b/c.tflite', modelType: 'aux' }] };
    const commands = commandsIn(await stateWithMap({ model: bundle }));
    expect(doneBy(named(commands, 'Model in the bundle: b/c.tflite, aux'))).toEqual([['openMember', 'b/c.tflite']]);
    const single = commandsIn(await stateWithMap());
    expect(single.some(({ name }) => name.startsWith('Model in the bundle'))).toBe(false);
  });

  it('of a review file offer nothing that needs the model', async () => {
    const review = { ...model, origin: { kind: 'review', name: 'a.tflite' } as const };
    const commands = commandsIn(await stateWithMap({ model: review }), { showEmbed() {} });
    expect(commands.filter(({ name }) => /^(Sample|Engine): /.test(name))).toEqual([]);
    expect(named(commands, 'Embed this map').act).toBeDefined();
  });

  it('embed no preview of a link', async () => {
    const preview = commandsIn(await stateWithMap({ model: undefined }), { showEmbed() {} });
    expect(named(preview, 'Embed this map').act).toBeUndefined();
  });

  it('download what the model has', () => {
    const downloads = {
      kinds: ['PNG', 'JSON report'] as const,
      makerOf: (kind: string) => (kind === 'PNG' ? undefined : () => void asked.push(['make', kind])),
      isTwice: false,
      setTwice() {},
    };
    const commands = commandsIn(empty, { downloads });
    expect(named(commands, 'Download: PNG').act).toBeUndefined();
    expect(doneBy(named(commands, 'Download: JSON report'))).toEqual([['make', 'JSON report']]);
  });

  it('switch between patterns of zeros and of blocks', async () => {
    const toBlocks = commandsIn(await stateWithMap()).filter(({ name }) => name.startsWith('Pattern: '));
    const block = { block: { rows: 1, columns: 4 } };
    expect(toBlocks.map((command) => doneBy(command))).toEqual([[['choosePattern', block]]]);
    const toZeros = commandsIn(await stateWithMap({ pattern: block })).filter(({ name }) =>
      name.startsWith('Pattern: '),
    );
    expect(toZeros.map((command) => doneBy(command))).toEqual([[['choosePattern', { zeros: 2, of: 4 }]]]);
  });
});

it('goes to the tensor with the largest share of broken blocks, if there is one', async () => {
  const done = (conformingBlocks: number) =>
    ({ phase: 'done', counts: { nonzeros: 4, blocks: 4, conformingBlocks } }) as const;
  const results = new Map([
    ['0:1', done(3)],
    ['0:2', done(1)],
  ]);
  const wide = tensors.map((tensor) => ({ ...tensor, columnCount: 8 }));
  const opened = { ...model, contents: { ...model.contents, tensors: wide } };
  const name = 'Go to the worst tensor';
  const worst = named(commandsIn(await stateWithMap({ model: opened, results }), { table }), name);
  expect(doneBy(worst)).toEqual([['choose', '0:2']]);
  const none = new Map([['0:1', done(4)]]);
  expect(named(commandsIn(await stateWithMap({ model: opened, results: none }), { table }), name).act).toBeUndefined();
});
