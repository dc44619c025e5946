import { coverageText, noWeightsText } from '../sparsity/coverageText';
import type { SparsityReport, TensorCounts, TensorReport } from '../sparsity/report';
import type { TargetName, TargetResult } from '../sparsity/targetResult';
import { selectedTensors } from '../sparsity/tensorSelection';
import { percent } from '../sparsity/verdict';
import type { ModelContents } from '../tflite/weights/modelContents';
import { hasPatternOperator, tensorKey } from '../tflite/weights/weightTensor';

/** Which tensors `check` checks. */
export type Selection = {
  /** Without references, those that can break the pattern. */
  readonly references: readonly string[];
  /** Of all operators. Otherwise of CONV_2D and FULLY_CONNECTED only. */
  readonly all: boolean;
  /** Leaves out tensors of status `dense`. */
  readonly allowDense: boolean;
};

/** The report, reduced to the tensors that are judged. */
export function checkedPart(report: SparsityReport, selection: Selection): SparsityReport {
  const leftOut = new Set(denseTensors(report, selection));
  return { ...report, tensors: selectedPart(report, selection).filter((tensor) => !leftOut.has(tensor)) };
}

/** The selected tensors that `--allow-dense` leaves out. */
export function denseTensors(report: SparsityReport, selection: Selection): TensorReport[] {
  return selection.allowDense ? selectedPart(report, selection).filter(({ status }) => status === 'dense') : [];
}

function selectedPart(report: SparsityReport, { references, all }: Omit<Selection, 'allowDense'>): TensorReport[] {
  const selected = new Set(
    references.length > 0
      ? references.flatMap((reference) => tensorsNamed(report, reference))
      : report.tensors.filter((tensor) => canBreak(tensor) && (all || hasPatternOperator(tensor))),
  );
  return report.tensors.filter((tensor) => selected.has(tensor));
}

/** The tensors that only `--all` or `--tensor` selects, counted by operator; undefined if there are none. */
function notJudgedText(
  { tensors }: SparsityReport,
  { references, all }: Omit<Selection, 'allowDense'>,
): string | undefined {
  if (all || references.length > 0) return undefined;
  const counts = new Map<string, number>();
  for (const tensor of tensors) {
    if (!canBreak(tensor) || hasPatternOperator(tensor)) continue;
    const { code } = tensor.operators[0];
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  const listed = [...counts].map(([code, count]) => `${count} of ${code}`).join(', ');
  return `not checked without --all or --tensor: ${listed}`;
}

/** What `check` does not judge in a model, a line each. */
export function checkNotes(report: SparsityReport, contents: ModelContents, selection: Selection): string[] {
  const selected = selectedPart(report, selection);
  const dense = denseTensors(report, selection);
  const isEmpty = selection.references.length === 0 && selected.length === 0;
  const others = isEmpty ? nothingToJudgeText(report, contents, selection) : notJudgedText(report, selection);
  const onlyDense = dense.length > 0 && dense.length === selected.length;
  const unlisted = report.coverage.unlisted.length > 0 ? coverageText(report.coverage) : undefined;
  return [
    ...dense.map(notPrunedText),
    onlyDense ? 'no tensor to check: --allow-dense leaves out all selected tensors' : undefined,
    others,
    unlisted,
  ].filter((note) => note !== undefined);
}

/** A tensor that `--allow-dense` leaves out. */
function notPrunedText(tensor: TensorReport): string {
  const sparsity =
    'error' in tensor ? '' : ` (${percent((tensor.elements - tensor.nonzeros) / tensor.elements)} zeros)`;
  return `${tensorKey(tensor)} ${tensor.name}: not checked because of --allow-dense: not pruned${sparsity}`;
}

/** Why `check` selects no tensor of a model. */
function nothingToJudgeText(report: SparsityReport, contents: ModelContents, selection: Selection): string {
  if (report.tensors.length === 0) return `no tensor to check: ${noWeightsText(contents)}`;
  const others = notJudgedText(report, selection);
  if (others)
    return `no tensor to check: there are no CONV_2D or FULLY_CONNECTED weights that can break the pattern; ${others}`;
  return 'no tensor to check: no weights can break the pattern, because rows are too short or the last dimension is not the input channels';
}

/** The references that select no tensor of any of these models. */
export function unmatchedReferences(reports: readonly SparsityReport[], references: readonly string[]): string[] {
  return references.filter((reference) => reports.every((report) => tensorsNamed(report, reference).length === 0));
}

/** Whether a reference names a model of a bundle: `member.tflite#0:5`. */
export function namesMember(reference: string): boolean {
  return reference.includes('#');
}

export function isUnread(tensor: TensorReport): boolean {
  return 'error' in tensor;
}

/** What `check` requires of a tensor. */
export type Requirements = {
  /** Required share of zeros, 0 to 1. */
  readonly minSparsity?: number | undefined;
  readonly target?: TargetName | undefined;
  readonly judgesPattern: boolean;
};

export function isViolated(tensor: TensorReport, { minSparsity = 0, target, judgesPattern }: Requirements): boolean {
  if ('error' in tensor) return false;
  if (target && targetOf(tensor, target)?.verdict !== 'eligible') return true;
  return (judgesPattern && !tensor.conforms) || isTooDense(tensor, minSparsity);
}

/** What a target makes of a tensor. */
export function targetOf({ targets }: Pick<TensorCounts, 'targets'>, name: TargetName): TargetResult | undefined {
  return targets?.find(({ target }) => target === name);
}

export function isTooDense(tensor: Pick<TensorCounts, 'elements' | 'nonzeros'>, minSparsity: number): boolean {
  // The quotient of two integers is rounded like the decimal number that the user typed, so equal shares are equal.
  return tensor.elements > 0 && (tensor.elements - tensor.nonzeros) / tensor.elements < minSparsity;
}

/** The first tensors of the models, for an error message about an unknown tensor. */
export function availableTensorsText(reports: readonly SparsityReport[]): string {
  const names = reports.flatMap((report) => {
    const member = memberOf(report);
    return report.tensors.map(
      (tensor) => `${member === undefined ? '' : `${member}#`}${tensorKey(tensor)} (${tensor.name})`,
    );
  });
  const more = names.length > 5 ? [`and ${names.length - 5} more`] : [];
  return [...names.slice(0, 5), ...more].join(', ') || 'none: there are no weight tensors';
}

function tensorsNamed(report: SparsityReport, reference: string): TensorReport[] {
  const prefix = `${memberOf(report)}#`;
  return selectedTensors(report.tensors, reference.startsWith(prefix) ? reference.slice(prefix.length) : reference);
}

/** `b.task/c.tflite` for `a.task/b.task/c.tflite`; undefined for a model that is not in a bundle. */
function memberOf({ model }: SparsityReport): string | undefined {
  return model.name.split('/').slice(1).join('/') || undefined;
}

function canBreak(tensor: TensorReport): boolean {
  return 'error' in tensor || !tensor.trivial;
}
