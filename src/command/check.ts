import type { SparsityReport, TensorReport } from '../sparsity/report';
import { selectedTensors } from '../sparsity/tensorSelection';
import { tensorKey } from '../tflite/weights/weightTensor';

/** The report, reduced to the tensors that the references select. Without references, to the tensors that are checked by default. */
export function checkedPart(report: SparsityReport, references: readonly string[]): SparsityReport {
  const checked = new Set(
    references.length > 0
      ? references.flatMap((reference) => tensorsNamed(report, reference))
      : report.tensors.filter(isCheckedByDefault),
  );
  return { ...report, tensors: report.tensors.filter((tensor) => checked.has(tensor)) };
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

export function isViolated(tensor: TensorReport): boolean {
  return 'conforms' in tensor && !tensor.conforms;
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

function isCheckedByDefault(tensor: TensorReport): boolean {
  const hasPatternOperator = tensor.operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED');
  return hasPatternOperator && ('error' in tensor || !tensor.trivial);
}
