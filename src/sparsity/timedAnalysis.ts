import type { Storage } from '../tflite/weights/storage';
import type { Analysis } from './analysis';
import type { EngineName } from './engine';

export type TimedAnalysis = Analysis & {
  /** The engine that was asked; it may leave rare cases to its CPU twin. */
  readonly engine: EngineName;
  /** Time in the engine, reading not included. */
  readonly milliseconds: number;
  readonly storage: Storage;
};

/** Rows that were read of a tensor that takes more than one read. */
export type RowProgress = (rowsRead: number, rowCount: number) => void;
