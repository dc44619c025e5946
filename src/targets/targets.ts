import type { TargetResult } from '../sparsity/targetResult';
import { coreml } from './coreml';
import { ethosU85 } from './ethosU85';
import { ethosUCompression } from './ethosUCompression';
import type { CountsOf, TensorFacts } from './facts';
import { litertSparseFc } from './litertSparseFc';
import { nvidia2of4 } from './nvidia2of4';
import { type Target, targetResult } from './target';
import { tfliteConverter } from './tfliteConverter';
import { tflmDecode } from './tflmDecode';
import { vitisAi } from './vitisAi';
import { xnnpackSparse } from './xnnpackSparse';

/** All targets, in the order of targetNames. */
export const targets: readonly Target[] = [
  ethosU85,
  ethosUCompression,
  litertSparseFc,
  xnnpackSparse,
  tfliteConverter,
  tflmDecode,
  nvidia2of4,
  coreml,
  vitisAi,
];

/** What each target makes of a tensor. @param countsOf other tensors of the subgraph */
export function targetResults(facts: TensorFacts, countsOf: CountsOf): TargetResult[] {
  return targets.map((target) => targetResult(target, facts, countsOf));
}
