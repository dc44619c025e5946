// What questions about an open model are asked with, and what their answers hold. Plain data.
import type { PixelSize } from '../heatmap/viewport';
import type { Rewriting } from '../rewrite/rewriting';
import type { ComparedCounts } from '../sparsity/comparison';
import type { EngineName } from '../sparsity/engine';
import type { Pattern } from '../sparsity/pattern';
import type { ReadableStatus } from '../sparsity/status';
import type { Structure } from '../sparsity/structure';
import type { SummaryCounts } from '../sparsity/summary';
import type { ComparedMap } from '../views/comparedMap';
import type { ViewChoice } from '../views/matrixView';
import type { Overview } from '../views/overview';
import type { PatternMap, TensorMap } from '../views/tensorMap';

/** How a link names a tensor. */
export type NamedTensor = { readonly tensor?: string | undefined; readonly tensorName?: string | undefined };

/** A new model that has not been written. Plain data. */
export type RewritingSummary = Omit<Rewriting, 'chunks'>;

/** Masks by tensor key, packed as by packedMask: a bit per weight. */
export type PackedMasks = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;

/** What weights are counted by. */
export type Criteria = {
  readonly pattern: Pattern;
  /** Weights with abs(w) up to this value count as zero. Default: exact zeros only. */
  readonly threshold?: number | undefined;
};

/** What a map is drawn for. */
export type Drawing = Criteria & { readonly view: ViewChoice };

/** The first map of a model that is about to be opened. */
export type FirstMap = Criteria & {
  /** The tensor; the largest one if there is no such tensor. */
  readonly named: NamedTensor;
  /** Undefined: the automatic view. */
  readonly view: ViewChoice | undefined;
  /** Size of the map, CSS pixels, if it is known. */
  readonly mapSize: PixelSize | undefined;
};

/** Figures of an analyzed tensor for the table. */
export type Counts = SummaryCounts & {
  /** The engine that computed the counts. Absent for counts from a link. */
  readonly engine?: EngineName;
  /** Time in the engine. Absent for counts from a link. */
  readonly milliseconds?: number;
  /** Thumbnail of the tensor. Absent for counts from a link. */
  readonly overview?: Overview;
  /** Bytes in the file. Absent for counts from a link or a review file. */
  readonly storedBytes?: number;
  /**
   * Status and structure of the exact zeros. Absent for counts with a threshold, for counts from a link, and for the first map of a tensor:
   * that does not wait for the structure, which `structureOf` answers.
   */
  readonly status?: ReadableStatus;
  readonly structure?: Structure;
};

export type Drawn = { readonly counts: Counts; readonly tensorMap: TensorMap };

export type DrawnPattern = { readonly counts: Counts; readonly patternMap: PatternMap };

export type ComparedDrawn = { readonly counts: ComparedCounts; readonly map: ComparedMap };
