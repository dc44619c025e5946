import { percent } from '../../sparsity/verdict';

// Outputs that are almost 0 in A make it a number of many digits, which says no more.
const most = 10;

/** A relative difference in percent. */
export function relativeText(relative: number): string {
  if (relative === Number.POSITIVE_INFINITY) return '∞';
  return relative > most ? `> ${percent(most, 0)}` : percent(relative);
}
