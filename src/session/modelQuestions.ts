import type { DensityPyramid } from '../sparsity/pyramid';
import type { PatternMap } from '../views/tensorMap';
import type { ModelId, ModelQuestions } from './session';

export type QuestionName = keyof ModelQuestions;

type Answer<Name extends QuestionName> = Awaited<ReturnType<ModelQuestions[Name]>>;

/** Receives the progress of any question. */
export type ProgressListener = (...figures: number[]) => void;

/** Asks a question by its name, for example of another thread. @param args those before the signal */
export type Ask = (
  name: QuestionName,
  args: readonly unknown[],
  signal: AbortSignal,
  onProgress: ProgressListener | undefined,
) => Promise<unknown>;

/** Buffers of each answer that are transferred to the other thread. All else is copied. */
const transferredBuffers: { readonly [Name in QuestionName]: (answer: Answer<Name>) => ArrayBuffer[] } = {
  countsOf: none,
  tensorMapOf: ({ tensorMap }) => [
    ...pyramidBuffers(tensorMap.pyramid),
    tensorMap.margins.rows.buffer,
    tensorMap.margins.columns.buffer,
    ...patternMapBuffers(tensorMap),
  ],
  patternMapOf: ({ patternMap }) => patternMapBuffers(patternMap),
  structureOf: none,
  storedContents: none,
  checkComplete: none,
  packedMasks: (masks) => [...masks.values()].map(({ buffer }) => buffer),
  blockFillsOf: none,
  worthOf: none,
  gzipBytesOf: none,
  quantizationOf: none,
  reportOn: none,
  reviewOf: ({ masks }) => [masks.buffer],
  comparedCounts: none,
  comparedMap: ({ map: { kept, added, lost } }) => [kept, added, lost].flatMap(pyramidBuffers),
  modelBytes: ({ buffer }) => [buffer],
  restrictionsOf: none,
  rewritingOf: none,
  rewrittenFile: none,
  writeRewritten: none,
  sha256Of: none,
  magnitudesOf: ({ levels }) => levels.map(({ cells }) => cells.buffer),
  magnitudeHistogramOf: ({ bins }) => Object.values(bins).map(({ buffer }) => buffer),
  prunedOf: ({ removed, rows }) => [...pyramidBuffers(removed), rows.total.buffer, rows.kept.buffer],
  prunedEnergyOf: none,
  channelOrderOf: (found) => (found ? [found.order.buffer] : []),
  windowValuesOf: ({ values }) => [values.buffer],
  valueAt: none,
};

/** The questions as functions that hand name and arguments to `ask`. */
export function modelQuestions(ask: Ask): ModelQuestions {
  const names = Object.keys(transferredBuffers) as QuestionName[];
  // TypeScript cannot relate each name to its signature here. Callers and answers are checked against ModelQuestions.
  return Object.fromEntries(names.map((name) => [name, questionNamed(name, ask)])) as ModelQuestions;
}

function questionNamed(name: QuestionName, ask: Ask) {
  return (...args: unknown[]): Promise<unknown> => {
    const signalAt = args.findIndex((arg) => arg instanceof AbortSignal);
    const onProgress = args[signalAt + 1] as ProgressListener | undefined;
    return ask(name, args.slice(0, signalAt), args[signalAt] as AbortSignal, onProgress);
  };
}

/** The models that a question is about besides its own. */
export function requestedModels(name: QuestionName, [first]: readonly unknown[]): readonly ModelId[] {
  return name === 'comparedCounts' || name === 'comparedMap' ? [first as ModelId] : [];
}

/** Buffers of an answer to transfer, each once: parts of an answer can share one. */
export function buffersOf(name: QuestionName, answer: unknown): ArrayBuffer[] {
  const buffers = transferredBuffers[name] as (answer: unknown) => ArrayBuffer[];
  return [...new Set(buffers(answer))];
}

function none(): ArrayBuffer[] {
  return [];
}

function patternMapBuffers({ summary, marks }: PatternMap): ArrayBuffer[] {
  const ofSummary = [summary.rowNonzeros.buffer, summary.violations.words.buffer];
  return marks ? [...ofSummary, ...pyramidBuffers(marks.pyramid)] : ofSummary;
}

function pyramidBuffers({ mask, levels }: DensityPyramid): ArrayBuffer[] {
  return [mask.words.buffer, ...levels.map(({ counts }) => counts.buffer)];
}
