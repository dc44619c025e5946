import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, posix } from 'node:path';
import type { Pattern } from '../../sparsity/pattern';
import type { SparsityReport, TensorCounts, TensorReport } from '../../sparsity/report';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { modelReports } from '../modelReports';
import type { ExternalPath } from '../openFile';
import { pointedHash } from './lfsPointer';
import { lfsObjectPath, writeBlob } from './repository';

/** A file in the commit that is compared with. */
export type PreviousVersion = {
  /** One for each model that can be read. */
  readonly reports: readonly SparsityReport[];
  /** Why nothing is compared, as a sentence. */
  readonly problem?: string;
};

/** Reads a file of another commit. A file that cannot be read has a problem in place of reports. */
export async function previousVersion(commit: string, path: string, pattern: Pattern): Promise<PreviousVersion> {
  const folder = await mkdtemp(join(tmpdir(), 'prunescope-'));
  try {
    const file = await fileOf(commit, path, folder);
    if (file === undefined)
      return {
        reports: [],
        problem: 'The version before is in Git LFS and was not downloaded, so it is not compared.',
      };
    // The external files of the same commit, which are not on disk.
    return await reportsOf(file, pattern, (external) =>
      fileOf(commit, posix.join(posix.dirname(path), basename(external)), folder).catch(() => undefined),
    );
  } catch {
    return { reports: [], problem: 'The version before is not in this clone, so it is not compared.' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a file of a commit to a folder. Undefined: it is in Git LFS and was not downloaded. @throws Error if the commit does not have it */
async function fileOf(commit: string, path: string, folder: string): Promise<string | undefined> {
  const stored = join(folder, basename(path));
  await writeBlob(commit, path, stored);
  const hash = await pointedHash(stored);
  const file = hash === undefined ? stored : await lfsObjectPath(hash);
  return existsSync(file) ? file : undefined;
}

async function reportsOf(file: string, pattern: Pattern, externalPath: ExternalPath): Promise<PreviousVersion> {
  const reports: SparsityReport[] = [];
  let problem: string | undefined;
  for await (const { report } of modelReports(file, pattern, { externalPath })) {
    if ('error' in report) problem = `The version before cannot be read: ${report.error.message}`;
    else reports.push(report);
  }
  const isUnread = reports.some(({ tensors }) => tensors.some((tensor) => 'error' in tensor));
  if (isUnread) problem ??= 'The version before has tensors that cannot be read. They are not compared.';
  return { reports, ...(problem !== undefined && { problem }) };
}

/**
 * The counts of a tensor in the version before, found by its name, or by its position if several have that name.
 * @param report on the model of the tensor
 */
export function countsBefore(
  tensor: TensorReport,
  report: SparsityReport,
  { reports }: PreviousVersion,
): TensorCounts | undefined {
  const before = reports.find((other) => memberOf(other) === memberOf(report));
  const named = before?.tensors.filter(({ name }) => name === tensor.name) ?? [];
  const found = named.length === 1 ? named[0] : named.find((other) => tensorKey(other) === tensorKey(tensor));
  return found === undefined || 'error' in found ? undefined : found;
}

/** The name of a model in its bundle. A bundle can be renamed. */
function memberOf({ model }: SparsityReport): string {
  return model.name.split('/').slice(1).join('/');
}
