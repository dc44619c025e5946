import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { actionOf, workflowOf } from './support/actionsRun';

const ci = '.github/workflows/ci.yml';
const release = '.github/workflows/release.yml';
const checkOfModels = 'docs/examples/prunescope-check.yml';
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

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
    if (file === checkOfModels) expect(used.pop()).toBe(`OWNER/prunescope@v${version}`);
    expect(used.filter((name) => !/^actions\/[a-z-]+@v\d+$/.test(name))).toEqual([]);
  });

  it('inserts no untrusted values into scripts', () => {
    const scripts = steps.flatMap(({ run }) => run ?? []);
    expect(scripts.length).toBeGreaterThan(file === checkOfModels ? -1 : 1);
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

describe('action.yml', () => {
  const { inputs, runs } = actionOf('action.yml');

  it('installs this version', () => {
    expect(inputs.package!.default).toBe(`prunescope@${version}`);
  });

  it('uses only official actions, and inserts nothing into scripts', () => {
    expect(runs.using).toBe('composite');
    expect(runs.steps.flatMap(({ uses }) => uses ?? [])).toEqual(['actions/upload-artifact@v7']);
    const scripts = runs.steps.flatMap(({ run }) => run ?? []);
    expect(scripts).toHaveLength(3);
    expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
  });

  it('has a variable for each input that is not used elsewhere', () => {
    const text = JSON.stringify(runs.steps);
    expect(Object.keys(inputs).filter((name) => !text.includes(`inputs.${name}`))).toEqual([]);
  });
});
