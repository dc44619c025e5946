import { reportMarkdown } from '../exports/reportMarkdown';
import { ModelError } from '../modelError';
import type { SparsityReport } from '../sparsity/report';
import { tensorKey } from '../tflite/weights/weightTensor';
import {
  argumentsOf,
  type ListArguments,
  type OpenArguments,
  type RenderArguments,
  type ReportArguments,
  UsageError,
} from './arguments';
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
import { type ModelReport, modelReports } from './modelReports';
import { baseNameOf } from './openFile';
import { checkText, reportTable, targetTable } from './reportText';
import type { RewriteArguments } from './rewriteArguments';
import { printable } from './tables';
import { usage } from './usage';

const exitCode = { done: 0, violation: 1, failed: 2 } as const;

/**
 * Runs the command. All errors are printed.
 * @param argv arguments, without the names of node and script
 * @returns the exit code
 */
export async function main(argv: string[], version: string): Promise<number> {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // A closed pipe is not an error, as in `prunescope report ... | head`. On Windows its code can be EOF.
    if (error.code === 'EPIPE' || error.code === 'EOF') return;
    console.error(`prunescope: the output cannot be written (${error.code})`);
    process.exit(exitCode.failed);
  });
  try {
    return await execute(argv, version);
  } catch (thrown) {
    console.error(printable(`prunescope: internal error: ${(thrown as Error).message}. Please report it.`));
    return exitCode.failed;
  }
}

async function execute(argv: string[], version: string): Promise<number> {
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h')) {
    (argv.length === 0 ? process.stderr : process.stdout).write(usage);
    return argv.length === 0 ? exitCode.failed : exitCode.done;
  }
  if (argv.includes('--version')) {
    console.log(version);
    return exitCode.done;
  }
  try {
    const args = argumentsOf(argv);
    if (args.command === 'open') return await openPage(args);
    if ('encoding' in args) return await rewriteFile(args);
    return await (args.command === 'render' || args.command === 'list' ? draw(args) : run(args));
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    console.error(`prunescope: ${printable(thrown.message)}; see prunescope --help`);
    return exitCode.failed;
  }
}

async function openPage(args: OpenArguments): Promise<number> {
  // Loaded on demand, because other commands need no server.
  const { open, servedPath } = await import('./open');
  const paths: string[] = [];
  for (const file of args.files) {
    try {
      paths.push(await servedPath(file));
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      printError(baseNameOf(file), thrown.message);
      return exitCode.failed;
    }
  }
  await open(paths, args);
  return exitCode.done;
}

async function draw(args: RenderArguments | ListArguments): Promise<number> {
  // Loaded on demand, because drawing needs d3 and reports do not.
  const { listTensors, render } = await import('./render');
  try {
    await (args.command === 'list' ? listTensors(args) : render(args));
    return exitCode.done;
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    printError(baseNameOf(args.file), thrown.message);
    return exitCode.failed;
  }
}

async function rewriteFile(args: RewriteArguments): Promise<number> {
  // Loaded on demand, because reports do not need it.
  const { rewrite } = await import('./rewrite');
  try {
    await rewrite(args, (note) => printError(baseNameOf(args.file), note));
    return exitCode.done;
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    printError(baseNameOf(args.file), thrown.message);
    return exitCode.failed;
  }
}

async function run(args: ReportArguments): Promise<number> {
  const shown: ModelReport['report'][] = [];
  const read: SparsityReport[] = [];
  let code: number = exitCode.done;
  let asArray = args.files.length > 1;
  const atLeast = (other: number) => {
    code = Math.max(code, other);
  };

  for (const file of args.files) {
    const before = read.length;
    let judged = 0;
    let leftOut = 0;
    for await (const { report, contents, inBundle } of modelReports(file, args.pattern, args)) {
      asArray ||= inBundle;
      if ('error' in report) {
        printError(report.model.name, report.error.message);
        atLeast(exitCode.failed);
        shown.push(report);
        continue;
      }
      read.push(report);
      const part = args.command === 'check' ? checkedPart(report, args) : report;
      printTensorErrors(part);
      if (!args.json && (args.command === 'report' || part.tensors.length > 0)) {
        console.log(textOf(part, args, shown.length > 0));
      }
      shown.push(part);
      if (args.command === 'report') continue;
      judged += part.tensors.length;
      leftOut += denseTensors(report, args).length;
      for (const note of checkNotes(report, contents!, args)) printError(report.model.name, note);
      atLeast(verdictCode(part, args));
    }
    const reports = read.slice(before);
    if (reports.length === 0) continue;
    const references = args.references.filter((reference) => !namesMember(reference));
    if (!allMatched(baseNameOf(file), reports, references)) atLeast(exitCode.failed);
    const isExpected = args.references.length === 0 || leftOut > 0;
    if (args.command === 'check' && isExpected && judged === 0) atLeast(exitCode.failed);
  }
  const memberReferences = args.references.filter(namesMember);
  if (read.length > 0 && !allMatched(args.files.map(baseNameOf).join(', '), read, memberReferences))
    atLeast(exitCode.failed);

  if (args.json) console.log(JSON.stringify(asArray ? shown : shown[0], null, 2));
  return code;
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

function allMatched(name: string, reports: readonly SparsityReport[], references: readonly string[]): boolean {
  const unmatched = unmatchedReferences(reports, references);
  for (const reference of unmatched) {
    printError(name, `no weight tensor matches ${reference}; available: ${availableTensorsText(reports)}`);
  }
  return unmatched.length === 0;
}

function printTensorErrors({ model, tensors }: SparsityReport): void {
  for (const tensor of tensors) {
    if (!('error' in tensor)) continue;
    printError(model.name, `tensor ${tensorKey(tensor)} (${tensor.name}): ${tensor.error.message}`);
  }
}

function printError(name: string, message: string): void {
  console.error(printable(`prunescope: ${name}: ${message}`));
}
