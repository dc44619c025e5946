import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeOf, type PullRequest, workflowOf } from './support/actionsRun';
import { buildModel } from './support/buildModel';
import { builtCommand } from './support/builtCommand';
import { denseLayer } from './support/openBytes';

const ci = '.github/workflows/ci.yml';
const release = '.github/workflows/release.yml';
const checkOfModels = 'docs/examples/prunescope-check.yml';

describe.each([
  [ci, [{ contents: 'read' }, { contents: 'read' }, { pages: 'write', 'id-token': 'write' }]],
  [release, [{ contents: 'read' }, { 'id-token': 'write' }]],
  [checkOfModels, [{ contents: 'read', 'pull-requests': 'write' }]],
])('%s', (file, rightsOfJobs) => {
  const { permissions, jobs } = workflowOf(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  it('uses only official actions, each with a major version', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter((name) => !/^actions\/[a-z-]+@v\d+$/.test(name))).toEqual([]);
  });

  it('inserts no untrusted values into scripts', () => {
    const scripts = steps.flatMap((step) => [step.run ?? [], step.with?.script ?? []].flat());
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('grants only the permissions that a job declares', () => {
    expect(permissions).toEqual({});
    expect(Object.values(jobs).map((job) => job.permissions)).toEqual(rightsOfJobs);
  });
});

describe.runIf(process.platform === 'linux')('the release of a tag', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prunescope-release-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const { test, publish } = workflowOf(release).jobs;
  const compare = test.steps.find(({ name }) => name === 'Compare the tag with package.json')!;

  const compared = (tag: string, manifest: object) => {
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
    const env = { PATH: process.env.PATH, GITHUB_REF_NAME: tag };
    const { status, stdout } = spawnSync('bash', ['-e', '-c', compare.run!], { cwd: folder, env, encoding: 'utf8' });
    return { status, stdout };
  };

  it('continues if tag and version are equal, and the repository is set', () => {
    const manifest = { version: '1.2.3', repository: 'github:a/b' };
    expect(compared('v1.2.3', manifest)).toEqual({ status: 0, stdout: '' });
  });

  it.each([
    ['v1.2.4', { version: '1.2.3', repository: 'github:a/b' }, /The tag is v1\.2\.4; expected v1\.2\.3/],
    ['v1.2.3', { version: '1.2.3' }, /package\.json has no "repository"/],
  ])('fails at %s for %j', (tag, manifest, message) => {
    expect(compared(tag, manifest)).toEqual({ status: 1, stdout: expect.stringMatching(message) });
  });

  it('compares before building, and passes the token only to the step that publishes', () => {
    const scripts = test.steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toEqual([compare.run, 'npm ci', 'npm test', 'npm pack ./dist-package']);
    expect(test.steps.filter(({ env }) => env)).toEqual([]);
    const withSecrets = publish.steps.filter((step) => JSON.stringify(step).includes('secrets.'));
    expect(withSecrets.map(({ name }) => name)).toEqual(['Publish']);
    expect(publish.steps.flatMap(({ run }) => run ?? [])).toHaveLength(1);
  });

  it.each([
    ['v1.2.3', 'latest'],
    ['v1.2.3-rc.1', 'next'],
  ])('publishes %s as %s, with provenance', (tag, published) => {
    writeFileSync(join(folder, 'prunescope-1.2.3.tgz'), '');
    const npm = join(folder, 'npm');
    writeFileSync(npm, '#!/bin/sh\necho "$@"\n');
    chmodSync(npm, 0o755);
    const script = publish.steps.find(({ name }) => name === 'Publish')!.run!;
    const env = { PATH: `${folder}:${process.env.PATH}`, GITHUB_REF_NAME: tag };
    const { stdout } = spawnSync('bash', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8' });
    expect(stdout).toBe(`publish ./prunescope-1.2.3.tgz --provenance --access public --tag ${published}\n`);
  });
});

it('tests on each operating system, and uploads the site of one', () => {
  const { strategy, steps, 'runs-on': runsOn } = workflowOf(ci).jobs.test!;
  expect(strategy).toEqual({
    'fail-fast': false,
    matrix: { os: ['ubuntu-latest', 'macos-latest', 'windows-latest'] },
  });
  expect(runsOn).toBe(`\${{ matrix.os }}`);
  expect(steps.map(({ run }) => run)).toContain('npm test');
  // An artifact name can be uploaded once per run.
  const kept = steps.find(({ uses }) => uses?.startsWith('actions/upload-pages-artifact'));
  expect(kept?.if).toContain("matrix.os == 'ubuntu-latest'");
});

const conforming = buildModel(denseLayer({ name: 'good', shape: [1, 4], type: 'INT8', data: [0, 3, 0, 4] }));
const violating = buildModel(denseLayer({ name: 'bad', shape: [1, 4], type: 'INT8', data: [1, 3, 0, 4] }));
const marker = '<!-- prunescope -->';

// The runners of GitHub have a bash that supports mapfile.
describe.runIf(process.platform === 'linux')('the check of pull requests, its steps run one after the other', () => {
  const folder = mkdtempSync(join(tmpdir(), 'prunescope-workflow-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    await builtCommand(folder);
    // Replaces npx by the command built here.
    mkdirSync(join(folder, 'bin'));
    const npx = `#!/bin/sh\n[ "$1 $2 $3 $4" = '--yes --package prunescope@0.1.0 prunescope' ] || exit 99\nshift 4\nexec '${process.execPath}' '${folder}/dist-cli/prunescope.mjs' "$@"\n`;
    writeFileSync(join(folder, 'bin/npx'), npx);
    chmodSync(join(folder, 'bin/npx'), 0o755);
  });

  const check = (pullRequest: PullRequest) => outcomeOf(workflowOf(checkOfModels), pullRequest, folder);

  it('succeeds with a table in comment and summary if the changed models conform', async () => {
    const { succeeded, comments, summary } = await check({
      before: { 'old.tflite': violating, 'readme.md': 'a' },
      files: { 'new.tflite': conforming, 'readme.md': 'b' },
    });
    expect(succeeded).toBe(true);
    expect(comments).toHaveLength(1);
    expect(comments[0].body).toMatch(/^<!-- prunescope -->\n### Prunescope\n\nThe models of this pull request follow/);
    expect(comments[0].body).toMatch(
      /\*\*new\.tflite\*\*.*\n\n50\.0 % zeros.*\n\n\| tensor \|[\s\S]*\| 0:1 good \|.*\| conforms \|/,
    );
    expect(comments[0].body).not.toContain('old.tflite');
    expect(summary).toBe(comments[0].body);
  });

  it('fails if a model violates the pattern, and updates only its own comment', async () => {
    const byPerson = { id: 1, user: { login: 'person' }, body: `${marker} mine` };
    const byOther = { id: 2, user: { login: 'github-actions[bot]' }, body: 'coverage' };
    const own = { id: 3, user: { login: 'github-actions[bot]' }, body: `${marker}\nbefore` };
    const { succeeded, comments } = await check({
      before: { 'a/model.tflite': conforming },
      files: { 'a/model.tflite': violating },
      comments: [byPerson, byOther, own].map((comment) => ({ ...comment })),
    });
    expect(succeeded).toBe(false);
    expect(comments).toMatchObject([byPerson, byOther, { id: 3 }]);
    expect(comments[2].body).toContain('A tensor of this pull request violates the pattern.');
    expect(comments[2].body).toMatch(/\| 0:1 bad \|.*\| unstructured \| 1 \|/);
  });

  it('fails if a model cannot be read, and reports it with the tables of the others', async () => {
    const { succeeded, comments, log } = await check({ files: { 'a.tflite': '<html>', 'b.tflite': conforming } });
    expect(succeeded).toBe(false);
    expect(comments[0].body).toMatch(/could not be read\. See the log[\s\S]*\*\*b\.tflite\*\*/);
    expect(log).toContain('prunescope: a.tflite: this is an HTML page');
  });

  it('does not interpret file names as options, URLs, workflow commands or scripts', async () => {
    const names = [
      ...['-x.tflite', '--html=out.tflite', 'two words.tflite', '$(touch ran).tflite', '`touch ran`.tflite'],
      ...['";touch ran;".tflite', 'two\nlines.tflite', '::error::x.tflite', '@person.tflite', 'https:/host/a.tflite'],
    ];
    const { succeeded, comments, log, repository } = await check({
      files: Object.fromEntries(names.map((name) => [name, conforming])),
    });
    expect(succeeded).toBe(true);
    expect(comments[0].body.match(/\| 0:1 good \|/g)).toHaveLength(names.length);
    expect(comments[0].body).not.toMatch(/(?<![\w&#;])@person/);
    expect(existsSync(join(repository, 'ran'))).toBe(false);
    const [, token] = /^::stop-commands::(\S+)$/m.exec(log)!;
    const lastCommand = log
      .match(/^::.*$/gm)!
      .filter((line) => !line.includes('error'))
      .at(-1);
    expect(lastCommand).toBe(`::${token}::`);
  });

  it('does nothing if models are only deleted', async () => {
    const outcome = await check({ before: { 'a.tflite': violating }, files: { 'a.tflite': undefined } });
    expect(outcome).toMatchObject({ succeeded: true, comments: [], summary: '' });
  });

  it('writes only the summary for a pull request from a fork', async () => {
    const { succeeded, comments, summary } = await check({ files: { 'a.tflite': violating }, fromFork: true });
    expect({ succeeded, comments }).toEqual({ succeeded: false, comments: [] });
    expect(summary).toContain('**a.tflite**');
  });

  it('cuts a comment that is too long at a line', async () => {
    const name = 'layer'.repeat(100);
    const model = buildModel(denseLayer({ name, shape: [1, 4], type: 'INT8', data: [0, 3, 0, 4] }));
    const models = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`${i}.tflite`, model]));
    const { comments, summary } = await check({ files: models });
    expect(summary.length).toBeGreaterThan(65_536);
    expect(comments[0].body.length).toBeLessThan(61_000);
    expect(summary.startsWith(comments[0].body.split('\n\nThe rest is in the summary')[0])).toBe(true);
  });
});
