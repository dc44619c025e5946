import type { Storage } from '../tflite/weights/storage';
import type { Analysis } from './analysis';
import type { EngineName } from './engine';

/** An analysis with the engine and time that it took. */
export type TimedAnalysis = Analysis & {
  /** The engine that was called. It can pass rare cases to the CPU engine. */
  readonly engine: EngineName;
  /** Time in the engine, without reading. */
  readonly milliseconds: number;
  readonly storage: Storage;
};

/** Called after each range of a tensor that is read in several ranges. */
export type RowProgress = (rowsRead: number, rowCount: number) => void;
