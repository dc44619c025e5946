import { trivialBecause } from '../../sparsity/trivial';
import { figures, isSample } from '../../state/samples';
import type { AppState } from '../../state/store';
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

/** The tensor with the largest share of blocks that break the pattern; undefined if no tensor that is read breaks it. */
function worstTensor({ model, results, pattern }: AppState): string | undefined {
  let worst: string | undefined;
  let worstShare = 0;
  for (const tensor of model?.contents.tensors ?? []) {
    const result = results.get(tensorKey(tensor));
    if (result?.phase !== 'done' || trivialBecause(tensor, pattern)) continue;
    const { blocks, conformingBlocks } = result.counts;
    const share = blocks === 0 ? 0 : 1 - conformingBlocks / blocks;
    if (share <= worstShare) continue;
    worst = tensorKey(tensor);
    worstShare = share;
  }
  return worst;
}

/** Selects, finds and sorts tensors. */
export function tensorCommands({ state, actions, targets }: CommandedPage): Command[] {
  const { table } = targets;
  const tensors = state.model?.contents.tensors ?? [];
  const origin = state.model?.origin;
  const drawn = origin?.kind === 'address' && isSample(origin.address) ? figures : [];
  const worst = worstTensor(state);
  return [
    { name: commandNames.nextTensor, group: 'Tensors', keys: ['n'], act: table && (() => table.go('next')) },
    { name: commandNames.previousTensor, group: 'Tensors', keys: ['p'], act: table && (() => table.go('previous')) },
    {
      name: commandNames.worstTensor,
      group: 'Tensors',
      act: worst === undefined ? undefined : () => (table ? table.choose(worst) : void actions.select(worst)),
    },
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
