import { colorings } from '../../heatmap/coloring';
import { isBlockPattern, twoOfFour } from '../../sparsity/pattern';
import type { Actions } from '../../state/actions';
import { figures, isSample, samples } from '../../state/samples';
import { type AppState, selectedTensor } from '../../state/store';
import type { SortColumn } from '../../state/tableRows';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { layoutsOf, viewOf, viewText } from '../../views/matrixView';
import { engineChoices } from '../shell/EngineSwitch';
import { formatBytes } from '../shell/formatting';
import { printPage } from '../shell/printing';
import { themes } from '../shell/theme';
import { descendsFirst } from '../tensors/TableTools';
import { type CommandGroup, commandNames, sortNames } from '../texts/commands';
import { coloringNames, layoutName } from '../texts/map';
import { engineNames, readAllTexts, withModelType } from '../texts/page';
import type { CommandTargets, RowStep } from './commandTargets';
import type { KeyPlace } from './keys';

/** Something that can be done on the page. */
export type Command = {
  readonly name: string;
  readonly group: CommandGroup;
  /** As keyOf names them. Each of them runs the command. */
  readonly keys?: readonly string[];
  /** Where the focus must be for the keys; absent: anywhere except in a field. */
  readonly place?: KeyPlace;
  /** The page is already in this state. */
  readonly isOn?: boolean;
  /** Runs the command; undefined if that is not possible now. Commands whose keys differ in effect read the key. */
  readonly act: ((key: string) => void) | undefined;
};

/** What commands read and change. */
export type CommandedPage = { readonly state: AppState; readonly actions: Actions; readonly targets: CommandTargets };

/** All commands of the page. Keys, help and palette read this table. If several commands have a pressed key, the first one in place runs. */
export function commandsOf(page: CommandedPage): readonly Command[] {
  return [
    ...atlasCommands(page),
    ...fileCommands(page),
    ...tensorCommands(page),
    ...mapCommands(page),
    ...drawingCommands(page),
    ...downloadCommands(page),
    ...pageCommands(page),
  ];
}

/** Present while the atlas is open. It takes its keys before the map and the table. */
function atlasCommands({ actions, targets: { atlas } }: CommandedPage): Command[] {
  if (!atlas) return [];
  return [
    { name: commandNames.nextInAtlas, group: 'Atlas', keys: ['n'], place: 'atlas', act: () => atlas.focusBy(1) },
    { name: commandNames.previousInAtlas, group: 'Atlas', keys: ['p'], place: 'atlas', act: () => atlas.focusBy(-1) },
    {
      name: commandNames.showFromAtlas,
      group: 'Atlas',
      keys: ['Enter'],
      place: 'atlas',
      act: () => atlas.selectFocused(),
    },
    {
      name: commandNames.closeAtlas,
      group: 'Atlas',
      keys: ['Escape'],
      place: 'atlas',
      act: () => actions.showAtlas(false),
    },
  ];
}

function fileCommands({ state, actions, targets }: CommandedPage): Command[] {
  const { model, opening, counting } = state;
  const isReview = model?.origin.kind === 'review';
  const members = model?.members ?? [];
  const readAll = readAllTexts.readAll(formatBytes(model?.contents.byteLength ?? 0));
  return [
    { name: commandNames.open, group: 'File', keys: ['Ctrl+o'], act: targets.chooseFile },
    { name: commandNames.compare, group: 'File', act: state.model && targets.chooseCompared },
    { name: commandNames.stopComparing, group: 'File', act: state.comparison && actions.stopComparing },
    { name: commandNames.addNote, group: 'File', keys: ['c'], act: targets.writeNote },
    { name: commandNames.copyLink, group: 'File', keys: ['y'], act: targets.copyLink },
    {
      name: commandNames.embed,
      group: 'File',
      act: state.map.phase === 'ready' && !isReview ? targets.showEmbed : undefined,
    },
    { name: commandNames.cancelOpening, group: 'File', act: opening && actions.cancelOpening },
    ...(isReview ? [] : samples).map((sample) => ({
      name: commandNames.sample(sample.name),
      group: 'File' as const,
      act: () => actions.openSample(sample),
    })),
    ...(members.length < 2 ? [] : members).map(({ name, modelType }) => ({
      name: commandNames.member(withModelType(name, modelType)),
      group: 'File' as const,
      isOn: name === model?.contents.name,
      act: () => void actions.openMember(name),
    })),
    { name: readAll, group: 'File', act: model?.unread && !counting ? () => void actions.countAll() : undefined },
    { name: commandNames.stopReadingAll, group: 'File', act: counting && actions.stopCounting },
  ];
}

