import { ModelError, type ModelErrorCode } from '../modelError';
import { type Coverage, coverageOf } from '../tflite/weights/coverage';
import type { ModelContents } from '../tflite/weights/modelContents';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';
import type { Analysis } from './analysis';
import { type Mask, packedMask } from './mask';
import type { Pattern } from './pattern';
import type { ReportedEnergy } from './reportedEnergy';
import type { TensorSizes } from './sizes';
import { type ReadableStatus, statusOf } from './status';
import type { Structure } from './structure';
import { conforms } from './summary';
import type { TargetResult } from './targetResult';
import { type TrivialReason, trivialBecause } from './trivial';
import { zeroBlockFigures } from './verdict';

const reportVersion = 1;

/** The report on one model, version 1. public/report.schema.json describes its JSON. */
export type SparsityReport = {
  readonly reportVersion: typeof reportVersion;
  readonly model: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly pattern: Pattern;
  readonly coverage: Coverage;
  readonly tensors: readonly TensorReport[];
};

export type TensorReport = TensorIdentity &
  (TensorCounts | { readonly status: 'unreadable'; readonly error: ReportedError });

export type ReportedError = { readonly code: ModelErrorCode; readonly message: string };

type TensorIdentity = Pick<
  WeightTensor,
  'subgraph' | 'tensor' | 'name' | 'operators' | 'role' | 'shape' | 'type' | 'encoding'
>;

export type TensorCounts = {
  readonly elements: number;
  readonly nonzeros: number;
  readonly blocks: number;
  readonly conformingBlocks: number;
  readonly conforms: boolean;
  readonly trivial: boolean;
  readonly trivialBecause?: TrivialReason;
  readonly status: ReadableStatus;
  /** Only for block patterns: number of all-zero blocks, and the share of all zeros that they contain, 0 to 1. */
  readonly zeroBlocks?: number;
  readonly shareOfZeros?: number;
  readonly structure: Structure;
  /** Bytes of the tensor in several encodings. Reports that were written before this field existed do not have it. */
  readonly sizes?: TensorSizes;
  /** Which runtimes and accelerators can use its zeros. As above. */
  readonly targets?: readonly TargetResult[];
  /** What pruning would keep. Only on request, and only for tensors that the goal applies to. */
  readonly energy?: ReportedEnergy;
  /** SHA-256 of packedMask, in hex. */
  readonly maskSha256: string;
};

/** Returns a SHA-256 in hex. The command uses Node's implementation, the page a portable one. */
type Sha256 = (bytes: Uint8Array) => string | Promise<string>;

/** The part of an open model that a report needs. */
type ReportedModel = {
  /** The contents by what the file stores. Reads them if they are not known yet. @throws ModelError `cancelled`, and those of the source */
  storedContents(signal?: AbortSignal): Promise<ModelContents>;
  /** @throws ModelError when this tensor cannot be read */
  analysisOf(tensor: WeightTensor, pattern: Pattern, signal?: AbortSignal): Promise<Analysis>;
  /** @param mask of exact zeros @throws ModelError as above */
  structureOf(tensor: WeightTensor, mask: Mask, signal?: AbortSignal): Promise<Structure>;
  /** @throws ModelError as above */
  worthOf(tensor: WeightTensor, mask: Mask, signal?: AbortSignal): Promise<Worth>;
};

type Counts = Pick<TensorCounts, 'elements' | 'nonzeros'>;

type Worth = {
  readonly sizes: TensorSizes;
  /** @param countsOf another tensor of the subgraph; undefined if it could not be read */
  targets(countsOf: (tensor: number) => Counts | undefined): readonly TargetResult[];
};

/** Predictions of a report. Both throw a ModelError as the model does. */
export type ReportedWhatIf = {
  /** What pruning would keep of a tensor; undefined if the goal does not apply to it. */
  energyOf(tensor: WeightTensor, signal?: AbortSignal): Promise<ReportedEnergy | undefined>;
  /** Bytes of a tensor after gzip; undefined if it is not stored densely. */
  gzipBytesOf(tensor: WeightTensor, signal?: AbortSignal): Promise<number | undefined>;
};

/** A model to report on, and how. */
export type ReportInput = {
  readonly model: ReportedModel;
  /** SHA-256 of the file, in hex. */
  readonly modelSha256: string;
  readonly pattern: Pattern;
  readonly sha256: Sha256;
  readonly signal?: AbortSignal | undefined;
  /** Adds predictions, which take longer than the rest of a report. */
  readonly whatIf?: ReportedWhatIf;
  /** Called after each tensor with the number of finished tensors. */
  readonly onTensor?: (done: number) => void;
};

