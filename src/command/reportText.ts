import { coverageText } from '../sparsity/coverageText';
import { modelSummary, modelSummaryLines } from '../sparsity/modelSummary';
import { isBlockPattern, type Pattern, patternDescription } from '../sparsity/pattern';
import type { SparsityReport, TensorReport } from '../sparsity/report';
import { statusLabel, statusName } from '../sparsity/statusText';
import { formatCount, percent, verdictText } from '../sparsity/verdict';
import { operatorText, tensorKey } from '../tflite/weights/weightTensor';
import { isTooDense, isViolated } from './check';

// Long names are shortened to keep lines within this width. JSON contains the complete names.
const maxLineLength = 140;
const minNameLength = 24;

/** The report as a table for a terminal. */
export function reportTable(report: SparsityReport): string {
  const { model, pattern, coverage } = report;
  const last = isBlockPattern(pattern) ? 'zeros in all-zero blocks' : 'violating blocks';
  const header = ['tensor', 'name', 'operator', 'shape', 'type', 'sparsity', 'status', last];
  const cells = report.tensors.map((tensor) => [
    tensorKey(tensor),
    printable(tensor.name),
    operatorText(tensor),
    tensor.shape.join('x') || 'scalar',
    tensor.type,
    ...('error' in tensor ? ['-', `${statusLabel.unreadable}: ${tensor.error.code}`, '-'] : countsOf(tensor, pattern)),
  ]);
  const title = `${printable(model.name)}: ${formatCount(model.bytes)} bytes, pattern: ${patternDescription(pattern)}`;
  const answer = modelSummaryLines(modelSummary(report.tensors, coverage), pattern);
  const table = cells.length > 0 ? tableLines([header, ...cells]) : ['no weight tensors in this model'];
  return [title, ...answer, '', ...table, '', printable(coverageText(coverage))].join('\n');
}

function tableLines(rows: readonly string[][]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const others = widths.reduce((sum, width, column) => sum + (column === 1 ? 0 : width + 2), 0);
  widths[1] = Math.min(widths[1], Math.max(minNameLength, maxLineLength - others));
  return rows.map((row) =>
    row
      .map((cell, column) => shortened(cell, widths[column]).padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** Cuts the middle of a name, because names often differ at the start and the end. */
function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.floor((length - 1) / 2);
  return `${text.slice(0, length - 1 - tail)}…${text.slice(text.length - tail)}`;
}

function countsOf(tensor: Exclude<TensorReport, { error: unknown }>, pattern: Pattern): string[] {
  const { elements, nonzeros, blocks, conformingBlocks, status, structure, shareOfZeros } = tensor;
  const sparsity = elements === 0 ? '-' : percent((elements - nonzeros) / elements);
  const violating = status === 'not-applicable' ? '-' : formatCount(blocks - conformingBlocks);
  const inBlocks = status === 'too-short' ? '-' : percent(shareOfZeros ?? 0);
  return [sparsity, statusName(status, pattern, structure), isBlockPattern(pattern) ? inBlocks : violating];
}

/** The result of `check`, one line per tensor. */
export function checkText(report: SparsityReport, minSparsity?: number): string {
  return report.tensors.map((tensor) => checkLine(report, tensor, minSparsity)).join('\n');
}

function checkLine({ model, pattern }: SparsityReport, tensor: TensorReport, minSparsity?: number): string {
  const name = `${model.name}: ${tensorKey(tensor)} ${tensor.name}`;
  if ('error' in tensor) return printable(`${name}: ${tensor.error.message}`);
  const verdict = verdictText({ ...tensor, columnCount: tensor.shape.at(-1) ?? 1 }, pattern);
  const sparsity = percent(1 - tensor.nonzeros / tensor.elements);
  const tooDense =
    minSparsity !== undefined && isTooDense(tensor, minSparsity)
      ? `; ${sparsity} zeros, expected at least ${percent(minSparsity)}`
      : '';
  const option =
    tensor.status === 'dense' && isViolated(tensor, minSparsity)
      ? `; not pruned (${sparsity} zeros): --allow-dense does not judge such tensors`
      : '';
  return printable(`${name}: ${verdict}${tooDense}${option}`);
}

/** Names come from an untrusted file, so control characters and line separators are replaced before they reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
