import type { BegunMap } from './begunMap';
import type { ChosenEngine } from './chosenEngine';
import type { OpenModels } from './openModels';
import type { TensorAnalyses } from './tensorAnalyses';

/** What the answers about all models of a thread share. */
export type AnswerState = {
  readonly models: OpenModels;
  readonly engines: ChosenEngine;
  readonly analyses: TensorAnalyses;
  readonly begun: BegunMap;
};
