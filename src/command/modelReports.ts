import type { ByteSource } from '../bytes/byteSource';
import { sha256Of, sha256OfSource } from '../bytes/diskSource';
import { reviewOf } from '../exports/reviewFile';
import { cpuEngine } from '../kernels/cpuEngine';
import { wasmEngine } from '../kernels/wasmEngine';
import { openModel } from '../model/openModel';
import { ModelError } from '../modelError';
import type { Pattern } from '../sparsity/pattern';
import { type ReportedError, reportOn, type SparsityReport } from '../sparsity/report';
import { isBundle, modelsIn } from '../tflite/bundle';
import type { ExternalFile } from '../tflite/modelFile';
import { UsageError } from './arguments';
import { baseNameOf, type OpenFile, openFile } from './openFile';
import { writeReview } from './writeReview';

/** What stands in JSON in place of a report on a file that could not be read. */
type FailedReport = { readonly model: { readonly name: string }; readonly error: ReportedError };

/** One model of a FILE. */
export type ModelReport = {
  readonly report: SparsityReport | FailedReport;
  readonly inBundle: boolean;
};

/** A report on every model in a FILE. What cannot be read is reported as such, and the rest follows all the same. */
export async function* modelReports(location: string, pattern: Pattern, html?: string): AsyncGenerator<ModelReport> {
  let file: OpenFile | undefined;
  let inBundle = false;
  try {
    file = await openFile(location);
    inBundle = await isBundle(file.source);
    const models = await modelsIn(file.source);
    if (html !== undefined && models.length > 1) {
      throw new UsageError(
        `--html takes one model, and ${baseNameOf(location)} holds ${models.length}: unpack the one to show`,
      );
    }
    for (const model of models) {
      yield { report: await reportOnModel(model, pattern, file.externalFile, html), inBundle };
    }
  } catch (thrown) {
    yield { report: failure(baseNameOf(location), thrown), inBundle };
  } finally {
    await file?.close();
  }
}

async function reportOnModel(
  source: ByteSource,
  pattern: Pattern,
  externalFile: ExternalFile,
  html?: string,
): Promise<SparsityReport | FailedReport> {
  const engine = wasmEngine() ?? cpuEngine();
  try {
    const opened = await openModel(source, { engineFor: () => engine, exact: true, externalFile });
    const hash = await sha256OfSource(source);
    if (html === undefined) return await reportOn(opened, hash, pattern, sha256Of);
    const review = await reviewOf(opened, hash, pattern, sha256Of);
    await writeReview(review, html);
    return review.report;
  } catch (thrown) {
    return failure(source.name, thrown);
  }
}

function failure(name: string, thrown: unknown): FailedReport {
  if (!(thrown instanceof ModelError)) throw thrown;
  return { model: { name }, error: { code: thrown.code, message: thrown.message } };
}
