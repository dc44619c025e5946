import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { ModelError } from '../../modelError';

/** The path of a file in the repository, with slashes; undefined for a file outside. @param root an absolute path */
export function pathIn(root: string, location: string): string | undefined {
  const path = relative(root, resolve(location));
  return path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path.replaceAll(sep, '/');
}

/**
 * Why a file of the repository must not be read: a pull request can add links to any file of the runner, and .git can contain a token.
 * @returns undefined for files that may be read, for files that are not found, and for paths outside of the repository, which only the workflow can give
 */
export async function leavingProblem(root: string, location: string): Promise<string | undefined> {
  const [realRoot, folder, file] = await Promise.all([root, dirname(location), location].map(realPathOf));
  if (realRoot === undefined || file === undefined) return undefined;
  const isGiven = pathIn(root, location) === undefined && (!folder || pathIn(realRoot, folder) === undefined);
  if (isGiven) return undefined;
  const path = pathIn(realRoot, file);
  if (path === undefined) return 'this is a link to a file outside of the repository; expected a file in it';
  // Some file systems ignore case.
  return path.toLowerCase().split('/').includes('.git')
    ? 'this file is in .git; expected a file of a commit'
    : undefined;
}

/**
 * The path itself, for the external file of a model.
 * @throws ModelError `external-missing` if the file must not be read
 */
export async function externalPathIn(root: string, path: string): Promise<string> {
  const problem = await leavingProblem(root, path);
  if (problem === undefined) return path;
  throw new ModelError('external-missing', `the weights are in an external file that is not read: ${problem}`);
}

function realPathOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}
