import { lstat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { UsageError } from '../arguments';
import { isUrl } from '../openFile';
import { pointedHash } from './lfsPointer';
import { type ChangedFile, changedModels, comparedCommit, repositoryRoot } from './repository';
import type { RunContext } from './runContext';

export type FileToCheck = {
  /** A path or a URL, to open. */
  readonly location: string;
  /** As in the repository, or else as given. */
  readonly path: string;
  /** Path for annotations; undefined for a file that is not in the repository. */
  readonly annotated: string | undefined;
  /** Where the version before is; undefined: nowhere. */
  readonly commit: string | undefined;
  readonly previousPath: string | undefined;
  /** Why it is not opened. */
  readonly problem: string | undefined;
};

/**
 * The FILEs, or without any the models that the event changes.
 * @throws UsageError if there are no FILEs, and the changed models are not known
 */
export async function filesToCheck(given: readonly string[], context: RunContext): Promise<FileToCheck[]> {
  const root = await repositoryRoot();
  if (given.length === 0) {
    const { base } = context;
    if (base === undefined)
      throw new UsageError('check --github needs a FILE, because this event has no commit to compare with');
    if (root === undefined)
      throw new UsageError('check --github needs a FILE, because this folder is in no git repository');
    const commit = await comparedCommit({ ...context, base });
    return Promise.all((await changedModels(commit)).map((file) => changedFile(file, root, commit)));
  }
  const { commit, changed } = await knownChanges(root, context);
  return given.map((location) => {
    const path = root === undefined || isUrl(location) ? undefined : pathIn(root, location);
    const previousPath = changed.find((file) => file.path === path)?.previousPath;
    return { location, path: path ?? location, annotated: path, commit, previousPath, problem: undefined };
  });
}

async function changedFile({ path, previousPath }: ChangedFile, root: string, commit: string): Promise<FileToCheck> {
  const location = join(root, path);
  const problem = await problemOf(location);
  return { location, path, annotated: path, commit, previousPath, problem };
}

async function problemOf(location: string): Promise<string | undefined> {
  const file = await lstat(location).catch(() => undefined);
  if (!file) return 'the file is not checked out; expected a file in the paths of actions/checkout';
  // A link could lead to any file of the runner.
  if (!file.isFile()) return 'this is a link or a folder; expected a file';
  return (await pointedHash(location)) === undefined
    ? undefined
    : 'this is a Git LFS pointer, not the model. Set lfs: true of actions/checkout, so that it downloads the model';
}

/** With FILEs, the version before is an addition that can be missing. */
async function knownChanges(root: string | undefined, context: RunContext) {
  const unknown = { commit: undefined, changed: [] };
  const { base } = context;
  if (root === undefined || base === undefined) return unknown;
  try {
    const commit = await comparedCommit({ ...context, base });
    return { commit, changed: await changedModels(commit) };
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return unknown;
  }
}

/** The path in the repository, with slashes; undefined for a file outside. */
function pathIn(root: string, location: string): string | undefined {
  const path = relative(root, resolve(location));
  return path.startsWith('..') || isAbsolute(path) ? undefined : path.replaceAll(sep, '/');
}
