import { figures, isSample } from '../../state/samples';
import type { SortColumn } from '../../state/tableRows';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { descendsFirst } from '../tensors/sorting';
import { commandNames, sortNames } from '../texts/commands';
import type { Command, CommandedPage } from './command';
import type { RowStep } from './commandTargets';

const rowSteps: Readonly<Record<string, RowStep>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
};

/** Selects, finds and sorts tensors. */
export function tensorCommands({ state, actions, targets }: CommandedPage): Command[] {
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
      act:
        table && (column !== 'change' || state.comparison)
          ? () => table.sort({ column, descending: descendsFirst(column) })
          : undefined,
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
