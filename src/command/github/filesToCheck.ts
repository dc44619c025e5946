import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '../../modelError';
import { UsageError } from '../arguments';
import { isUrl, localPathOf } from '../openFile';
import { pointedHash } from './lfsPointer';
import { type ChangedFile, changedModels, comparedCommit } from './repository';
import { leavingProblem, pathIn } from './repositoryFolder';
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
 * @param root of the repository; undefined outside of one
 * @throws UsageError if there are no FILEs, and the changed models are not known
 */
export async function filesToCheck(
  given: readonly string[],
  context: RunContext,
  root: string | undefined,
): Promise<FileToCheck[]> {
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
  return Promise.all(
    given.map(async (location) => {
      const path = root === undefined || isUrl(location) ? undefined : pathIn(root, location);
      const previousPath = changed.find((file) => file.path === path)?.previousPath;
      const problem = root === undefined ? undefined : await givenProblem(root, location);
      return { location, path: path ?? location, annotated: path, commit, previousPath, problem };
    }),
  );
}

/** Links in the repository can lead to other files of it. An invalid URL is reported when it is opened. */
async function givenProblem(root: string, location: string): Promise<string | undefined> {
  try {
    const path = localPathOf(location);
    return path === undefined ? undefined : await leavingProblem(root, path);
  } catch (thrown) {
    if (!(thrown instanceof ModelError)) throw thrown;
    return undefined;
  }
}

async function changedFile({ path, previousPath }: ChangedFile, root: string, commit: string): Promise<FileToCheck> {
  const location = join(root, path);
  const problem = (await problemOf(location)) ?? (await leavingProblem(root, location));
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
