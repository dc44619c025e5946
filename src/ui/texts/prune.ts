import type { PlannedEncoding, Pruning } from '../../rewrite/plan';
import { patternName } from '../../sparsity/pattern';
import { formatCount } from '../../sparsity/verdict';
import { formatPercentage, formatThreshold } from './planNumbers';

// Texts of the mode "Prune".

const tensors = (count: number) => (count === 1 ? '1 tensor' : `${formatCount(count)} tensors`);

/** What a tensor is pruned to: `2 of 4`, `80 %`, `|w| ≤ 0.02`. */
export function pruningText(prune: Pruning): string {
  switch (prune.kind) {
    case 'keep':
      return pruneTexts.keep;
    case 'pattern':
      return patternName(prune);
    case 'sparsity':
      return `${formatPercentage(prune.sparsity)} %`;
    case 'threshold':
      return `|w| ≤ ${formatThreshold(prune.threshold)}`;
  }
}

export const pruneTexts = {
  region: 'Prune',
  title: (model: string) => `Prune ${model}`,
  done: 'Done',
  doneTitle: 'Back to the details. The plan is kept.',
  plan: 'Plan',
  about:
    'Sets the weights of smallest magnitude to zero, in a new file. Choose here, or for each tensor in the list. The map shows what the plan does.',
  prune: 'Prune to',
  kinds: {
    keep: 'keep all weights',
    pattern: 'pattern',
    sparsity: 'sparsity',
    threshold: 'threshold',
  } satisfies Record<Pruning['kind'], string>,
  zeros: 'Zeros in every block',
  of: 'Weights in a block',
  zerosOf: 'of',
  sparsity: 'Sparsity in percent',
  threshold: 'Largest magnitude that becomes zero',
  invalid: {
    keep: '',
    pattern: 'At least 1 zero, fewer than the weights in a block, and at most 64 weights',
    sparsity: 'More than 0 and less than 100 %',
    threshold: 'A number of 0 or more',
  } satisfies Record<Pruning['kind'], string>,
  store: 'Store as',
  asBefore: 'as before',
  encodings: {
    dense: 'dense',
    csr: 'sparse (CSR)',
    'block:1x4': 'sparse, 1 × 4 blocks',
    'block:1x16': 'sparse, 1 × 16 blocks',
    'tflm-decode': 'TFLM_DECODE',
  } satisfies Record<PlannedEncoding, string>,
  all: 'Apply to all',
  allTitle: 'Changes the weights of CONV_2D and FULLY_CONNECTED that can be changed in this way, as the command does',
  one: 'Apply to this tensor',
  keepAll: 'Keep all',
  changes: (count: number, of: number) => `${formatCount(count)} of ${tensors(of)} in the plan`,
  cannot: (name: string, problem: string) => `Tensor ${name} ${problem}`,
  keep: 'Keep',
  column: 'Plan',
  storeColumn: 'Store as',
  planOf: (name: string) => `Plan of ${name}`,
  storeOf: (name: string) => `Encoding of ${name}`,
  savePlan: 'Download plan',
  loadPlan: 'Load plan…',
  planFile: 'Plan file',
  planFailed: (sentence: string) => `The plan is not loaded: ${sentence}`,

  prediction: 'Before and after',
  noChanges: 'The plan has no changes.',
  ask: (bytes: string) => `The new file needs all of the model (${bytes}).`,
  agree: (bytes: string) => `Read ${bytes}`,
  predicting: 'Computing what the plan does',
  cancel: 'Cancel',
  predict: 'Compute',
  failed: (sentence: string) => `The plan cannot be applied: ${sentence}`,
  table: 'Tensors before and after',
  tensor: 'Tensor',
  zerosColumn: 'Zeros',
  bytesColumn: 'Bytes',
  file: 'File',
  change: (before: string, after: string) => (before === after ? before : `${before} → ${after}`),
  more: (count: number) => `and ${tensors(count)} more. The plan lists all of them.`,
  targets: 'Targets',
  targetsTitle: 'Tensors of the plan that the target can use',
  eligible: (count: number, of: number) => `${formatCount(count)} of ${formatCount(of)}`,

  result: 'New model',
  download: 'Download model',
  compare: 'Compare with the original',
  writing: 'Writing the new model',
  canceled: 'Canceled. No file was written.',
  saved: (name: string) => `Saved ${name}.`,
  notSaved: (sentence: string) => `Not saved: ${sentence}`,
  inParts: 'Written to the file in parts, so the size of the model does not matter.',
  inMemory: 'This browser saves files as a whole: models up to 2 GB.',
  run: 'Run both',
  runAbout: 'Runs the original and the new model on the same inputs with LiteRT.js in this browser.',
  runOpen: 'Run both models…',
  rank: 'Sensitivity of tensors',
  rankAbout: 'Prunes each tensor alone to the goal above, and ranks the tensors by how much the outputs change.',
  rankOpen: 'Rank tensors…',
};
