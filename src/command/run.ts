import { reportMarkdown } from '../exports/reportMarkdown';
import type { OpenedModel } from '../model/openModel';
import type { SparsityReport } from '../sparsity/report';
import { tensorKey } from '../tflite/weights/weightTensor';
import type { ReportArguments } from './arguments';
import {
  availableTensorsText,
  checkedPart,
  checkNotes,
  denseTensors,
  isUnread,
  isViolated,
  namesMember,
  unmatchedReferences,
} from './check';
import { exitCode } from './exitCode';
import { type ModelReport, modelReports } from './modelReports';
import { baseNameOf, type ExternalPath } from './openFile';
import { checkText, reportTable, targetTable } from './reportText';

/** Where `report` and `check` write to. */
export type Output = {
  result(text: string): void;
  /** @param name of the model or file that the message is about */
  error(name: string, message: string): void;
  /** Called after the result of each model. The model is closed after that. */
  onModel?(reported: ReportedModel): Promise<void>;
  /** Called after the last message about a file, with its exit code. */
  onFile?(file: string, code: number): void;
};

/** Arguments of the command line, and where to read external files. */
type RunArguments = ReportArguments & { readonly externalPath?: ExternalPath };

/** A model that was read. */
export type ReportedModel = {
  readonly report: SparsityReport;
  /** The report, reduced to the tensors that are shown: for `check` those that are judged. */
  readonly part: SparsityReport;
  readonly model: OpenedModel;
};

/**
 * Runs `report` or `check`.
 * @returns the exit code
 */
export async function run(args: RunArguments, output: Output): Promise<number> {
  const shown: ModelReport['report'][] = [];
  const read: SparsityReport[] = [];
  let code: number = exitCode.done;
  let asArray = args.files.length > 1;
  for (const file of args.files) {
    const result = await runFile(file, args, output, shown.length > 0);
    shown.push(...result.shown);
    read.push(...result.read);
    asArray ||= result.inBundle;
    code = Math.max(code, result.code);
    output.onFile?.(file, result.code);
  }
  const memberReferences = args.references.filter(namesMember);
  if (read.length > 0 && !allMatched(args.files.map(baseNameOf).join(', '), read, memberReferences, output))
    code = exitCode.failed;

  if (args.json) output.result(JSON.stringify(asArray ? shown : shown[0], null, 2));
  return code;
}

type FileResult = {
  readonly code: number;
  readonly shown: readonly ModelReport['report'][];
  readonly read: readonly SparsityReport[];
  readonly inBundle: boolean;
};

/** @param follows whether there is output of another file before */
async function runFile(file: string, args: RunArguments, output: Output, follows: boolean): Promise<FileResult> {
  const shown: ModelReport['report'][] = [];
  const read: SparsityReport[] = [];
  let [code, judged, leftOut]: number[] = [exitCode.done, 0, 0];
  let isBundled = false;
  for await (const { report, model, inBundle } of modelReports(file, args.pattern, args)) {
    isBundled ||= inBundle;
    if ('error' in report) {
      output.error(report.model.name, report.error.message);
      code = exitCode.failed;
      shown.push(report);
      continue;
    }
    read.push(report);
    const part = args.command === 'check' ? checkedPart(report, args) : report;
    reportTensorErrors(part, output);
    if (!args.json && (args.command === 'report' || part.tensors.length > 0)) {
      output.result(textOf(part, args, follows || shown.length > 0));
    }
    shown.push(part);
    await output.onModel?.({ report, part, model: model! });
    if (args.command === 'report') continue;
    judged += part.tensors.length;
    leftOut += denseTensors(report, args).length;
    for (const note of checkNotes(report, model!.contents, args)) output.error(report.model.name, note);
    code = Math.max(code, verdictCode(part, args));
  }
  const references = args.references.filter((reference) => !namesMember(reference));
  if (read.length > 0 && !allMatched(baseNameOf(file), read, references, output)) code = exitCode.failed;
  const isExpected = args.references.length === 0 || leftOut > 0;
  if (args.command === 'check' && read.length > 0 && isExpected && judged === 0) code = exitCode.failed;
  return { code, shown, read, inBundle: isBundled };
}

function textOf(report: SparsityReport, args: ReportArguments, follows: boolean): string {
  if (args.command === 'check') return checkText(report, args);
  const text = args.markdown ? reportMarkdown(report) : args.targets ? targetTable(report) : reportTable(report);
  return `${follows ? '\n' : ''}${text}`;
}

function verdictCode({ tensors, coverage }: SparsityReport, args: ReportArguments): number {
  // Unreadable constants and operators can be weights that are not judged.
  const isDamaged = coverage.unlisted.some(({ because }) => because === 'unreadable');
  if (tensors.some(isUnread) || isDamaged || (args.strict && coverage.unlisted.length > 0)) return exitCode.failed;
  return tensors.some((tensor) => isViolated(tensor, args)) ? exitCode.violation : exitCode.done;
}

function allMatched(
  name: string,
  reports: readonly SparsityReport[],
  references: readonly string[],
  output: Output,
): boolean {
  const unmatched = unmatchedReferences(reports, references);
  for (const reference of unmatched) {
    output.error(name, `no weight tensor matches ${reference}; available: ${availableTensorsText(reports)}`);
  }
  return unmatched.length === 0;
}

function reportTensorErrors({ model, tensors }: SparsityReport, output: Output): void {
  for (const tensor of tensors) {
    if (!('error' in tensor)) continue;
    output.error(model.name, `tensor ${tensorKey(tensor)} (${tensor.name}): ${tensor.error.message}`);
  }
}
