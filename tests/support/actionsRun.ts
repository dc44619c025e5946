import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

type Step = {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly script?: string };
  readonly env?: Record<string, string>;
};
type Job = {
  readonly 'runs-on'?: string;
  readonly strategy?: object;
  readonly permissions: Record<string, string>;
  readonly steps: readonly Step[];
};
export type Workflow = {
  readonly on: Record<string, unknown>;
  readonly permissions: object;
  readonly env?: Record<string, string>;
  readonly jobs: Record<string, Job>;
};

export function workflowOf(file: string): Workflow {
  return parse(readFileSync(file, 'utf8'));
}

export type Comment = { readonly id: number; readonly user: { readonly login: string }; body: string };
export type PullRequest = {
  /** `undefined`: deleted. */
  readonly files: Readonly<Record<string, Uint8Array | string | undefined>>;
  readonly before?: Readonly<Record<string, Uint8Array | string>>;
  readonly comments?: Comment[];
  /** Number 7 of a/models, from there unless it is from a fork. */
  readonly fromFork?: boolean;
};

/**
 * Simulates GitHub Actions for a pull request. Runs the steps of the workflow's only job in sequence, and returns its success, log, summary and
 * comments. Skips actions other than scripts.
 * @param folder working folder; its bin/ is first in PATH
 */
export async function outcomeOf(
  workflow: Workflow,
  { files, before = {}, comments = [], fromFork = false }: PullRequest,
  folder: string,
) {
  const place = mkdtempSync(join(folder, 'run-'));
  const repository = join(place, 'repository');
  mkdirSync(repository);
  mergedPullRequest(repository, before, files);
  const summaryFile = join(place, 'summary');
  const outputFile = join(place, 'output');
  for (const file of [summaryFile, outputFile]) writeFileSync(file, '');

  const given = { PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: place, RUNNER_TEMP: place };
  const outputs: Record<string, string> = {};
  let log = '';
  let succeeded = true;
  for (const step of Object.values(workflow.jobs)[0].steps) {
    const event = { pull_request: { head: { repo: { full_name: fromFork ? 'b/models' : 'a/models' } } } };
    const value = (expression: string) =>
      Function('steps', 'github', `return ${expression}`)({ check: { outputs } }, { event, repository: 'a/models' });
    if (!succeeded || (step.if && !value(step.if))) continue;
    if (step.with?.script) await runScript(step.with.script, place, comments);
    if (!step.run) continue;
    const ofStep = Object.entries(step.env ?? {}).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression) => value(expression)),
    ]);
    const script = join(place, 'step.sh');
    writeFileSync(script, step.run);
    const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd: repository,
      env: {
        ...{ ...given, ...workflow.env, ...Object.fromEntries(ofStep) },
        ...{ GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile },
      },
      encoding: 'utf8',
    });
    log += stdout + stderr;
    succeeded = status === 0;
    for (const line of readFileSync(outputFile, 'utf8').split('\n').filter(Boolean)) {
      outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
    }
  }
  return { succeeded, log, comments, summary: readFileSync(summaryFile, 'utf8'), repository };
}

const pullRequestNumber = 7;

/** Like actions/github-script, with comments in a list. */
async function runScript(script: string, place: string, comments: Comment[]) {
  const listComments = {};
  const github = {
    paginate: async (list: unknown) => (list === listComments ? comments : []),
    rest: {
      issues: {
        listComments,
        createComment: async ({ issue_number, body }: { issue_number: number; body: string }) => {
          if (issue_number !== pullRequestNumber) throw new Error(`a comment on ${issue_number}`);
          comments.push({ id: 100 + comments.length, user: { login: 'github-actions[bot]' }, body });
        },
        updateComment: async ({ comment_id, body }: { comment_id: number; body: string }) => {
          comments.find(({ id }) => id === comment_id)!.body = body;
        },
      },
    },
  };
  const context = { repo: { owner: 'a', repo: 'models' }, issue: { number: pullRequestNumber } };
  const AsyncFunction = Object.getPrototypeOf(runScript).constructor;
  const run = new AsyncFunction('github', 'context', 'require', 'process', script);
  await run(github, context, createRequire(import.meta.url), { env: { RUNNER_TEMP: place } });
}

/** A repository as Actions check it out: the merge commit of a pull request. */
function mergedPullRequest(repository: string, before: PullRequest['files'], files: PullRequest['files']) {
  const git = (...args: string[]) => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
    const { status, stderr } = spawnSync('git', [...who, ...args], { cwd: repository, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  };
  const write = (contents: PullRequest['files']) => {
    for (const [name, content] of Object.entries(contents)) {
      const path = join(repository, name);
      mkdirSync(dirname(path), { recursive: true });
      if (content === undefined) rmSync(path);
      else writeFileSync(path, content);
    }
  };
  git('init', '--quiet', '--initial-branch=main');
  write(before);
  git('add', '--all');
  git('commit', '--quiet', '--allow-empty', '--message=before');
  git('checkout', '--quiet', '-b', 'change');
  write(files);
  git('add', '--all');
  git('commit', '--quiet', '--message=change');
  git('checkout', '--quiet', 'main');
  git('merge', '--quiet', '--no-ff', '--message=merge', 'change');
}
