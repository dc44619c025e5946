import type { RelayedRead } from '../bytes/relayedSource';
import type { ReviewContents } from '../exports/reviewFile';
import type { ComparedCounts } from '../sparsity/comparison';
import type { EngineChoice, EngineName, EngineStatus } from '../sparsity/engine';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { TensorPair } from '../sparsity/pairing';
import type { Pattern } from '../sparsity/pattern';
import type { SparsityReport } from '../sparsity/report';
import type { Structure } from '../sparsity/structure';
import type { Summary } from '../sparsity/summary';
import type { RowProgress } from '../sparsity/timedAnalysis';
import type { ModelContents } from '../tflite/weights/modelContents';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { WeightValue } from '../tflite/weights/weightValue';
import type { ComparedMap } from '../views/comparedMap';
import type { Magnitudes } from '../views/magnitudes';
import type { MatrixView, ViewChoice } from '../views/matrixView';
import type { Overview } from '../views/overview';
import type { TensorMap } from '../views/tensorMap';
import type { WindowValues } from '../views/windowValues';

/** Where a model comes from. */
export type ModelOrigin = (
  | { readonly kind: 'file'; readonly file: File }
  | { readonly kind: 'address'; readonly address: string }
  /** A model of the page around an embedded one, which reads it for us. */
  | {
      readonly kind: 'host';
      readonly name: string;
      readonly address: string;
      readonly byteLength: number;
      readonly read: RelayedRead;
    }
  /** Masks in a review file, of a model that is elsewhere. */
  | { readonly kind: 'review'; readonly name: string }
) & {
  /** The model in a bundle, by its name there; the first one without it. */
  readonly member?: string | undefined;
  /** Files that came with the model: its weights may lie in one of them. */
  readonly companions?: readonly File[] | undefined;
};

/** Whoever opens models and computes masks for the page: the worker, or in a test whoever stands in for it. */
export type Session = {
  /** @throws ModelError */
  open(
    origin: ModelOrigin,
    signal: AbortSignal,
    onProgress: (loaded: number, total: number | undefined) => void,
  ): Promise<SessionModel>;
  chooseEngine(choice: EngineChoice): Promise<EngineStatus>;
  /** Called when the engine changes by itself: a lost GPU. */
  onEngineChange(listener: (status: EngineStatus) => void): void;
};

/** An opened model; bytes stay with the session. All calls throw ModelError. */
export type SessionModel = {
  readonly contents: ModelContents;
  /** The names of the models in the bundle that it comes from; one for a plain model. */
  readonly members: readonly string[];
  countsOf(tensor: WeightTensor, pattern: Pattern, signal: AbortSignal, threshold?: number): Promise<Counts>;
  tensorMapOf(tensor: WeightTensor, drawing: Drawing, signal: AbortSignal, onProgress: RowProgress): Promise<Drawn>;
  structureOf(tensor: WeightTensor, signal: AbortSignal): Promise<Structure>;
  /** @param onProgress with a share 0..1 */
  reportOn(pattern: Pattern, signal: AbortSignal, onProgress: (share: number) => void): Promise<SparsityReport>;
  /** What became of the zeros of a tensor in another model. */
  comparedCounts(
    other: Pick<SessionModel, 'contents'>,
    pair: TensorPair,
    pattern: Pattern,
    signal: AbortSignal,
  ): Promise<ComparedCounts>;
  /** The map of that, with the same figures: the pair is read once for both. */
  comparedMap(
    other: Pick<SessionModel, 'contents'>,
    pair: TensorPair,
    pattern: Pattern,
    view: MatrixView,
    signal: AbortSignal,
  ): Promise<ComparedDrawn>;
  /** SHA-256 of the file in hex. @param onProgress with a share 0..1 */
  sha256Of(signal: AbortSignal, onProgress: (share: number) => void): Promise<string>;
  /** @param onProgress with a share 0..1 */
  magnitudesOf(
    tensor: WeightTensor,
    view: MatrixView,
    signal: AbortSignal,
    onProgress: (share: number) => void,
  ): Promise<Magnitudes>;
  windowValuesOf(
    tensor: WeightTensor,
    view: MatrixView,
    window: MatrixWindow,
    signal: AbortSignal,
  ): Promise<WindowValues>;
  /** Report and masks of all tensors; of a review file there is none but itself. @param onProgress with a share 0..1 */
  reviewOf?(pattern: Pattern, signal: AbortSignal, onProgress: (share: number) => void): Promise<ReviewContents>;
  valueAt(tensor: WeightTensor, row: number, column: number, signal: AbortSignal): Promise<WeightValue>;
  close(): void;
};

/** What a picture is made for. Another pattern or view of the tensor that was drawn last is had without reading it again. */
export type Drawing = {
  readonly pattern: Pattern;
  readonly view: ViewChoice;
  /** Weights of at most this magnitude count as zero; without it only what is zero does. */
  readonly threshold?: number | undefined;
};

/** What the table shows of a tensor that was analyzed. */
export type Counts = Pick<Summary, 'nonzeros' | 'blocks' | 'conformingBlocks' | 'zeroBlocks'> & {
  readonly engine: EngineName;
  /** Time in the engine. */
  readonly milliseconds: number;
  /** What it looks like from afar; absent where only figures are known. */
  readonly overview?: Overview;
};

export type Drawn = { readonly counts: Counts; readonly tensorMap: TensorMap };

export type ComparedDrawn = { readonly counts: ComparedCounts; readonly picture: ComparedMap };
