import { type ModelSummary, modelSummary, type SummarizedTensor } from '../sparsity/modelSummary';
import type { Pattern } from '../sparsity/pattern';
import { type ConstantTensor, coverageOf } from '../tflite/weights/coverage';
import type { ModelContents } from '../tflite/weights/modelContents';
import { elementCount, tensorKey } from '../tflite/weights/weightTensor';
import type { TensorResult } from './store';
import { tensorStatus } from './tensorStatus';

/**
 * The answer for the open model, from the tensors that are read so far: as the report says it.
 * @returns with the number of tensors whose status is not known yet
 */
export function shownSummary(
  contents: Pick<ModelContents, 'tensors' | 'constants' | 'operators' | 'unreadableOperators'>,
  results: ReadonlyMap<string, TensorResult>,
  pattern: Pattern,
): { readonly summary: ModelSummary; readonly unread: number } {
  const tensors = contents.tensors.flatMap((tensor): SummarizedTensor[] => {
    const result = results.get(tensorKey(tensor));
    const status = tensorStatus(tensor, result, pattern);
    if (!status) return [];
    if (status === 'unreadable' || result?.phase !== 'done') return [{ ...tensor, status: 'unreadable' }];
    const { nonzeros, blocks, conformingBlocks, storedBytes } = result.counts;
    return [{ ...tensor, status, elements: elementCount(tensor), nonzeros, blocks, conformingBlocks, storedBytes }];
  });
  const unreadable = ({ subgraph, listedAs = -1 }: ConstantTensor) =>
    results.get(tensorKey({ subgraph, tensor: listedAs }))?.phase === 'failed';
  const summary = modelSummary(tensors, coverageOf(contents, unreadable));
  return { summary, unread: contents.tensors.length - tensors.length };
}
