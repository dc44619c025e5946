import { htmlInMarkdown, markdownText } from '../../exports/markdown';
import { countCells, markdownTable } from '../../exports/reportMarkdown';
import { sentenceOf } from '../../modelError';
import { modelSummary, modelSummaryLines } from '../../sparsity/modelSummary';
import { isBlockPattern, patternDescription } from '../../sparsity/pattern';
import type { SparsityReport, TensorCounts, TensorReport } from '../../sparsity/report';
import { eligibleTargets, eligibleText } from '../../sparsity/targetResult';
import { formatCount, percent } from '../../sparsity/verdict';
import { operatorText, tensorKey } from '../../tflite/weights/weightTensor';
import type { ReportArguments } from '../arguments';
import { isUnread, isViolated } from '../check';
import { exitCode } from '../exitCode';
import { shortened } from '../tables';
import { countsBefore, type PreviousVersion } from './previousVersion';
import { shades, type TextMap } from './textMap';

/** A file that was checked. */
export type CheckedFile = {
  /** As in the repository, or as on the command line. */
  readonly path: string;
  /** Undefined: there is no version to compare with. */
  readonly previous: (PreviousVersion & { readonly path: string }) | undefined;
  readonly models: readonly CheckedModel[];
  /** Errors and notes, without the name of the file. */
  readonly messages: readonly string[];
};

export type CheckedModel = {
  readonly report: SparsityReport;
  /** The report, reduced to the tensors that are judged. */
  readonly part: SparsityReport;
  readonly maps: readonly FailureMap[];
};

/** Where a tensor fails. */
export type FailureMap = {
  readonly tensor: TensorReport;
  readonly map: TextMap;
  /** What the shades are a share of. */
  readonly of: 'broken blocks' | 'non-zero weights';
  /** The first block that breaks the pattern: row, and columns with the end exclusive. */
  readonly first: { readonly row: number; readonly columns: readonly [number, number] } | undefined;
};

// Bytes. The limits of GitHub are 1 MiB for the summary of a step and 65,536 characters for a comment.
const maxSummary = 1_000_000;
const maxComment = 60_000;
const maxNameLength = 80;
const openMaps = 2;

export type Summary = { readonly summary: string; readonly comment: string };

/**
 * The result of a check as GitHub Flavored Markdown, for the summary of a run and for a comment. Names are escaped.
 * @param source.name of the check, for the heading; undefined or empty: none
 * @param source.runUrl page of the run; undefined outside of GitHub Actions
 */
export function summaryOf(
  files: readonly CheckedFile[],
  args: ReportArguments,
  code: number,
  { name, runUrl }: { readonly name: string | undefined; readonly runUrl: string | undefined },
): Summary {
  const title = name ? `Prunescope: ${markdownText(name)}` : 'Prunescope';
  const head = `### ${title}\n\n${verdict(files, code)} ${requirementsText(args)}`;
  const tables = files.map((file) => fileText(file, args));
  const maps = files.flatMap(({ path, models }) => models.flatMap((model) => model.maps.map((map) => ({ path, map }))));
  const shownMaps = maps.map(({ path, map }, i) => mapText(path, map, i < openMaps));
  const run = runUrl === undefined ? [] : [`[Run with log and maps](${runUrl})`];
  return {
    summary: joined([head, ...tables, ...shownMaps], maxSummary, 'The rest is in the log of the run.'),
    comment: joined([head, ...run, ...tables, ...shownMaps], maxComment, 'The rest is in the summary of the run.'),
  };
}

function verdict(files: readonly CheckedFile[], code: number): string {
  if (files.length === 0) return 'No model was changed.';
  if (code === exitCode.done) return '✅ All checked tensors conform.';
  if (code === exitCode.violation) return '❌ A tensor does not conform.';
  return '❌ Not everything could be checked.';
}

function requirementsText({ pattern, judgesPattern, minSparsity, target }: ReportArguments): string {
  const parts = [
    judgesPattern && patternDescription(pattern),
    minSparsity !== undefined && `at least ${percent(minSparsity)} zeros`,
    target && `eligible for ${target}`,
  ];
  return `Required: ${parts.filter(Boolean).join('; ')}.`;
}

function fileText(file: CheckedFile, args: ReportArguments): string {
  const { path, previous, models, messages } = file;
  const notes = [
    previous && previous.path !== path && `Renamed from ${markdownText(previous.path)}.`,
    previous?.problem && markdownText(previous.problem),
  ].filter(Boolean);
  return [
    `#### ${markdownText(path)}`,
    ...(notes.length > 0 ? [notes.join(' ')] : []),
    ...models.map((model) => modelText(file, model, args)),
    ...(messages.length > 0 ? [messages.map((message) => `- ${markdownText(sentenceOf(message))}`).join('\n')] : []),
  ].join('\n\n');
}