const rowSteps: Readonly<Record<string, RowStep>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
};

function tensorCommands({ state, actions, targets }: CommandedPage): Command[] {
  const { table } = targets;
  const tensors = state.model?.contents.tensors ?? [];
  const origin = state.model?.origin;
  const drawn = origin?.kind === 'address' && isSample(origin.address) ? figures : [];
  return [
    { name: commandNames.nextTensor, group: 'Tensors', keys: ['n'], act: table && (() => table.go('next')) },
    { name: commandNames.previousTensor, group: 'Tensors', keys: ['p'], act: table && (() => table.go('previous')) },
    { name: commandNames.searchTensors, group: 'Tensors', keys: ['/'], act: targets.focusSearch },
    {
      name: commandNames.moveInTable,
      group: 'Tensors',
      keys: Object.keys(rowSteps),
      place: 'table',
      act: table && ((key) => table.go(rowSteps[key]!)),
    },
    {
      name: commandNames.showRow,
      group: 'Tensors',
      keys: ['Enter', ' '],
      place: 'table',
      act: table && (() => table.go('here')),
    },
    ...(Object.keys(sortNames) as SortColumn[]).map((column) => ({
      name: commandNames.sort(sortNames[column]),
      group: 'Tensors' as const,
      act: table && (() => table.sort({ column, descending: descendsFirst(column) })),
    })),
    ...drawn.flatMap(({ title, tensorName, window }) => {
      const tensor = tensors.find(({ name }) => name === tensorName);
      const act = tensor && (() => void actions.select(tensorKey(tensor), window, title));
      return tensor
        ? [{ name: commandNames.figure(title), group: 'Tensors' as const, isOn: state.caption === title, act }]
        : [];
    }),
  ];
}

const directions: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowUp: [0, -1],
  ArrowRight: [1, 0],
  ArrowDown: [0, 1],
};

function mapCommands({ state, actions, targets }: CommandedPage): Command[] {
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

function drawingCommands({ state, actions, targets }: CommandedPage): Command[] {
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
    { name: commandNames.editPattern, group: 'Display', keys: ['m'], act: targets.focusPattern },
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

function downloadCommands({ targets: { downloads } }: CommandedPage): Command[] {
  return (downloads?.kinds ?? []).map((kind) => ({
    name: commandNames.download(kind),
    group: 'Download',
    act: () => downloads!.make(kind),
  }));
}

function pageCommands({ state, actions, targets }: CommandedPage): Command[] {
  return [
    { name: commandNames.find, group: 'Page', keys: ['Ctrl+k'], act: targets.showPalette },
    { name: commandNames.help, group: 'Page', keys: ['?'], act: targets.showHelp },
    { name: commandNames.print, group: 'Page', act: state.model && printPage },
    ...themes.map((theme) => ({
      name: commandNames.theme(theme),
      group: 'Page' as const,
      isOn: state.theme === theme,
      act: () => actions.chooseTheme(theme),
    })),
    ...(state.model?.origin.kind === 'review' ? [] : engineChoices).map((choice) => ({
      name: commandNames.engine(engineNames[choice]),
      group: 'Page' as const,
      isOn: (state.engine?.choice ?? 'auto') === choice,
      act: () => void actions.chooseEngine(choice),
    })),
    { name: commandNames.dismiss, group: 'Page', act: state.problem && actions.dismissProblem },
  ];
}
