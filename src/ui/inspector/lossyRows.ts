import type { Energy, PrunedTensor } from '../../pruning/prunedTensor';

export type LossyRow = Energy & { readonly row: number };

/** The rows that lose the most energy, largest loss first. Rows that lose nothing are left out. */
export function lossyRows({ total, kept }: PrunedTensor['rows'], maxRows: number): LossyRow[] {
  const found: LossyRow[] = [];
  const lossOf = (row: Energy) => row.total - row.kept;
  for (let row = 0; row < total.length; row++) {
    const loss = total[row]! - kept[row]!;
    if (loss <= 0 || (found.length === maxRows && loss <= lossOf(found[maxRows - 1]!))) continue;
    const place = found.findIndex((other) => lossOf(other) < loss);
    found.splice(place < 0 ? found.length : place, 0, { row, total: total[row]!, kept: kept[row]! });
    if (found.length > maxRows) found.pop();
  }
  return found;
}
