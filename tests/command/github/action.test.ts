import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  actionOf,
  type Comment,
  gitIn,
  mergedPullRequest,
  outcomeOf,
  type PullRequest,
} from '../../support/actionsRun';
import { buildModel } from '../../support/buildModel';
import { builtCommand } from '../../support/builtCommand';
import { denseLayer } from '../../support/openBytes';

const layer = (name: string, data: number[]) =>
  buildModel(denseLayer({ name, shape: [1, data.length], type: 'INT8', data }));
const conforming = layer('good', [0, 3, 0, 4]);
const violating = layer('bad', [1, 3, 0, 4]);
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12\n`;
// Weights of 4 bytes in w.bin.
const external = buildModel({
  ...denseLayer({ name: 'outside', shape: [1, 4], type: 'INT8', externalBuffer: 7 }),
  externalBufferGroups: ['w.bin'],
  externalBuffers: [{ id: 7, group: 0, offset: 0, length: 4 }],
});
const weightsBytes = Uint8Array.of(0, 3, 0, 4);
const marker = '<!-- prunescope Models%2Fcheck -->';

const folder = mkdtempSync(join(tmpdir(), 'prunescope-action-'));
const command = join(folder, 'dist-cli/prunescope.mjs');
const action = actionOf('action.yml');

beforeAll(async () => {
  await builtCommand(folder);
  // Replaces npm: installs the command built here, without the token.
  mkdirSync(join(folder, 'bin'));
  const npm = `#!/bin/sh
