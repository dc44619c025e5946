import type { WeightMatrix } from './weightMatrix';

/** What is known of a model before any weight is read. Plain data. */
export type ModelContents = {
  readonly name: string;
  readonly byteLength: number;
  readonly weights: readonly WeightMatrix[];
  /** The names of other files that weights lie in: plain base names. */
  readonly externalFiles: readonly string[];
};
