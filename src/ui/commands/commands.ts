import { formatBytes } from '../../sparsity/byteSize';
import { samples } from '../../state/samples';
import { engineChoices } from '../shell/engineChoices';
import { printPage } from '../shell/printing';
import { themes } from '../shell/theme';
import { commandNames, pruneNames } from '../texts/commands';
import { engineNames, readAllTexts, withModelType } from '../texts/page';
import { atlasCommands } from './atlasCommands';
import type { Command, CommandedPage } from './command';
import type { CommandTargets } from './commandTargets';
import { drawingCommands, mapCommands } from './mapCommands';
import { tensorCommands } from './tensorCommands';

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

function fileCommands({ state, actions, targets }: CommandedPage): Command[] {
  const { model, opening, counting } = state;
  const isReview = model?.origin.kind === 'review';
  const members = model?.members ?? [];
  const readAll = readAllTexts.readAll(formatBytes(model?.contents.byteLength ?? 0));
  return [
    { name: commandNames.open, group: 'File', keys: ['Ctrl+o'], act: targets.chooseFile },
    {
      name: commandNames.openUrl,
      group: 'File',
      keys: ['u'],
      act: isReview ? undefined : (targets.focusAddress ?? targets.showAddress),
    },
    { name: commandNames.compare, group: 'File', act: state.model && targets.chooseCompared },
    { name: commandNames.stopComparing, group: 'File', act: state.comparison && actions.stopComparing },
    { name: pruneNames.command, group: 'File', act: targets.openPlan },
    {
      name: pruneNames.close,
      group: 'File',
      keys: ['Escape'],
      act: state.planning?.isOpen && !state.atlas ? actions.closePlan : undefined,
    },
    { name: commandNames.addNote, group: 'File', keys: ['c'], act: targets.writeNote && (() => writeNote(targets)) },
    { name: commandNames.copyLink, group: 'File', keys: ['y'], act: targets.copyLink },
    {
      name: commandNames.embed,
      group: 'File',
      act: state.map.phase === 'ready' && state.model ? targets.showEmbed : undefined,
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

function writeNote(targets: CommandTargets): void {
  targets.showNotes?.();
  targets.writeNote?.();
}

function downloadCommands({ targets: { downloads } }: CommandedPage): Command[] {
  return (downloads?.kinds ?? []).map((kind) => ({
    name: commandNames.download(kind),
    group: 'Download',
    act: downloads?.makerOf(kind),
  }));
}

function pageCommands({ state, actions, targets }: CommandedPage): Command[] {
  // The panels are laid out before a model is open.
  const isOpen = state.model !== undefined || state.snapshot !== undefined;
  return [
    { name: commandNames.find, group: 'Page', keys: ['Ctrl+k'], act: targets.showPalette },
    { name: commandNames.help, group: 'Page', keys: ['?'], act: targets.showHelp },
    { name: commandNames.tensorsPanel, group: 'Page', act: isOpen ? targets.toggleTensors : undefined },
    { name: commandNames.detailsPanel, group: 'Page', act: isOpen ? targets.toggleDetails : undefined },
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
