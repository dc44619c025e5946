import type { Operator, Subgraph } from '../tflite/model';
import { passesConstant, weightInputs } from '../tflite/operators';
import { decodedPair, producersOf } from '../tflite/weights/weightConstants';
import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { ClusterFacts, Use } from './facts';
import { nchwClusters } from './nchwClusters';
import type { Paddings } from './nchwNodes';

/** The operators of a subgraph that use a weight tensor, with what targets need to know of each. */
export function usesIn(subgraph: Subgraph, paddings: Paddings): (tensor: WeightTensor) => Use[] {
  const producers = producersOf(subgraph);
  const clusters = nchwClusters(subgraph, paddings);
  const { operators, tensors } = subgraph;
  const hasSparseWeights = operators.some(
    ({ code, inputs }) => code === 'DENSIFY' && tensors[inputs[0] ?? -1]?.storedSparse,
  );

  function clusterOf(operator: number): ClusterFacts {
    const { problem, operators: members } = clusters.get(operator) ?? {
      problem: 'the operator has no group',
      operators: [],
    };
    const weights = members.flatMap((index) => {
      const member = operators[index];
      return isPointwise(member, subgraph) ? (originOf(member, 1) ?? []) : [];
    });
    return { problem, weights: [...new Set(weights)], hasSparseWeights };
  }

  /** The stored constant that an input comes from. */
  function originOf(operator: Operator, input: number): number | undefined {
    return pathTo(operator.inputs[input] ?? -1, () => false)?.tensor;
  }

  function lastSize(index: number): number | undefined {
    return tensors[index]?.shape.at(-1);
  }

  /** Follows an input back to a tensor, or else to the constant it comes from. */
  function pathTo(from: number, isTensor: (index: number) => boolean) {
    const behind: string[] = [];
    let isReordered = false;
    let index = from;
    // A damaged graph can have cycles.
    for (let steps = 0; index >= 0 && steps <= operators.length; steps++) {
      if (isTensor(index)) return { tensor: index, behind, isReordered };
      const producer = producers.get(index);
      if (!producer) return { tensor: index, behind, isReordered };
      if (!passesConstant(producer.code)) {
        return decodedPair(producer, index, tensors) && { tensor: index, behind, isReordered };
      }
      behind.unshift(producer.code);
      const input = producer.inputs[0] ?? -1;
      // The permutation of a TRANSPOSE is not read here.
      isReordered ||= producer.code === 'TRANSPOSE' || lastSize(input) !== lastSize(index);
      index = input;
    }
    return undefined;
  }

  return (tensor) =>
    tensor.operators.map(({ index, code }): Use => {
      const operator = operators[index];
      const paths = weightInputs(operator).map(({ input }) =>
        pathTo(operator.inputs[input] ?? -1, (passed) => passed === tensor.tensor),
      );
      const path = paths.find((found) => found?.tensor === tensor.tensor);
      const data = tensors[operator.inputs[code === 'TRANSPOSE_CONV' ? 2 : 0] ?? -1];
      return {
        index,
        code,
        window: operator.options?.window,
        behind: path?.behind ?? [],
        isReordered: path?.isReordered ?? false,
        inputType: data?.type,
        outputType: tensors[operator.outputs[0] ?? -1]?.type,
        cluster: clusterOf(index),
      };
    });
}

/** Whether XNNPACK counts the zeros of an operator of a group. */
function isPointwise({ code, inputs }: Operator, { tensors }: Subgraph): boolean {
  if (code === 'FULLY_CONNECTED') return true;
  const [, height, width] = tensors[inputs[1] ?? -1]?.shape ?? [];
  return code === 'CONV_2D' && height === 1 && width === 1;
}
