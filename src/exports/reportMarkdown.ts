import { coverageText } from '../sparsity/coverageText';
import { patternDescription } from '../sparsity/pattern';
import type { SparsityReport, TensorReport } from '../sparsity/report';
import { formatCount, percent, shortVerdictText, verdictOf } from '../sparsity/verdict';
import { operatorText, tensorKey } from '../tflite/weights/weightTensor';
import { markdownText } from './markdown';

/** The report as a table in GitHub Flavored Markdown, for a pull request or a README. Names are escaped. */
export function reportMarkdown({ model, pattern, coverage, tensors }: SparsityReport): string {
  const head = ['tensor', 'operator', 'shape', 'type', 'zeros', 'verdict', 'violating blocks'];
  const right = new Set(['zeros', 'violating blocks']);
  const rows = tensors.map((tensor) => [
    `${tensorKey(tensor)} ${markdownText(tensor.name)}`,
    markdownText(operatorText(tensor)),
    tensor.shape.join(' × ') || 'scalar',
    markdownText(tensor.type),
    ...countCells(tensor),
  ]);
  return [
    `**${markdownText(model.name)}**: ${formatCount(model.bytes)} bytes, pattern: ${patternDescription(pattern)}`,
    '',
    ...(rows.length === 0
      ? ['No weight tensors in this model.']
      : [line(head), line(head.map((name) => (right.has(name) ? '---:' : '---'))), ...rows.map(line)]),
    '',
    markdownText(coverageText(coverage)),
    '',
    `SHA-256 \`${model.sha256}\``,
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function countCells(tensor: TensorReport): string[] {
  if ('error' in tensor) return ['', `Error: ${markdownText(tensor.error.message)}`, ''];
  const { elements, nonzeros, blocks, conformingBlocks } = tensor;
  const violating = verdictOf(tensor) === 'violates' ? formatCount(blocks - conformingBlocks) : '';
  return [elements === 0 ? '' : percent(1 - nonzeros / elements), shortVerdictText(tensor), violating];
}
