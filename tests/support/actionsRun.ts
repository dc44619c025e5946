import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';

type Step = {
  readonly name?: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
  readonly env?: Record<string, string>;
  readonly 'working-directory'?: string;
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
type Action = {
  readonly inputs: Record<string, { readonly default: string }>;
  readonly runs: { readonly using: string; readonly steps: readonly Step[] };
};

export function workflowOf(file: string): Workflow {
  return parse(readFileSync(file, 'utf8'));
}

export function actionOf(file: string): Action {
  return parse(readFileSync(file, 'utf8'));
}

export type Comment = { readonly id: number; readonly user: { readonly type: string }; body: string };
type Contents = Readonly<Record<string, Uint8Array | string | undefined>>;
export type PullRequest = {
  /** `undefined`: deleted. */
  readonly files: Contents;
  readonly before?: Contents;
  readonly comments?: Comment[];
  /** The answer to requests that write a comment. Default: 200. */
  readonly writeStatus?: number;
  /** Home folder of the runner. Default: an empty one. */
  readonly home?: string;
};

const repositoryName = 'a/models';
const pullRequestNumber = 7;

/**
 * Simulates GitHub Actions for a pull request with a composite action. Runs its scripts in sequence, and returns its success, log, summary and
 * comments. Of the actions that it uses, the artifact is uploaded to `artifact.html`.
 * @param inputs of the action, in place of the defaults
 * @param folder working folder; its bin/ is first in PATH
 */
export async function outcomeOf(
  action: Action,
  inputs: Readonly<Record<string, string>>,
  { files, before = {}, comments = [], writeStatus = 200, home }: PullRequest,
  folder: string,
) {
  const place = mkdtempSync(join(folder, 'run-'));
  const [repository, temp] = [join(place, 'repository'), join(place, 'temp')];
  for (const created of [repository, temp]) mkdirSync(created);
  const { base, head } = mergedPullRequest(repository, before, files);
  const eventFile = join(place, 'event.json');
  const event = { pull_request: { number: pullRequestNumber, base: { sha: base }, head: { sha: head } } };
  writeFileSync(eventFile, JSON.stringify(event));
  const [summaryFile, outputFile] = [join(place, 'summary'), join(place, 'output')];
  for (const file of [summaryFile, outputFile]) writeFileSync(file, '');
  const api = await commentServer(comments, writeStatus);
  const values = { github: { token: 'secret', job: 'check' }, runner: { temp } };
  const steps: Record<string, { outputs: Record<string, string> }> = {};
  let succeeded = true;
  const value = (expression: string, given: object) =>
    Function(
      'context',
      `with (context) { return ${expression.replace(/(inputs)\.([\w-]+)/g, '$1["$2"]').replace(/outputs\.([\w-]+)/g, 'outputs["$1"]')} }`,
    )({
      ...given,
      ...{ ...values, steps, always: () => true },
    });
  const filled = (text: string, given: object = {}) =>
    text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression) => String(value(expression, given) ?? ''));
  const defaults = Object.entries(action.inputs).map(([name, input]) => [name, filled(input.default)]);
  const allInputs = { ...Object.fromEntries(defaults), ...inputs };
  let log = '';
  let artifact: string | undefined;
  let artifactName: string | undefined;
  try {
    for (const step of action.runs.steps) {
      steps[step.id ?? ''] = { outputs: {} };
      if (step.if ? !value(step.if, { inputs: allInputs }) : !succeeded) continue;
      if (step.uses?.startsWith('actions/upload-artifact@')) {
        const path = filled(step.with!.path as string);
        artifact = readFileSync(path, 'utf8');
        artifactName = basename(path);
        steps[step.id!]!.outputs['artifact-url'] = 'https://artifact.example.org/5';
      }
      if (!step.run) continue;
      const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, filled(text, { inputs: allInputs })]);
      const { code, output } = await bash(step.run, filled(step['working-directory'] ?? repository), {
        ...{ PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: home ?? place, RUNNER_TEMP: temp },
        ...{ GITHUB_EVENT_PATH: eventFile, GITHUB_STEP_SUMMARY: summaryFile, GITHUB_OUTPUT: outputFile },
        ...{ GITHUB_API_URL: api.url, GITHUB_REPOSITORY: repositoryName, GITHUB_JOB: values.github.job },
        ...{ GITHUB_SERVER_URL: 'https://github.com', GITHUB_RUN_ID: '5', GITHUB_WORKFLOW: 'Models' },
        ...Object.fromEntries(env),
      });
      log += output;
      succeeded &&= code === 0;
      if (step.id === undefined) continue;
      for (const line of readFileSync(outputFile, 'utf8').split('\n').filter(Boolean)) {
        steps[step.id]!.outputs[line.slice(0, line.indexOf('='))] = line.slice(line.indexOf('=') + 1);
      }
    }
  } finally {
    api.close();
  }
  // Cells have spaces without line breaks.
  const summary = readFileSync(summaryFile, 'utf8').replaceAll('\u00a0', ' ');
  const result = steps.check?.outputs.result;
  return { succeeded, log, comments, requests: api.requests, summary, artifact, artifactName, result, repository };
}

/** Runs a script as the runner does, with stdout and stderr in one text. */
function bash(
  script: string,
  cwd: string,
  env: Record<string, string>,
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], { cwd, env });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('close', (code) => resolve({ code, output }));
  });
}

/** The part of GitHub's REST API that reads and writes comments. */
async function commentServer(comments: Comment[], writeStatus: number) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
    requests.push(`${request.method} ${pathname}`);
    const send = (status: number, content: object) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(content));
    };
    if (request.headers.authorization !== 'Bearer secret') return send(401, {});
    const issues = `/repos/${repositoryName}/issues`;
    if (request.method === 'GET' && pathname === `${issues}/${pullRequestNumber}/comments`) {
      const [size, page] = [Number(searchParams.get('per_page')), Number(searchParams.get('page'))];
      return send(200, comments.slice((page - 1) * size, page * size));
    }
    if (writeStatus !== 200) return send(writeStatus, {});
    let text = '';
    for await (const part of request) text += part;
    const { body } = JSON.parse(text);
    if (request.method === 'POST' && pathname === `${issues}/${pullRequestNumber}/comments`) {
      comments.push({ id: 1000 + comments.length, user: { type: 'Bot' }, body });
      return send(201, {});
    }
    const comment = comments.find(({ id }) => pathname === `${issues}/comments/${id}`);
    if (request.method !== 'PATCH' || !comment) return send(404, {});
    comment.body = body;
    return send(200, {});
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, close: () => server.close() };
}

export function gitIn(repository: string) {
  return (...args: string[]): string => {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.org', '-c', 'commit.gpgsign=false'];
    const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: repository, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  };
}

/**
 * Makes a repository as Actions check it out, at the merge commit of a pull request.
 * @returns the commits of the target branch and of the pull request
 */
export function mergedPullRequest(
  repository: string,
  before: Contents,
  files: Contents,
): { readonly base: string; readonly head: string } {
  const git = gitIn(repository);
  const write = (contents: Contents) => {
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
  return { base: git('rev-parse', 'HEAD^1'), head: git('rev-parse', 'HEAD^2') };
}
