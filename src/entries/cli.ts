import { version } from '../../package.json';
import { argumentsOf, type RenderArguments, type ReportArguments, UsageError, usage } from '../command/arguments';
import { isUnread, isViolated, judgedPart, namesMember, tensorsToName, unmatchedReferences } from '../command/check';
import { type ModelReport, modelReports } from '../command/modelReports';
import { baseNameOf } from '../command/openFile';
import { checkText, printable, reportTable } from '../command/reportText';
import { reportMarkdown } from '../exports/reportMarkdown';
import { ModelError } from '../modelError';
import type { SparsityReport } from '../sparsity/report';
import { tensorKey } from '../tflite/weights/weightTensor';

const exitCode = { done: 0, violation: 1, failed: 2 } as const;

async function main(argv: string[]): Promise<number> {
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
    return await (args.command === 'render' ? draw(args) : run(args));
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    console.error(`prunescope: ${printable(thrown.message)}; see prunescope --help`);
    return exitCode.failed;
  }
}

async function draw(args: RenderArguments): Promise<number> {
  // Drawing takes d3, which a report does without.
  const { render } = await import('../command/render');
  try {
    await render(args);
    return exitCode.done;
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    complain(baseNameOf(args.file), thrown.message);
    return exitCode.failed;
  }
}

async function run(args: ReportArguments): Promise<number> {
  const shown: ModelReport['report'][] = [];
  const read: SparsityReport[] = [];
  let code: number = exitCode.done;
  let asArray = args.files.length > 1;

  for (const file of args.files) {
    const before = read.length;
    for await (const { report, inBundle } of modelReports(file, args.pattern, args.html)) {
      asArray ||= inBundle;
      if ('error' in report) {
        complain(report.model.name, report.error.message);
        code = exitCode.failed;
        shown.push(report);
        continue;
      }
      complainOfTensors(report);
      read.push(report);
      const part = args.command === 'check' ? judgedPart(report, args.references) : report;
      // A reference that matches nothing is said on stderr; there is nothing to judge only where nothing was asked for.
      const unmatched = args.references.length > 0 && part.tensors.length === 0;
      if (!args.json && !unmatched) console.log(textOf(part, args, shown.length > 0));
      shown.push(part);
      if (args.command === 'check') code = Math.max(code, verdictCode(part));
    }
    const reports = read.slice(before);
    const references = args.references.filter((reference) => !namesMember(reference));
    if (reports.length > 0 && !allMatched(baseNameOf(file), reports, references)) code = exitCode.failed;
  }
  const ofMembers = args.references.filter(namesMember);
  if (read.length > 0 && !allMatched(args.files.map(baseNameOf).join(', '), read, ofMembers)) code = exitCode.failed;

  if (args.json) console.log(JSON.stringify(asArray ? shown : shown[0], null, 2));
  return code;
}

function textOf(report: SparsityReport, { command, markdown }: ReportArguments, follows: boolean): string {
  if (command === 'check') return checkText(report);
  if (markdown) return `${follows ? '\n' : ''}${reportMarkdown(report)}`;
  return `${follows ? '\n' : ''}${reportTable(report)}`;
}

function verdictCode({ tensors }: SparsityReport): number {
  if (tensors.some(isUnread)) return exitCode.failed;
  return tensors.some(isViolated) ? exitCode.violation : exitCode.done;
}

function allMatched(name: string, reports: readonly SparsityReport[], references: readonly string[]): boolean {
  const unmatched = unmatchedReferences(reports, references);
  for (const reference of unmatched) {
    complain(name, `no weight tensor matches ${reference}; expected one of ${tensorsToName(reports)}`);
  }
  return unmatched.length === 0;
}

function complainOfTensors({ model, tensors }: SparsityReport): void {
  for (const tensor of tensors) {
    if (!('error' in tensor)) continue;
    complain(model.name, `tensor ${tensorKey(tensor)} (${tensor.name}): ${tensor.error.message}`);
  }
}

function complain(name: string, message: string): void {
  console.error(printable(`prunescope: ${name}: ${message}`));
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has read enough, as in `prunescope report ... | head`, is no error; a full disk is. Windows also calls it EOF.
  if (error.code === 'EPIPE' || error.code === 'EOF') return;
  console.error(`prunescope: the output could not be written (${error.code})`);
  process.exit(exitCode.failed);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  console.error(printable(`prunescope: ${(thrown as Error).message}: this is a bug in prunescope, please report it`));
  process.exitCode = exitCode.failed;
}
