import type { WaitListener } from '../bytes/networkWait';
import type { RelayedRead } from '../bytes/relayedSource';
import type { Progress } from '../bytes/requests';
import type { ServedFile } from '../bytes/servedFiles';
import type { ReviewContents } from '../exports/reviewFile';
import type { ChannelOrder } from '../pruning/channelOrder';
import type { Energy } from '../pruning/prunedTensor';
import type { PruningGoal } from '../pruning/pruningGoal';
import type { Plan } from '../rewrite/plan';
import type { Restrictions } from '../rewrite/restrictions';
import type { ComparedCounts } from '../sparsity/comparison';
import type { EngineChoice, EngineStatus } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { TensorPair } from '../sparsity/pairing';
import type { Pattern, ZerosPattern } from '../sparsity/pattern';
import type { SparsityReport } from '../sparsity/report';
import type { Structure } from '../sparsity/structure';
import type { Worth } from '../sparsity/targetResult';
import type { RowProgress } from '../sparsity/timedAnalysis';
import type { ModelContents } from '../tflite/weights/modelContents';
import type { QuantizationSummary } from '../tflite/weights/quantizationSummary';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { WeightValue } from '../tflite/weights/weightValue';
import type { MagnitudeHistogram } from '../views/magnitudeHistogram';
import type { Magnitudes } from '../views/magnitudes';
import type { MatrixView } from '../views/matrixView';
import type { WindowValues } from '../views/windowValues';
import type { Prediction } from './prediction';
import type {
  ComparedDrawn,
  Counts,
  Criteria,
  Drawing,
  Drawn,
  DrawnPattern,
  FirstMap,
  PackedMasks,
  RewritingSummary,
} from './questionData';

/** Where a model comes from. */
export type ModelOrigin = (
  | {
      readonly kind: 'file';
      readonly file: File;
      /** Set if the page showed an earlier version of the same file. */
      readonly isLaterVersion?: true;
    }
  | { readonly kind: 'address'; readonly address: string }
  /** A file of this computer that the command serves. Its URL must not leave the page: the token in it opens the file. */
  | { readonly kind: 'served'; readonly url: string; readonly file: ServedFile }
  /** What the page kept of an earlier version of a model. */
  | { readonly kind: 'masks'; readonly contents: ModelContents; readonly masks: PackedMasks }
  /** A model that the host page of an embedded map reads. */
  | {
      readonly kind: 'host';
      readonly name: string;
      /** Absent for a file on the computer of the reader. */
      readonly address?: string | undefined;
      readonly byteLength: number;
      readonly read: RelayedRead;
    }
  /** Masks in a review file. The model itself is not there. */
  | { readonly kind: 'review'; readonly name: string }
) & {
  /** Name of the model in a bundle. Default: the first model. */
  readonly member?: string | undefined;
  /** Files that were opened together with the model. They can contain its weights. */
  readonly companions?: readonly File[] | undefined;
};

/** Opens models and computes masks for the page: in a worker (workerSession.ts) or from a review file (reviewSession.ts). */
export type Session = {
  /**
   * @param onProgress bytes loaded, and in total if known
   * @param first the map that will be requested first. It is begun at once, so that its request takes less time
   * @throws ModelError
   */
  open(origin: ModelOrigin, signal: AbortSignal, onProgress: Progress, first?: FirstMap): Promise<SessionModel>;
  chooseEngine(choice: EngineChoice): Promise<EngineStatus>;
  /** @param listener called when a GPU is lost and another engine replaces it */
  onEngineChange(listener: (status: EngineStatus) => void): void;
  /** @param listener called while the session waits for a server longer than usual */
  onNetworkWait(listener: WaitListener): void;
};

/** Number of an open model in its session. */
export type ModelId = number;

/** What is known of an open model before any weight is read. */
export type ModelDescription = {
  readonly contents: ModelContents;
  /** The models in the bundle. One for a model that is not in a bundle. */
  readonly members: readonly ModelMember[];
};

/** A model of a bundle. */
export type ModelMember = {
  /** Name, starting with that of the bundle. */
  readonly name: string;
  /** What a .litertlm bundle uses the model for, such as `prefill_decode`. */
  readonly modelType?: string | undefined;
};

/** An open model. Its bytes stay with the session. A review file cannot answer `reviewOf`. */
export type SessionModel = ModelDescription &
  Omit<ModelQuestions, 'reviewOf'> &
  Partial<Pick<ModelQuestions, 'reviewOf'>> & {
    readonly id: ModelId;
    close(): void;
  };

/** Share of the work that is done, 0 to 1. */
export type ShareProgress = (share: number) => void;

/**
 * The questions about an open model. Arguments and answers are plain data, followed by an AbortSignal and, for long work, a progress callback.
 * All reject with a ModelError, `cancelled` after an abort.
 *
 * This is the only declaration. To add a question: declare it here, add it to `transferredBuffers` in modelQuestions.ts and implement it in
 * modelAnswers.ts or in the part that it fits. Client, server, review file and test double follow.
 */