/** Called with the packed mask of each tensor that can be read, see packedMask. */
type OnMask = (packed: Uint8Array<ArrayBuffer>) => Promise<void>;

/**
 * A report on all weight tensors of a model. A tensor that cannot be read has an error instead of counts.
 * @throws ModelError `cancelled`
 */
export async function reportOn(input: ReportInput, onMask?: OnMask): Promise<SparsityReport> {
  const { model, modelSha256, pattern, onTensor } = input;
  const { name, byteLength, operators, unreadableOperators, ...stored } = await model.storedContents(input.signal);
  const counted: CountedTensor[] = [];
  for (const tensor of stored.tensors) {
    counted.push(await countedTensor(tensor, input, onMask));
    onTensor?.(counted.length);
  }
  const tensors = withTargets(counted);
  const coverage = coverageWith(tensors, { constants: stored.constants, operators, unreadableOperators });
  return { reportVersion, model: { name, bytes: byteLength, sha256: modelSha256 }, pattern, coverage, tensors };
}

/** A report without targets, and what they follow from; undefined for a tensor that could not be read. */
type CountedTensor = { readonly report: TensorReport; readonly worth?: Worth };

/** Some targets judge several tensors of a subgraph together, so they follow when all tensors are counted. */
function withTargets(counted: readonly CountedTensor[]): TensorReport[] {
  const byKey = new Map(counted.map(({ report }) => [tensorKey(report), report]));
  return counted.map(({ report, worth }) => {
    if (!worth || 'error' in report) return report;
    const targets = worth.targets((tensor) => {
      const other = byKey.get(tensorKey({ subgraph: report.subgraph, tensor }));
      return other && 'nonzeros' in other ? other : undefined;
    });
    const { maskSha256, ...rest } = report;
    return { ...rest, targets, maskSha256 };
  });
}

function coverageWith(
  tensors: readonly TensorReport[],
  contents: Pick<ModelContents, 'constants' | 'operators' | 'unreadableOperators'>,
): Coverage {
  const unread = new Set(tensors.filter((tensor) => 'error' in tensor).map(tensorKey));
  return coverageOf(contents, ({ subgraph, listedAs = -1 }) => unread.has(tensorKey({ subgraph, tensor: listedAs })));
}

/** Predictions for a tensor. Without its scales, a tensor has counts but no real values: then they are left out. */
async function predictions(tensor: WeightTensor, whatIf: ReportedWhatIf | undefined, signal: AbortSignal | undefined) {
  const [energy, gzip] = [
    await readOr(whatIf?.energyOf(tensor, signal)),
    await readOr(whatIf?.gzipBytesOf(tensor, signal)),
  ];
  return { energy, gzip };
}

async function readOr<T>(answer: Promise<T | undefined> | undefined): Promise<T | undefined> {
  try {
    return await answer;
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || thrown.code === 'cancelled') throw thrown;
    return undefined;
  }
}

async function countedTensor(
  tensor: WeightTensor,
  { model, pattern, sha256, whatIf, signal }: ReportInput,
  onMask?: OnMask,
): Promise<CountedTensor> {
  const { subgraph, name, operators, role, shape, type, encoding } = tensor;
  const identity: TensorIdentity = {
    ...{ subgraph, tensor: tensor.tensor, name, operators },
    ...(role && { role }),
    ...{ shape, type, encoding },
  };
  try {
    const { mask, summary } = await model.analysisOf(tensor, pattern, signal);
    const { nonzeros, blocks, conformingBlocks } = summary;
    const reason = trivialBecause(tensor, pattern);
    const structure = await model.structureOf(tensor, mask, signal);
    const worth = await model.worthOf(tensor, mask, signal);
    const { energy, gzip } = await predictions(tensor, whatIf, signal);
    const packed = packedMask(mask);
    const report = {
      ...identity,
      elements: elementCount(tensor),
      nonzeros,
      blocks,
      conformingBlocks,
      conforms: conforms(summary),
      trivial: reason !== undefined,
      ...(reason && { trivialBecause: reason }),
      status: statusOf(tensor, pattern, { counts: summary, structure }),
      ...zeroBlockFigures(tensor, summary),
      structure,
      sizes: { ...worth.sizes, ...(gzip !== undefined && { gzip }) },
      ...(energy && { energy }),
      maskSha256: await sha256(packed),
    };
    await onMask?.(packed);
    return { report, worth };
  } catch (thrown) {
    if (!(thrown instanceof ModelError) || thrown.code === 'cancelled') throw thrown;
    const error = { code: thrown.code, message: thrown.message };
    return { report: { ...identity, status: 'unreadable', error } };
  }
}
