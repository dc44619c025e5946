import type { ByteSource } from '../bytes/byteSource';
import { sha256Of, sha256OfSource } from '../bytes/diskSource';
import { cpuEngine } from '../kernels/cpuEngine';
import { wasmEngine } from '../kernels/wasmEngine';
import { type OpenedModel, openModel } from '../model/openModel';
import { ModelError } from '../modelError';
import type { PruningGoal } from '../pruning/pruningGoal';
import type { Engine } from '../sparsity/engine';
import type { Pattern } from '../sparsity/pattern';
import { type ReportedError, reportOn, type SparsityReport } from '../sparsity/report';
import { isBundle, modelsIn } from '../tflite/bundle';
import type { ExternalFile } from '../tflite/modelFile';
import { UsageError } from './arguments';
import { baseNameOf, type ExternalPath, type OpenFile, openToReport } from './openFile';

/** Replaces the report in JSON if a file cannot be read. */
type FailedReport = { readonly model: { readonly name: string }; readonly error: ReportedError };

/** The report on one model of a FILE. */
export type ModelReport = {
  readonly report: SparsityReport | FailedReport;
  /** Undefined for a FailedReport. Open until the next report is requested. */
  readonly model?: OpenedModel;
  readonly inBundle: boolean;
};

type ReportOptions = {
  readonly html?: string | undefined;
  readonly whatIf?: PruningGoal | undefined;
  readonly externalPath?: ExternalPath | undefined;
};

/**
 * Reports on all models of a FILE. A model that cannot be read gives a FailedReport, and the others follow.
 * @param options.html path of the review file to write
 * @param options.whatIf what pruning would keep is reported for this goal
 * @param options.externalPath for models on disk. Default: external files are read beside the model.
 * @throws UsageError if `html` is given and the file has several models
 */
export async function* modelReports(
  location: string,
  pattern: Pattern,
  options: ReportOptions = {},
): AsyncGenerator<ModelReport> {
  const { html } = options;
  let file: OpenFile | undefined;
  let inBundle = false;
  try {
    const engine = wasmEngine() ?? cpuEngine();
    file = await openToReport(location, engine.memoryFor, options.externalPath);
    inBundle = await isBundle(file.source);
    const models = await modelsIn(file.source);
    if (html !== undefined && models.length > 1) {
      throw new UsageError(
        `--html accepts one model, and ${baseNameOf(location)} contains ${models.length}; extract one of them`,
      );
    }
    for (const model of models) {
      yield {
        ...(await reportOnModel(model, pattern, { ...options, engine, externalFile: file.externalFile })),
        inBundle,
      };
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
  {
    engine,
    externalFile,
    html,
    whatIf,
  }: ReportOptions & { readonly engine: Engine; readonly externalFile: ExternalFile },
): Promise<Omit<ModelReport, 'inBundle'>> {
  try {
    const model = await openModel(source, { engineFor: () => engine, exact: true, externalFile });
    // Loaded on demand, because most reports have no what-if.
    const predictions = whatIf && (await import('./whatIf')).whatIfReading(model, whatIf);
    const modelSha256 = await sha256OfSource(source);
    const input = { model, modelSha256, pattern, sha256: sha256Of, ...(predictions && { whatIf: predictions }) };
    if (html === undefined) return { report: await reportOn(input), model };
    // Loaded on demand, because most reports have no review file.
    const { writeReview } = await import('./writeReview');
    return { report: await writeReview(input, html), model };
  } catch (thrown) {
    return { report: failure(source.name, thrown) };
  }
}

function failure(name: string, thrown: unknown): FailedReport {
  if (!(thrown instanceof ModelError)) throw thrown;
  return { model: { name }, error: { code: thrown.code, message: thrown.message } };
}
