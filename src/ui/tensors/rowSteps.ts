import { tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import type { CommandTargets, RowStep } from '../commands/commandTargets';
import { useAppValue } from '../shell/appContext';

/** Selects rows step by step. If a row has the focus, the focus moves along. */
export function useRowSteps(
  rows: readonly WeightTensor[],
): Omit<NonNullable<CommandTargets['table']>, 'sort' | 'filter'> {
  const { store, actions } = useAppValue();
  const focused = () => document.activeElement?.closest<HTMLElement>('tr[data-tensor]');

  function choose(tensor: string): void {
    const table = focused()?.closest('tbody');
    void actions.select(tensor);
    // A virtualized row is rendered after it is selected.
    if (table) focusRow(table, tensor);
  }

  function go(step: RowStep): void {
    const from = focused()?.dataset.tensor ?? store.getState().selected;
    const at = rows.findIndex((tensor) => tensorKey(tensor) === from);
    const last = rows.length - 1;
    const to = { next: Math.min(at + 1, last), previous: Math.max(at - 1, 0), first: 0, last, here: at }[step];
    // At both ends, the row stays selected.
    if (rows[to] && (to !== at || step === 'here')) choose(tensorKey(rows[to]));
  }

  return { choose, go };
}

function focusRow(table: HTMLElement, key: string, tries = 10): void {
  const row = table.querySelector<HTMLElement>(`tr[data-tensor="${key}"]`);
  if (row) row.focus();
  else if (tries > 0) requestAnimationFrame(() => focusRow(table, key, tries - 1));
}
