import { randomUUID } from 'node:crypto';
import { appendFile } from 'node:fs/promises';
import type { ReportArguments } from '../arguments';
import { isUnread, isViolated } from '../check';
import { exitCode } from '../exitCode';
import { tensorResultText } from '../reportText';
import { run } from '../run';
import { printable } from '../tables';
import { checkedModelOf } from './checkedModel';
import { writeComment } from './comment';
import { type FileToCheck, filesToCheck } from './filesToCheck';
import { previousVersion } from './previousVersion';
import { repositoryRoot } from './repository';
import { externalPathIn } from './repositoryFolder';
import { runContextOf } from './runContext';
import { type CheckedFile, type CheckedModel, summaryOf } from './summary';
import { errorCommand, uninterpreted } from './workflowCommands';

type Environment = Readonly<Record<string, string | undefined>>;

/** A file that was checked, with its exit code. */
type FileResult = CheckedFile & { readonly file: FileToCheck; readonly code: number };

// The runner keeps 10 errors of a step.
const maxAnnotations = 10;

/**
 * Runs `check` in a workflow of GitHub Actions: writes the log, annotations, the summary of the step, its outputs, and a comment. Without FILEs,
 * checks the models that a pull request or a push changes.
 * @param environment the variables of the runner. All can be missing.
 * @returns the exit code
 * @throws UsageError if the changed models cannot be determined, or a file cannot be written
 */
export async function githubCheck(args: ReportArguments, environment: Environment): Promise<number> {
  const context = await runContextOf(environment);
  const root = await repositoryRoot();
  const files = await filesToCheck(args.files, context, root);
  const svgs: string[] = [];
  const results: FileResult[] = [];
  // Names in the log are those of the pull request. All lines go to one stream, so that none leaves the part that is not interpreted.
  const log = uninterpreted(randomUUID());
  console.log(log.start);
  let code: number;
  try {
    code = await checkAll(files, root, args, results, svgs);
  } finally {
    console.log(log.end);
  }
  for (const line of annotations(results, args)) console.log(line);
  if (args.maps !== undefined && svgs.length > 0) await (await import('./mapsPage')).writeMapsPage(args.maps, svgs);
  const { summary, comment } = summaryOf(results, args, code, {
    name: environment.PRUNESCOPE_NAME,
    runUrl: runUrlOf(environment),
  });
  await append(environment.GITHUB_STEP_SUMMARY, summary);
  await append(
    environment.GITHUB_OUTPUT,
    `result=${resultNames[code]}\nmaps=${args.maps !== undefined && svgs.length > 0}\n`,
  );
  const { GITHUB_TOKEN: token, GITHUB_REPOSITORY: repository, GITHUB_API_URL: apiUrl } = environment;
  if (token && repository && context.pullRequest !== undefined) {
    const place = { apiUrl: apiUrl ?? 'https://api.github.com', repository, pullRequest: context.pullRequest, token };
    const marker = markerOf(environment);
    const problem = await writeComment(place, marker, `${marker}\n${comment}`, results.length > 0);
    if (problem !== undefined) console.log(`prunescope: ${printable(problem)}`);
  }
  return code;
}

const resultNames = ['passed', 'failed', 'error'];

/** Checks the files, and adds the results and maps. */
async function checkAll(
  files: readonly FileToCheck[],
  root: string | undefined,
  args: ReportArguments,
  results: FileResult[],
  svgs: string[],
): Promise<number> {
  const readable = new Map(files.filter(({ problem }) => problem === undefined).map((file) => [file.location, file]));
  let code: number = exitCode.done;
  for (const file of files.filter(({ problem }) => problem !== undefined)) {
    console.log(printable(`prunescope: ${file.path}: ${file.problem}`));
    results.push({ ...file, file, code: exitCode.failed, previous: undefined, models: [], messages: [file.problem!] });
    code = exitCode.failed;
  }
  let models: CheckedModel[] = [];
  let messages: string[] = [];
  const checked = await run(
    {
      ...args,
      files: [...readable.keys()],
      ...(root !== undefined && { externalPath: (path) => externalPathIn(root, path) }),
    },
    {
      result: (text) => console.log(text),
      error(name, message) {
        console.log(printable(`prunescope: ${name}: ${message}`));
        messages.push(name.includes('/') ? `${name}: ${message}` : message);
      },
      async onModel(reported) {
        const { svgs: drawn, ...model } = await checkedModelOf(reported, args);
        models.push(model);
        svgs.push(...drawn);
      },
      onFile(location, fileCode) {
        const file = readable.get(location)!;
        results.push({ file, path: file.path, code: fileCode, previous: undefined, models, messages });
        [models, messages] = [[], []];
      },
    },
  );
  for (const [i, result] of results.entries()) {
    const { commit, previousPath } = result.file;
    if (commit === undefined || previousPath === undefined) continue;
    const previous = await previousVersion(commit, previousPath, args.pattern);
    results[i] = { ...result, previous: { ...previous, path: previousPath } };
  }
  return Math.max(code, checked);
}

/** An error for each tensor that fails. Files that fail as a whole have their first message. */
function annotations(results: readonly FileResult[], args: ReportArguments): string[] {
  const errors = results.flatMap(({ file, code, models, messages }) => {
    const failing = models.flatMap(({ report, part }) =>
      part.tensors
        .filter((tensor) => isUnread(tensor) || isViolated(tensor, args))
        .map((tensor) => tensorResultText(tensor, report.pattern, args)),
    );
    const texts = failing.length > 0 || code === exitCode.done ? failing : messages.slice(0, 1);
    return texts.map((text) => errorCommand(file.annotated, printable(text)));
  });
  if (errors.length <= maxAnnotations) return errors;
  const more = errors.length - maxAnnotations + 1;
  return [...errors.slice(0, maxAnnotations - 1), errorCommand(undefined, `${more} more errors are in the summary.`)];
}

/** The first line of the comment, invisible. Each job has its own. The jobs of a matrix differ only in PRUNESCOPE_NAME. */
function markerOf({
  GITHUB_WORKFLOW: workflow = '',
  GITHUB_JOB: job = '',
  PRUNESCOPE_NAME: name,
}: Environment): string {
  // Two hyphens would end the comment.
  return `<!-- prunescope ${encodeURIComponent([workflow, job, ...(name ? [name] : [])].join('/')).replaceAll('-', '%2D')} -->`;
}

function runUrlOf({ GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: id }: Environment) {
  return server && repository && id ? `${server}/${repository}/actions/runs/${id}` : undefined;
}

async function append(path: string | undefined, text: string): Promise<void> {
  if (path) await appendFile(path, text);
}
