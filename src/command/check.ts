import type { SparsityReport, TensorReport } from '../sparsity/report';
import { selectedTensors } from '../sparsity/tensorSelection';
import { tensorKey } from '../tflite/weights/weightTensor';

/** The report with the tensors that are judged only: those that the references name, or, without any, those that a pattern is meant for. */
export function judgedPart(report: SparsityReport, references: readonly string[]): SparsityReport {
  const judged = new Set(
    references.length > 0
      ? references.flatMap((reference) => tensorsNamed(report, reference))
      : report.tensors.filter(judgedByDefault),
  );
  return { ...report, tensors: report.tensors.filter((tensor) => judged.has(tensor)) };
}

/** The references that name no tensor of any of these models. */
export function unmatchedReferences(reports: readonly SparsityReport[], references: readonly string[]): string[] {
  return references.filter((reference) => reports.every((report) => tensorsNamed(report, reference).length === 0));
}

/** `member.tflite#0:5` names a tensor of one model of a bundle, and is meant for no other. */
export function namesMember(reference: string): boolean {
  return reference.includes('#');
}

export function isUnread(tensor: TensorReport): boolean {
  return 'error' in tensor;
}

export function isViolated(tensor: TensorReport): boolean {
  return 'conforms' in tensor && !tensor.conforms;
}

/** The first few tensors of some models, for the one who named another. */
export function tensorsToName(reports: readonly SparsityReport[]): string {
  const names = reports.flatMap((report) => {
    const member = memberOf(report);
    return report.tensors.map(
      (tensor) => `${member === undefined ? '' : `${member}#`}${tensorKey(tensor)} (${tensor.name})`,
    );
  });
  const more = names.length > 5 ? [`${names.length - 5} more`] : [];
  return [...names.slice(0, 5), ...more].join(', ') || 'none, since there are no weight tensors';
}

function tensorsNamed(report: SparsityReport, reference: string): TensorReport[] {
  const prefix = `${memberOf(report)}#`;
  return selectedTensors(report.tensors, reference.startsWith(prefix) ? reference.slice(prefix.length) : reference);
}

/** `a.task/b.task/c.tflite` -> `b.task/c.tflite`; the name of a file of its own has no slash. */
function memberOf({ model }: SparsityReport): string | undefined {
  return model.name.split('/').slice(1).join('/') || undefined;
}

function judgedByDefault(tensor: TensorReport): boolean {
  const judged = tensor.operators.some(({ code }) => code === 'CONV_2D' || code === 'FULLY_CONNECTED');
  return judged && ('error' in tensor || !tensor.trivial);
}
