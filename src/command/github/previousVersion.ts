import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Pattern } from '../../sparsity/pattern';
import type { SparsityReport, TensorCounts, TensorReport } from '../../sparsity/report';
import { tensorKey } from '../../tflite/weights/weightTensor';
import { modelReports } from '../modelReports';
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
    const stored = join(folder, basename(path));
    await writeBlob(commit, path, stored);
    const hash = await pointedHash(stored);
    const file = hash === undefined ? stored : await lfsObjectPath(hash);
    if (!existsSync(file))
      return {
        reports: [],
        problem: 'The version before is in Git LFS and was not downloaded, so it is not compared.',
      };
    return await reportsOf(file, pattern);
  } catch {
    return { reports: [], problem: 'The version before is not in this clone, so it is not compared.' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function reportsOf(file: string, pattern: Pattern): Promise<PreviousVersion> {
  const reports: SparsityReport[] = [];
  let problem: string | undefined;
  for await (const { report } of modelReports(file, pattern)) {
    if ('error' in report) problem = `The version before cannot be read: ${report.error.message}`;
    else reports.push(report);
  }
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