function modelText({ previous }: CheckedFile, { report, part }: CheckedModel, args: ReportArguments): string {
  const { model, pattern, coverage, tensors } = report;
  const last = isBlockPattern(pattern) ? 'zeros in all-zero blocks' : 'violating blocks';
  const head = ['result', 'tensor', 'operator', 'shape', 'type', 'zeros', 'status', last, 'eligible for'];
  const judged = new Set(part.tensors.map(tensorKey));
  const rows = tensors.map((tensor) => {
    const before = previous && countsBefore(tensor, report, previous);
    const [zeros, status, counted] = countCells(tensor, pattern);
    return [
      judged.has(tensorKey(tensor)) ? resultText(tensor, args) : 'not checked',
      `${tensorKey(tensor)} ${markdownText(shortened(tensor.name, maxNameLength))}`,
      markdownText(operatorText(tensor)),
      unbroken(tensor.shape.join(' × ') || 'scalar'),
      markdownText(tensor.type),
      unbroken('error' in tensor ? zeros : zerosText(tensor, before, zeros)),
      status,
      isBlockPattern(pattern) || 'error' in tensor ? counted : violatingText(tensor, before, counted),
      'error' in tensor ? '' : eligibleTargets(tensor.targets ?? []).join(', '),
    ];
  });
  const answer = modelSummaryLines(modelSummary(tensors, coverage), pattern);
  const name = model.name.includes('/') ? `**${markdownText(model.name)}**: ` : '';
  return [
    `${name}${formatCount(model.bytes)} bytes. ${answer.map((line) => `${line}.`).join(' ')}`,
    ...(rows.length > 0 ? [markdownTable(head, rows, ['zeros', last]).join('\n'), `${eligibleText}.`] : []),
  ].join('\n\n');
}

function resultText(tensor: TensorReport, args: ReportArguments): string {
  if (isUnread(tensor)) return '❌ unreadable';
  return isViolated(tensor, args) ? '❌ fails' : '✅ passes';
}

/** On one line, because the table is wide. */
function unbroken(cell: string): string {
  return cell.replaceAll(' ', '\u00a0');
}

/** The share of zeros before and now. */
function zerosText(tensor: TensorCounts, before: TensorCounts | undefined, now: string): string {
  if (!before || before.elements === 0 || before.maskSha256 === tensor.maskSha256) return now;
  const share = percent((before.elements - before.nonzeros) / before.elements);
  return share === now ? `${now}, at other places` : `${share} → ${now}`;
}

/** The number of blocks that break the pattern, before and now. */
function violatingText(tensor: TensorCounts, before: TensorCounts | undefined, now: string): string {
  const count = tensor.blocks - tensor.conformingBlocks;
  const countBefore = before && before.blocks - before.conformingBlocks;
  if (countBefore === undefined || countBefore === count || tensor.status === 'not-applicable') return now;
  return `${formatCount(countBefore)} → ${formatCount(count)}`;
}

function mapText(path: string, { tensor, map, of, first }: FailureMap, isOpen: boolean): string {
  const name = htmlInMarkdown(`${path}: ${tensorKey(tensor)} ${shortened(tensor.name, maxNameLength)}`);
  const [few, some, many, most] = shades.quarters;
  const key = `\`${shades.none}\` none, \`${few}\` up to 25 %, \`${some}\` 50 %, \`${many}\` 75 %, \`${most}\` more`;
  const place =
    first &&
    ` The first one is in row ${formatCount(first.row)}, columns ${formatCount(first.columns[0])} to ${formatCount(first.columns[1] - 1)}.`;
  return [
    `<details${isOpen ? ' open' : ''}>\n<summary>Map of ${of}, ${name}</summary>`,
    `\`\`\`text\n${map.lines.join('\n')}\n\`\`\``,
    `Each character covers ${formatCount(map.rows)} × ${formatCount(map.columns)} weights. Share of ${of}: ${key}.${place ?? ''}`,
    '</details>',
  ].join('\n\n');
}

/** Joins the parts that fit into a number of bytes. If the first part that does not fit is a table, some of its lines are kept. */
function joined(parts: readonly string[], maxBytes: number, rest: string): string {
  let text = '';
  for (const part of parts) {
    const next = text === '' ? part : `${text}\n\n${part}`;
    if (Buffer.byteLength(next) > maxBytes)
      return `${text}\n\n${linesThatFit(part, maxBytes - Buffer.byteLength(text))}${rest}\n`;
    text = next;
  }
  return `${text}\n`;
}

function linesThatFit(part: string, maxBytes: number): string {
  if (part.startsWith('<details')) return '';
  let kept = '';
  for (const line of part.split('\n')) {
    if (Buffer.byteLength(kept) + Buffer.byteLength(line) + 2 > maxBytes) break;
    kept += `${line}\n`;
  }
  return `${kept}\n`;
}
