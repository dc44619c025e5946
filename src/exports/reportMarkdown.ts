import { coverageText } from '../sparsity/coverageText';
import { modelSummary, modelSummaryLines } from '../sparsity/modelSummary';
import { isBlockPattern, type Pattern, patternDescription } from '../sparsity/pattern';
import type { SparsityReport, TensorReport } from '../sparsity/report';
import { energyCells, energyHeader } from '../sparsity/reportedEnergy';
import { statusLabel, statusName } from '../sparsity/statusText';
import { eligibleTargets, eligibleText } from '../sparsity/targetResult';
import { formatCount, percent } from '../sparsity/verdict';
import { operatorText, tensorKey } from '../tflite/weights/weightTensor';
import { markdownText } from './markdown';

/** The report as a table in GitHub Flavored Markdown, for a pull request or a README. Names are escaped. */
export function reportMarkdown({ model, pattern, coverage, tensors }: SparsityReport): string {
  const last = isBlockPattern(pattern) ? 'zeros in all-zero blocks' : 'violating blocks';
  const energy = energyHeader(tensors);
  const head = ['tensor', 'operator', 'shape', 'type', 'zeros', 'status', last, 'eligible for', ...energy];
  const answer = modelSummaryLines(modelSummary(tensors, coverage), pattern);
  const rows = tensors.map((tensor) => [
    `${tensorKey(tensor)} ${markdownText(tensor.name)}`,
    markdownText(operatorText(tensor)),
    tensor.shape.join(' × ') || 'scalar',
    markdownText(tensor.type),
    ...countCells(tensor, pattern),
    'error' in tensor ? '' : eligibleTargets(tensor.targets ?? []).join(', '),
    ...energyCells(tensor, energy, ''),
  ]);
  return [
    `**${markdownText(model.name)}**: ${formatCount(model.bytes)} bytes, pattern: ${patternDescription(pattern)}`,
    '',
    ...(answer.length === 0 ? [] : [`${answer.join('; ')}.`, '']),
    ...(rows.length === 0
      ? ['No weight tensors in this model.']
      : markdownTable(head, rows, ['zeros', last, ...energy])),
    '',
    ...(rows.length === 0 ? [] : [`${eligibleText}.`, '']),
    markdownText(coverageText(coverage)),
    '',
    `SHA-256 \`${model.sha256}\``,
  ].join('\n');
}

/** @param head names of the columns @param right those that are aligned on the right */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly string[],
): string[] {
  return [line(head), line(head.map((name) => (right.includes(name) ? '---:' : '---'))), ...rows.map(line)];
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** Cells for zeros, status and the last count of a tensor. */
export function countCells(tensor: TensorReport, pattern: Pattern): string[] {
  if ('error' in tensor) return ['', `${statusLabel.unreadable}: ${markdownText(tensor.error.message)}`, ''];
  const { elements, nonzeros, blocks, conformingBlocks, conforms, status, structure, shareOfZeros } = tensor;
  const violating = conforms || status === 'not-applicable' ? '' : formatCount(blocks - conformingBlocks);
  const inBlocks = status === 'too-short' ? '' : percent(shareOfZeros ?? 0);
  return [
    elements === 0 ? '' : percent((elements - nonzeros) / elements),
    statusName(status, pattern, structure),
    isBlockPattern(pattern) ? inBlocks : violating,
  ];
}
