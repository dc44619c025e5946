import { formatCount } from '../../sparsity/verdict';

// Texts of the comparison with a second model. A is the open model, B the other one.

export const comparisonTexts = {
  menu: 'Compare',
  menuTitle: 'Compare zeros with another model',
  openFile: 'Open file…',
  stop: 'Stop comparing',
  region: 'Comparison',
  heading: 'Compared with B:',
  kinds: { kept: 'Kept', added: 'Added', lost: 'Lost' },
  kindTitles: { kept: 'Zeros kept', added: 'New zeros in B', lost: 'Zeros lost in B' },
  pattern: 'Pattern',
  statusChange: 'Status in A and in B',
  partner: 'Tensor in B',
  noPartner: 'no partner',
  noResult: 'not compared',
  failed: (message: string) => `cannot be compared: ${message}`,
  notCompared: (reason: string) => `not compared: ${reason}`,
  onlyInB: 'Only in B',
  inA: 'in A',
  inB: 'in B',
  tensorCount: (count: number) => (count === 1 ? '1 tensor' : `${formatCount(count)} tensors`),
  compareAll: 'Compare all weights',
  comparingAll: 'Comparing all weights',
  stopAll: 'Stop',
  line: 'Comparison of this tensor',
  zeros: (kept: string, added: string, lost: string) => `zeros kept ${kept} · added ${added} · lost ${lost}`,
  model: (name: string) => `B: ${name}`,
  noCounterpart: (name: string) => `${name} has no counterpart of this tensor. Colors show zero / non-zero.`,
};

export const comparisonLegendTexts = {
  kept: 'zero in both',
  added: 'new zeros in B',
  lost: 'zeros lost in B',
  nonzero: 'non-zero in both',
};