[ "$*" = "install --global --no-audit --no-fund --prefix $RUNNER_TEMP/prunescope -- ${action.inputs.package!.default}" ] || exit 99
[ "$GITHUB_TOKEN" = '' ] || exit 98
mkdir -p "$RUNNER_TEMP/prunescope/bin"
printf '#!/bin/sh\\nexec "%s" "%s" "$@"\\n' '${process.execPath}' '${command}' > "$RUNNER_TEMP/prunescope/bin/prunescope"
chmod +x "$RUNNER_TEMP/prunescope/bin/prunescope"
`;
  writeFileSync(join(folder, 'bin/npm'), npm);
  chmodSync(join(folder, 'bin/npm'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The annotations of a log, and the lines that the runner does not interpret. */
function readLog(log: string) {
  const [, token] = /^::stop-commands::(\S+)$/m.exec(log)!;
  const [before, rest] = log.split(`::stop-commands::${token}\n`);
  const [uninterpreted, after] = rest!.split(`::${token}::\n`);
  return { uninterpreted: uninterpreted!, interpreted: (before! + after!).split('\n').filter(Boolean) };
}

// A Windows checkout has other names, and no sh for npm.
describe.runIf(process.platform !== 'win32')('the action, for a pull request', () => {
  const check = (pullRequest: PullRequest, inputs: Record<string, string> = {}) =>
    outcomeOf(action, inputs, pullRequest, folder);

  it('passes if the changed models conform, with a table in summary and comment', async () => {
    const { succeeded, comments, summary, log, result } = await check({
      before: { 'old.tflite': violating, 'readme.md': 'a' },
      files: { 'new.tflite': conforming, 'readme.md': 'b' },
    });
    expect({ succeeded, result }).toEqual({ succeeded: true, result: 'passed' });
    expect(readLog(log).interpreted).toEqual([]);
    expect(comments).toHaveLength(1);
    expect(comments[0]!.body.startsWith(`${marker}\n### Prunescope\n\n✅ All checked tensors conform.`)).toBe(true);
    for (const text of [comments[0]!.body.replaceAll('\u00a0', ' '), summary]) {
      expect(text).toMatch(/#### new\.tflite\n\n.* bytes\. 50\.0 % zeros/);
      expect(text).toMatch(/\| ✅ passes \| 0:1 good \|.*\| 50\.00 % \| conforms \|/);
      expect(text).not.toContain('old.tflite');
    }
    expect(comments[0]!.body).toContain('[Run with log and maps](https://github.com/a/models/actions/runs/5)');
  });

  it('fails if a tensor breaks the pattern: annotation, zeros before and now, and a map', async () => {
    const { succeeded, comments, summary, log, result } = await check({
      before: { 'a/model.tflite': layer('same', [0, 3, 0, 4, 0, 0, 0, 5]) },
      files: { 'a/model.tflite': layer('same', [0, 3, 0, 4, 6, 7, 8, 5]) },
    });
    expect({ succeeded, result }).toEqual({ succeeded: false, result: 'failed' });
    expect(readLog(log).interpreted).toEqual([
      '::error file=a/model.tflite,title=Prunescope::0:1 same: 1 of 2 blocks breaks 2 of 4',
    ]);
    expect(summary).toMatch(/\| ❌ fails \| 0:1 same \|.*\| 62\.50 % → 25\.00 % \| unstructured \| 0 → 1 \|/);
    expect(summary).toMatch(/```text\n····████\n```/);
    expect(summary).toContain('The first one is in row 0, columns 4 to 7.');
    expect(comments[0]!.body).toContain('····████');
  });

  it('uploads a page with an SVG map of each checked tensor, and links it', async () => {
    const { artifact, summary } = await check({ files: { 'a.tflite': violating, 'b.tflite': conforming } });
    expect(artifact!.match(/<svg xmlns/g)).toHaveLength(2);
    expect(artifact).toMatch(/<title>[^<]*bad[^<]*<\/title>/);
    expect(artifact).toContain('class="violation"');
    expect(summary).toMatch(/\[Maps of the checked tensors\]\(https:\/\/artifact\.example\.org\/5\)\n$/);
    const without = await check({ files: { 'a.tflite': violating } }, { maps: 'false' });
    expect(without.artifact).toBeUndefined();
    expect(without.summary).not.toContain('Maps of');
  });

  it('has a comment and an artifact for each name', async () => {
    const comments: Comment[] = [];
    const files = { 'a.tflite': violating };
    const first = await check({ files, comments }, { name: 'ethos-u85 & more' });
    const second = await check({ files, comments }, { name: 'a/b\n*c*' });
    const again = await check({ files: { 'a.tflite': conforming }, comments }, { name: 'ethos-u85 & more' });
    expect([first, second, again].map(({ artifactName }) => artifactName)).toEqual([
      'prunescope-check-ethos-u85---more.html',
      'prunescope-check-a-b--c-.html',
      'prunescope-check-ethos-u85---more.html',
    ]);
    expect(comments).toHaveLength(2);
    expect(comments[0]!.body).toMatch(
      /^<!-- prunescope Models%2Fcheck%2Fethos%2Du85%20%26%20more -->\n### Prunescope: ethos-u85 \\& more\n\n✅/,
    );
    expect(comments[1]!.body).toMatch(/^<!-- .* -->\n### Prunescope: a\/b \\\*c\\\*\n\n❌/);
  });

  it('installs from the registry of the runner, not from that of the .npmrc of the pull request', async () => {
    const asked: string[] = [];
    const registry = async (name: string) => {
      const server = createServer((_, response) => {
        asked.push(name);
        response.writeHead(404).end('{}');
      });
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      return { server, line: `registry=http://127.0.0.1:${(server.address() as AddressInfo).port}/\n` };
    };
    const [own, other] = [await registry('own'), await registry('other')];
    const place = mkdtempSync(join(folder, 'npm-'));
    writeFileSync(join(place, '.npmrc'), own.line);
    try {
      const files = { '.npmrc': other.line, 'a.tflite': conforming };
      // Without bin/, so that npm is the real one.
      const { succeeded, log } = await outcomeOf(action, {}, { files, home: place }, place);
      expect(log).toMatch(/E404|404 Not Found/);
      expect({ succeeded, asked: new Set(asked) }).toEqual({ succeeded: false, asked: new Set(['own']) });
    } finally {
      for (const { server } of [own, other]) server.close();
    }
  });

  it('updates only its own comment, on any page of comments', async () => {
    const byPerson = { id: 1, user: { type: 'User' }, body: `${marker} mine` };
    const byOther = { id: 2, user: { type: 'Bot' }, body: 'coverage' };
    const many = Array.from({ length: 120 }, (_, i) => ({ ...byOther, id: 10 + i }));
    const own = { id: 3, user: { type: 'Bot' }, body: `${marker}\nbefore` };
    const all = [byPerson, byOther, ...many, own].map((comment) => ({ ...comment }));
    const { comments, requests } = await check({ files: { 'a.tflite': violating }, comments: all });
    expect(comments.slice(0, -1)).toEqual([byPerson, byOther, ...many]);
    expect(comments.at(-1)!.body).toContain('❌ A tensor does not conform.');
    expect(requests.at(-1)).toBe('PATCH /repos/a/models/issues/comments/3');
  });

  it.each([403, 500])('decides by the check if a comment is answered with %i', async (writeStatus) => {
    const passes = await check({ files: { 'a.tflite': conforming }, writeStatus });
    expect(passes.succeeded).toBe(true);
    expect(passes.log).toContain(`HTTP ${writeStatus}`);
    expect(passes.summary).toContain('#### a.tflite');
    const fails = await check({ files: { 'a.tflite': violating }, writeStatus });
    expect(fails.succeeded).toBe(false);
  });

  it('sends nothing without a comment', async () => {
    const { requests, succeeded } = await check({ files: { 'a.tflite': conforming } }, { comment: 'false' });
    expect({ requests, succeeded }).toEqual({ requests: [], succeeded: true });
  });

  it('skips deleted models, and adds no comment if no model is left', async () => {
    const outcome = await check({ before: { 'a.tflite': violating }, files: { 'a.tflite': undefined } });
    expect(outcome).toMatchObject({ succeeded: true, comments: [], result: 'passed' });
    expect(outcome.summary).toContain('No model was changed.');
  });

  it('updates an earlier comment if no model is changed any more', async () => {
    const own = { id: 3, user: { type: 'Bot' }, body: `${marker}\nbefore` };
    const { comments } = await check({ files: { 'readme.md': 'a' }, comments: [own] });
    expect(comments[0]!.body).toContain('No model was changed.');
  });

  it('compares a renamed model with its earlier version', async () => {
    const data = Array.from({ length: 4096 }, (_, i) => (i % 4 < 2 ? 0 : 1 + (i % 99)));
    const changed = data.map((value, i) => (i < 8 ? 1 : value));
    const { summary } = await check({
      before: { 'old name.tflite': layer('w', data) },
      files: { 'old name.tflite': undefined, 'new.tflite': layer('w', changed) },
    });
    expect(summary).toContain('Renamed from old name.tflite.');
    expect(summary).toMatch(/\| 50\.00 % → 49\.90 % \|.*\| 0 → 2 \|/);
  });

  it('says how to get models of Git LFS, and checks the others', async () => {
    const { succeeded, result, log, summary } = await check({
      before: { 'was.tflite': pointer },
      files: { 'a.tflite': pointer, 'was.tflite': conforming },
    });
    expect({ succeeded, result }).toEqual({ succeeded: false, result: 'error' });
    const said = 'this is a Git LFS pointer, not the model. Set lfs: true of actions/checkout';
    expect(readLog(log).interpreted).toEqual([
      expect.stringContaining(`::error file=a.tflite,title=Prunescope::${said}`),
    ]);
    expect(summary).toContain('- This is a Git LFS pointer, not the model. Set lfs: true of actions/checkout');
    expect(summary).toMatch(/#### was\.tflite\n\nThe version before is in Git LFS and was not downloaded/);
    expect(summary).toMatch(/✅ passes \| 0:1 good/);
  });

  it('fails if a model cannot be read, and reports the others', async () => {
    const { result, log, summary } = await check({ files: { 'a.tflite': '<html>', 'b.tflite': conforming } });
    expect(result).toBe('error');
    expect(readLog(log).interpreted).toEqual([
      expect.stringMatching(/^::error file=a\.tflite,title=Prunescope::this is an HTML page/),
    ]);
    expect(summary).toContain('❌ Not everything could be checked.');
    expect(summary).toMatch(/#### a\.tflite\n\n- This is an HTML page/);
    expect(summary).toContain('✅ passes | 0:1 good');
  });

  it('passes all inputs to the command', async () => {
    const files = { 'a.tflite': conforming };
    const sparse = await check({ files }, { 'min-sparsity': '0.6', pattern: '1,4' });
    expect(sparse.summary).toContain('Required: at least 1 zero in every 4; at least 60.00 % zeros.');
    expect(sparse.result).toBe('failed');
    expect(sparse.summary).toContain('Map of non-zero weights');
    const target = await check({ files }, { target: 'nvidia-2of4' });
    expect(target.summary).toContain('Required: eligible for nvidia-2of4.');
    const named = await check({ files }, { tensors: 'go*\n0:1\nmissing\n' });
    expect(named.log).toContain('no weight tensor matches missing');
    const dense = await check(
      { files: { 'full.tflite': layer('full', [1, 2, 3, 4]) } },
      { 'allow-dense': 'true', all: 'true', strict: 'true' },
    );
    expect(dense.summary).toContain('--allow-dense leaves out all selected tensors');
    const one = await check({ files: { ...files, 'b.tflite': violating } }, { files: 'a.tflite\n' });
    expect(one.succeeded).toBe(true);
    expect(one.summary).not.toContain('b.tflite');
  });

  it('does not interpret file names as options, URLs, workflow commands, Markdown or scripts', async () => {
    const names = [
      ...['-x.tflite', '--html=out.tflite', 'two words.tflite', '$(touch ran).tflite', '`touch ran`.tflite'],
      ...['";touch ran;".tflite', 'two\nlines.tflite', '::error::x.tflite', '@person.tflite', 'https:/host/a.tflite'],
      ...['##[error]y.tflite', '<b>|z.tflite'],
    ];
    const { succeeded, summary, log, repository } = await check({
      files: Object.fromEntries(names.map((name) => [name, violating])),
    });
    expect(succeeded).toBe(false);
    expect(summary.match(/\| 0:1 bad \|/g)).toHaveLength(names.length);
    expect(summary).not.toMatch(/(?<![\w&#;\\])@person/);
    expect(summary).not.toMatch(/<b>/);
    expect(existsSync(join(repository, 'ran'))).toBe(false);
    const { interpreted } = readLog(log);
    expect(interpreted).toHaveLength(10);
    expect(interpreted.filter((line) => !line.startsWith('::error '))).toEqual([]);
    expect(interpreted.at(-1)).toBe('::error title=Prunescope::3 more errors are in the summary.');
    expect(interpreted).toContainEqual(expect.stringContaining('file=%3A%3Aerror%3A%3Ax.tflite,'));
  });

  it('does not follow a link to a file outside', async () => {
    const place = mkdtempSync(join(folder, 'link-'));
    const { base, head } = mergedPullRequest(place, {}, { 'a.md': '' });
    writeFileSync(join(folder, 'outside.tflite'), violating);
    symlinkSync(join(folder, 'outside.tflite'), join(place, 'link.tflite'));
    const git = gitIn(place);
    git('add', '--all');
    git('commit', '--quiet', '--message=link');
    const { code, stdout } = runIn(place, { pull_request: { number: 1, base: { sha: base }, head: { sha: head } } });
    expect(code).toBe(2);
    expect(stdout).toContain('link.tflite: this is a link or a folder; expected a file');
  });

  it('does not read external files through links that leave the repository, or from .git', async () => {
    const place = mkdtempSync(join(folder, 'external-'));
    const secret = mkdtempSync(join(folder, 'secret-'));
    writeFileSync(join(secret, 'w.bin'), weightsBytes);
    const models = { 'in/m.tflite': external, 'out/m.tflite': external, 'git/m.tflite': external };
    const { base, head } = mergedPullRequest(place, {}, { ...models, 'shared.bin': weightsBytes });
    writeFileSync(join(place, '.git/w.bin'), weightsBytes);
    symlinkSync(join(secret, 'w.bin'), join(place, 'out/w.bin'));
    symlinkSync('../.git/w.bin', join(place, 'git/w.bin'));
    symlinkSync('../shared.bin', join(place, 'in/w.bin'));
    symlinkSync(secret, join(place, 'linked'));
    writeFileSync(join(secret, 'm.tflite'), external);
    const event = { pull_request: { number: 1, base: { sha: base }, head: { sha: head } } };
    for (const files of [[], ['git/m.tflite', 'in/m.tflite', 'out/m.tflite']]) {
      const { code, stdout } = runIn(place, event, ...files);
      expect(code).toBe(2);
      expect(stdout).toContain('m.tflite: 0:1 outside: 2 of 4 holds in the only block');
      const problem = '0:1 outside: the weights are in an external file that is not read: this';
      expect(stdout.match(/^::error .*$/gm)).toEqual([
        `::error file=git/m.tflite,title=Prunescope::${problem} file is in .git; expected a file of a commit`,
        `::error file=out/m.tflite,title=Prunescope::${problem} is a link to a file outside of the repository; expected a file in it`,
      ]);
    }
    const linked = runIn(place, event, 'linked/m.tflite');
    expect(linked.code).toBe(2);
    expect(linked.stdout).toContain('linked/m.tflite: this is a link to a file outside of the repository');
    // Only the workflow can name a file outside.
    expect(runIn(place, event, join(secret, 'm.tflite')).code).toBe(0);
  });

  it('compares with the external files of the version before', async () => {
    const before = { 'a/m.tflite': external, 'a/w.bin': Uint8Array.of(1, 2, 0, 4) };
    const after = { 'a/m.tflite': Uint8Array.of(...external, 0), 'a/w.bin': weightsBytes };
    const { summary, succeeded } = await check({ before, files: after });
    expect(succeeded).toBe(true);
    expect(summary).toMatch(/\| 0:1 outside \|.*\| 25\.00 % → 50\.00 % \|/);
    const missing = await check({ before: { 'a/m.tflite': external }, files: after });
    expect(missing.succeeded).toBe(true);
    expect(missing.summary).toContain('The version before has tensors that cannot be read. They are not compared.');
  });

  it('keeps a comment below the limit, with tables of as many models as fit', async () => {
    const long = layer('layer'.repeat(100), [0, 3, 0, 4]);
    const models = Object.fromEntries(Array.from({ length: 250 }, (_, i) => [`${i}.tflite`, long]));
    const { comments, summary } = await check({ files: models }, { maps: 'false' });
    expect(summary.match(/^#### /gm)).toHaveLength(250);
    expect(Buffer.byteLength(comments[0]!.body)).toBeLessThan(65_536);
    expect(comments[0]!.body).toMatch(/\n\nThe rest is in the summary of the run\.\n$/);
  });
});

function runIn(cwd: string, event: object | undefined, ...args: string[]) {
  const eventFile = join(folder, 'event.json');
  writeFileSync(eventFile, JSON.stringify(event ?? {}));
  const env = { PATH: process.env.PATH, GITHUB_EVENT_PATH: eventFile };
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'check', '--github', ...args], {
    ...{ cwd, env, encoding: 'utf8' },
  });
  return { code: status, stdout, stderr };
}

describe('check --github, without the action', () => {
  const repository = () => {
    const place = mkdtempSync(join(folder, 'repository-'));
    return { place, ...mergedPullRequest(place, { 'a.tflite': violating }, { 'sub/b.tflite': conforming }) };
  };

  it('checks the models of a push, from any folder of the repository', () => {
    const { place, base } = repository();
    const { code, stdout } = runIn(join(place, 'sub'), { before: base });
    expect(code).toBe(0);
    expect(stdout).toContain('b.tflite: 0:1 good');
    expect(stdout).not.toContain('a.tflite');
  });

  it('compares with the commit where a branch left the target', () => {
    const { place, base: left, head } = repository();
    const git = gitIn(place);
    git('reset', '--quiet', '--hard', left);
    writeFileSync(join(place, 'late.tflite'), violating);
    git('add', '--all');
    git('commit', '--quiet', '--message=late');
    const base = git('rev-parse', 'HEAD');
    git('checkout', '--quiet', head);
    const { code, stdout } = runIn(place, { pull_request: { number: 1, base: { sha: base }, head: { sha: head } } });
    expect({ code, hasLate: stdout.includes('late') }).toEqual({ code: 0, hasLate: false });
    expect(stdout).toContain('b.tflite: 0:1 good');
  });

  it('says what to change if the clone does not have the commit', () => {
    const { place } = repository();
    const { code, stderr } = runIn(place, { before: 'a'.repeat(40) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/commit aaaaaaaaaa, .* is not in this clone; set fetch-depth of actions\/checkout/);
  });

  it('needs a FILE for events without a commit, and checks it', () => {
    const { place } = repository();
    expect(runIn(place, undefined)).toMatchObject({ code: 2, stderr: expect.stringContaining('needs a FILE') });
    expect(runIn(place, { before: '0'.repeat(40) }).code).toBe(2);
    const { code, stdout } = runIn(place, undefined, 'a.tflite');
    expect(code).toBe(1);
    expect(stdout).toContain('::error file=a.tflite,title=Prunescope::0:1 bad: 1 of 1 blocks breaks 2 of 4');
  });

  it('checks a FILE outside of a repository', () => {
    const place = mkdtempSync(join(folder, 'plain-'));
    writeFileSync(join(place, 'a.tflite'), conforming);
    expect(runIn(place, undefined, 'a.tflite').code).toBe(0);
  });

  it.each([
    [['--github', '--json'], /either --github or --json/],
    [['--maps', 'a.html', 'a.tflite'], /--maps needs --github/],
  ])('reports %s', (args, message) => {
    const { status, stderr } = spawnSync(process.execPath, [command, 'check', ...args], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(message) });
  });
});
