import { colorings } from '../../heatmap/coloring';
import { isBlockPattern, twoOfFour } from '../../sparsity/pattern';
import { selectedTensor } from '../../state/store';
import { layoutsOf, viewOf, viewText } from '../../views/matrixView';
import { commandNames } from '../texts/commands';
import { coloringNames, layoutName } from '../texts/map';
import type { Command, CommandedPage } from './command';

const directions: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowDown: [0, 1],
};

/** Moves the view of the map, or of the atlas while it is open, and cancels reading. */
export function mapCommands({ state, actions, targets }: CommandedPage): Command[] {
  const map = state.map.phase === 'ready' ? targets.map : undefined;
  const view = targets.atlas ?? map;
  const pan = (share: number) =>
    view &&
    ((key: string) => {
      const [columns, rows] = directions[key.replace('Shift+', '')]!;
      view.pan(share * columns, share * rows);
    });
  const arrows = Object.keys(directions);
  return [
    { name: commandNames.nextViolation, group: 'Map', keys: [']'], act: map && (() => map.goToViolation(1)) },
    { name: commandNames.previousViolation, group: 'Map', keys: ['['], act: map && (() => map.goToViolation(-1)) },
    { name: commandNames.zoomIn, group: 'Map', keys: ['+', '='], act: view && (() => view.zoomBy(1.5)) },
    { name: commandNames.zoomOut, group: 'Map', keys: ['-'], act: view && (() => view.zoomBy(1 / 1.5)) },
    {
      name: targets.atlas ? commandNames.fitAtlas : commandNames.fit,
      group: 'Map',
      keys: ['0'],
      act: view && (() => view.fit()),
    },
    { name: commandNames.pan, group: 'Map', keys: arrows, place: 'map', act: pan(0.1) },
    {
      name: commandNames.panFar,
      group: 'Map',
      keys: arrows.map((arrow) => `Shift+${arrow}`),
      place: 'map',
      act: pan(0.5),
    },
    {
      name: commandNames.cancelReading,
      group: 'Map',
      act: state.map.phase === 'loading' ? actions.cancelDrawing : undefined,
    },
  ];
}

/** Chooses what is drawn: pattern, colors, layout, atlas. */
export function drawingCommands({ state, actions, targets }: CommandedPage): Command[] {
  const tensor = selectedTensor(state);
  const view = tensor && viewOf(tensor, state.view);
  const layouts = tensor ? layoutsOf(tensor) : [];
  const transposed = view?.transposed ?? false;
  const isShown = (layout: (typeof layouts)[number]) =>
    view !== undefined && viewText({ layout, transposed }) === viewText(view);
  return [
    {
      name: isBlockPattern(state.pattern) ? commandNames.zerosPattern : commandNames.blockPattern,
      group: 'Display',
      act:
        view &&
        (() =>
          void actions.choosePattern(isBlockPattern(state.pattern) ? twoOfFour : { block: { rows: 1, columns: 4 } })),
    },
    { name: commandNames.editPattern, group: 'Display', keys: ['m'], act: view && targets.focusPattern },
    ...colorings
      .filter((name) => name !== 'compare' || state.comparison)
      .map((coloring) => ({
        name: commandNames.color(coloringNames[coloring]),
        group: 'Display' as const,
        isOn: state.coloring === coloring,
        act: view && (() => actions.chooseColoring(coloring)),
      })),
    {
      name: commandNames.atlas,
      group: 'Display',
      keys: ['a'],
      isOn: state.atlas,
      act: view && (() => actions.showAtlas(!state.atlas)),
    },
    ...(layouts.length < 2 ? [] : layouts).map((layout) => ({
      name: commandNames.view(layoutName(layout)),
      group: 'Display' as const,
      isOn: isShown(layout),
      act: () => void actions.chooseView({ layout, transposed }),
    })),
    {
      name: commandNames.transpose,
      group: 'Display',
      isOn: transposed,
      act: view && (() => void actions.chooseView({ ...state.view, transposed: !transposed })),
    },
  ];
}
