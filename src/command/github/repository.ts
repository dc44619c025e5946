import { execFile, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { UsageError } from '../arguments';
import type { RunContext } from './runContext';

/** A file that differs between two commits. Paths are relative to the repository, with slashes. */
export type ChangedFile = {
  readonly path: string;
  /** Undefined for a new file. */
  readonly previousPath: string | undefined;
};

/** The root folder of the repository; undefined outside of one. */
export async function repositoryRoot(): Promise<string | undefined> {
  return git('rev-parse', '--show-toplevel').then(
    (text) => resolve(text.trimEnd()),
    () => undefined,
  );
}

/**
 * The commit that the checked-out one is compared with: the target branch, or the commit where a branch left it.
 * @throws UsageError if the clone does not contain it
 */
export async function comparedCommit({ base, head }: RunContext & { readonly base: string }): Promise<string> {
  // actions/checkout checks out a commit that merges the pull request into the target branch, which can be newer than in the event.
  const [, target, merged] = (await git('rev-list', '--parents', '--max-count=1', 'HEAD')).trim().split(' ');
  if (head !== undefined && merged === head) return target;
  try {
    return (await git('merge-base', base, 'HEAD')).trim();
  } catch {
    throw new UsageError(
      `commit ${base.slice(0, 10)}, which the models are compared with, is not in this clone; set fetch-depth of actions/checkout to 2 for a pull request, or else to 0`,
    );
  }
}

/** The models and bundles of the checked-out commit that another commit does not have, or has with other bytes. */
export async function changedModels(commit: string): Promise<ChangedFile[]> {
  const globs = ['tflite', 'task', 'litertlm'].map((ending) => `:(top,icase,glob)**/*.${ending}`);
  // T: a link became a file, or the other way round.
  const options = ['--name-status', '-z', '--find-renames', '--diff-filter=AMRT', '--no-ext-diff'];
  const fields = (await git('diff', ...options, commit, 'HEAD', '--', ...globs)).split('\0');
  const changed: ChangedFile[] = [];
  for (let i = 0; i + 1 < fields.length; ) {
    const status = fields[i++];
    const previousPath = status === 'A' ? undefined : fields[i];
    // A renamed file has two paths, a file with a link before it has no model to compare with.
    if (status.startsWith('R')) i++;
    changed.push({ path: fields[i++], previousPath: status === 'T' ? undefined : previousPath });
  }
  return changed;
}

/** Writes a file of a commit to the disk. @throws Error if the commit does not have it */
export async function writeBlob(commit: string, path: string, out: string): Promise<void> {
  const child = spawn('git', ['cat-file', 'blob', `${commit}:${path}`], { stdio: ['ignore', 'pipe', 'ignore'] });
  const closed = new Promise<void>((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`${commit} has no ${path}`))));
  });
  await Promise.all([closed, pipeline(child.stdout, createWriteStream(out))]);
}

/** The file that Git LFS keeps for a pointer, which exists only if it was downloaded. */
export async function lfsObjectPath(hash: string): Promise<string> {
  const folder = (await git('rev-parse', '--path-format=absolute', '--git-common-dir')).trimEnd();
  return resolve(folder, 'lfs/objects', hash.slice(0, 2), hash.slice(2, 4), hash);
}

async function git(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', args, { maxBuffer: 2 ** 28 }).catch(gitFailed);
  return stdout;
}

function gitFailed(thrown: Error & { readonly stderr?: string }): never {
  const [reason] = (thrown.stderr || thrown.message).trim().split('\n');
  throw new UsageError(`git failed: ${reason}`);
}
