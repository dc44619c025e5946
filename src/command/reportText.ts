import { coverageText } from '../sparsity/coverageText';
import { modelSummary, modelSummaryLines } from '../sparsity/modelSummary';
import { isBlockPattern, type Pattern, patternDescription } from '../sparsity/pattern';
import type { SparsityReport, TensorCounts, TensorReport } from '../sparsity/report';
import { energyCells, energyHeader } from '../sparsity/reportedEnergy';
import { statusLabel, statusName } from '../sparsity/statusText';
import {
  eligibleText,
  failedConditionText,
  shortTargetText,
  type TargetName,
  targetNames,
} from '../sparsity/targetResult';
import { formatCount, percent, verdictText } from '../sparsity/verdict';
import { operatorText, tensorKey } from '../tflite/weights/weightTensor';
import { isTooDense, isViolated, type Requirements, targetOf } from './check';
import { printable, tableLines } from './tables';

/** The report as a table for a terminal. */
export function reportTable(report: SparsityReport): string {
  const { model, pattern, coverage } = report;
  const last = isBlockPattern(pattern) ? 'zeros in all-zero blocks' : 'violating blocks';
  const energy = energyHeader(report.tensors);
  const header = ['tensor', 'name', 'operator', 'shape', 'type', 'sparsity', 'status', last, ...energy];
  const cells = report.tensors.map((tensor) => [
    tensorKey(tensor),
    printable(tensor.name),
    operatorText(tensor),
    tensor.shape.join('x') || 'scalar',
    tensor.type,
    ...('error' in tensor ? ['-', `${statusLabel.unreadable}: ${tensor.error.code}`, '-'] : countsOf(tensor, pattern)),
    ...energyCells(tensor, energy, '-'),
  ]);
  const title = `${printable(model.name)}: ${formatCount(model.bytes)} bytes, pattern: ${patternDescription(pattern)}`;
  const answer = modelSummaryLines(modelSummary(report.tensors, coverage), pattern);
  const table = cells.length > 0 ? tableLines([header, ...cells]) : ['no weight tensors in this model'];
  return [title, ...answer, '', ...table, '', printable(coverageText(coverage))].join('\n');
}

/** What each target makes of each tensor, for a terminal. JSON has the messages. */
export function targetTable({ model, tensors }: SparsityReport): string {
  const cells = tensors.map((tensor) => [
    tensorKey(tensor),
    printable(tensor.name),
    operatorText(tensor),
    ...targetNames.map((name) => targetCell(tensor, name)),
  ]);
  const table =
    cells.length > 0
      ? tableLines([['tensor', 'name', 'operator', ...targetNames], ...cells])
      : ['no weight tensors in this model'];
  return [
    printable(model.name),
    '',
    ...table,
    '',
    `${eligibleText}. Cells that are not yes name the first condition that fails.`,
  ].join('\n');
}

function targetCell(tensor: TensorReport, name: TargetName): string {
  const result = 'error' in tensor ? undefined : targetOf(tensor, name);
  return result ? shortTargetText(result) : '-';
}

function countsOf(tensor: Exclude<TensorReport, { error: unknown }>, pattern: Pattern): string[] {
  const { elements, nonzeros, blocks, conformingBlocks, status, structure, shareOfZeros } = tensor;
  const sparsity = elements === 0 ? '-' : percent((elements - nonzeros) / elements);
  const violating = status === 'not-applicable' ? '-' : formatCount(blocks - conformingBlocks);
  const inBlocks = status === 'too-short' ? '-' : percent(shareOfZeros ?? 0);
  return [sparsity, statusName(status, pattern, structure), isBlockPattern(pattern) ? inBlocks : violating];
}

/** The result of `check`, one line per tensor. */
export function checkText(report: SparsityReport, requirements: Requirements): string {
  return report.tensors.map((tensor) => checkLine(report, tensor, requirements)).join('\n');
}

function checkLine({ model, pattern }: SparsityReport, tensor: TensorReport, requirements: Requirements): string {
  return printable(`${model.name}: ${tensorResultText(tensor, pattern, requirements)}`);
}

/** The result of `check` for a tensor, with its name. */
export function tensorResultText(tensor: TensorReport, pattern: Pattern, requirements: Requirements): string {
  const name = `${tensorKey(tensor)} ${tensor.name}`;
  if ('error' in tensor) return `${name}: ${tensor.error.message}`;
  const { minSparsity, target, judgesPattern } = requirements;
  const sparsity = percent(1 - tensor.nonzeros / tensor.elements);
  const isSparseEnough = minSparsity === undefined || !isTooDense(tensor, minSparsity);
  const parts = [
    judgesPattern && verdictText({ ...tensor, columnCount: tensor.shape.at(-1) ?? 1 }, pattern),
    target && targetText(tensor, target),
    !isSparseEnough && `${sparsity} zeros, expected at least ${percent(minSparsity)}`,
    tensor.status === 'dense' &&
      isViolated(tensor, requirements) &&
      `not pruned (${sparsity} zeros): --allow-dense does not check such tensors`,
  ];
  return `${name}: ${parts.filter(Boolean).join('; ')}`;
}

/** All failed conditions, because each has to be met. */
function targetText(tensor: Pick<TensorCounts, 'targets'>, target: TargetName): string {
  const { verdict = 'unknown', because = [] } = targetOf(tensor, target) ?? {};
  if (verdict === 'eligible') return `Eligible for ${target}`;
  const conditions = because.map(failedConditionText).join('; ');
  return `${verdict === 'unknown' ? 'Cannot tell whether eligible' : 'Not eligible'} for ${target}: ${conditions}`;
}