export type ModelQuestions = {
  countsOf(tensor: WeightTensor, criteria: Criteria, signal: AbortSignal): Promise<Counts>;
  tensorMapOf(tensor: WeightTensor, drawing: Drawing, signal: AbortSignal, onProgress: RowProgress): Promise<Drawn>;
  /** The part of the map that depends on the pattern. Does not read the tensor drawn last again. */
  patternMapOf(
    tensor: WeightTensor,
    drawing: Drawing,
    signal: AbortSignal,
    onProgress: RowProgress,
  ): Promise<DrawnPattern>;
  structureOf(tensor: WeightTensor, signal: AbortSignal): Promise<Structure>;
  /** The contents by what the file stores. Opening a model does not wait for them: the tables of sizes are spread over the file. */
  storedContents(signal: AbortSignal): Promise<ModelContents>;
  /** Checks that the file has all bytes that its constants need: a file that is being written does not. @throws ModelError `truncated` */
  checkComplete(signal: AbortSignal): Promise<void>;
  /** The masks of exact zeros of all tensors that can be read. */
  packedMasks(signal: AbortSignal, onProgress: ShareProgress): Promise<PackedMasks>;
  /** Numbers of blocks by their number of non-zeros, for exact zeros. See blockFills. @param of weights of a block */
  blockFillsOf(tensor: WeightTensor, of: number, signal: AbortSignal): Promise<readonly number[]>;
  worthOf(tensor: WeightTensor, signal: AbortSignal): Promise<Worth>;
  /** Size of the stored weights after gzip, in bytes. */
  gzipBytesOf(tensor: WeightTensor, signal: AbortSignal, onProgress: ShareProgress): Promise<number>;
  quantizationOf(tensor: WeightTensor, signal: AbortSignal): Promise<QuantizationSummary>;
  reportOn(pattern: Pattern, signal: AbortSignal, onProgress: ShareProgress): Promise<SparsityReport>;
  /** Report and masks of all tensors. */
  reviewOf(pattern: Pattern, signal: AbortSignal, onProgress: ShareProgress): Promise<ReviewContents>;
  /** Counts zeros that are in both models, only in the other, or only in this one. @param other another model of the session */
  comparedCounts(other: ModelId, pair: TensorPair, pattern: Pattern, signal: AbortSignal): Promise<ComparedCounts>;
  /** The same counts and their map. The pair is read once for both. */
  comparedMap(
    other: ModelId,
    pair: TensorPair,
    pattern: Pattern,
    view: MatrixView,
    signal: AbortSignal,
  ): Promise<ComparedDrawn>;
  /** All bytes of the model, to run or to change it. The receiver owns them. */
  modelBytes(signal: AbortSignal, onProgress: ShareProgress): Promise<Uint8Array<ArrayBuffer>>;
  /** Why weight tensors cannot be pruned, or stored in other ways, by tensor key. Reads no weights. */
  restrictionsOf(signal: AbortSignal): Promise<ReadonlyMap<string, Restrictions>>;
  /** What a plan does to the model. Reads the tensors that it changes. */
  rewritingOf(plan: Plan, signal: AbortSignal, onProgress: ShareProgress): Promise<RewritingSummary>;
  /** The model that a plan makes of this one, as a file that the browser holds. */
  rewrittenFile(plan: Plan, signal: AbortSignal, onProgress: ShareProgress): Promise<Blob>;
  /** Writes the model that a plan makes of this one. If it fails, or is aborted, the file stays as it was. */
  writeRewritten(
    plan: Plan,
    handle: FileSystemFileHandle,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<void>;
  /** SHA-256 of the file in hex. */
  sha256Of(signal: AbortSignal, onProgress: ShareProgress): Promise<string>;
  magnitudesOf(
    tensor: WeightTensor,
    view: MatrixView,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<Magnitudes>;
  magnitudeHistogramOf(
    tensor: WeightTensor,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<MagnitudeHistogram>;
  /** What pruning would do to a tensor. @param pattern that the result is counted by */
  prunedOf(
    tensor: WeightTensor,
    goal: PruningGoal,
    view: MatrixView,
    pattern: Pattern,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<Prediction>;
  /** Only the energy of `prunedOf`. */
  prunedEnergyOf(tensor: WeightTensor, goal: PruningGoal, signal: AbortSignal): Promise<Energy>;
  /** An order of the input channels in which pruning keeps more energy. Undefined if there is none to search, see channelOrder. */
  channelOrderOf(
    tensor: WeightTensor,
    pattern: ZerosPattern,
    signal: AbortSignal,
    onProgress: ShareProgress,
  ): Promise<ChannelOrder | undefined>;
  /** @param window rows and columns of the view */
  windowValuesOf(
    tensor: WeightTensor,
    view: MatrixView,
    window: MatrixWindow,
    signal: AbortSignal,
  ): Promise<WindowValues>;
  /** @param row of the weight matrix @param column of the weight matrix */
  valueAt(tensor: WeightTensor, row: number, column: number, signal: AbortSignal): Promise<WeightValue>;
};
