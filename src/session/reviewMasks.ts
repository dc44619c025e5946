import { inflated } from '../bytes/deflate';
import { ModelError } from '../modelError';
import { type Mask, unpackedMask } from '../sparsity/mask';
import type { SparsityReport, TensorReport } from '../sparsity/report';
import { elementCount, tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';

/** The masks of a review file and the report on them. */
export type ReviewMasks = {
  reportedTensor(tensor: WeightTensor): TensorReport | undefined;
  /** @throws ModelError that the report gives for the tensor, or `truncated` if the masks are damaged */
  maskOf(tensor: WeightTensor): Promise<Mask>;
};

/** @param masks of all tensors that could be read, one after the other in the order of the report, deflated, as text */
export function reviewMasks(report: SparsityReport, masks: string): ReviewMasks {
  const reports = new Map(report.tensors.map((tensor) => [tensorKey(tensor), tensor]));
  const starts = new Map<string, number>();
  let end = 0;
  for (const tensor of report.tensors) {
    if ('error' in tensor) continue;
    starts.set(tensorKey(tensor), end);
    end += Math.ceil(tensor.elements / 8);
  }
  let packed: Promise<Uint8Array> | undefined;

  return {
    reportedTensor: (tensor) => reports.get(tensorKey(tensor)),
    async maskOf(tensor) {
      const reported = reports.get(tensorKey(tensor));
      if (reported && 'error' in reported) throw new ModelError(reported.error.code, reported.error.message);
      packed ??= inflated(masks).catch(() => {
        throw new ModelError(
          'truncated',
          'the masks in this review file are damaged. Ask for another copy of the file.',
        );
      });
      const bytes = await packed;
      const start = starts.get(tensorKey(tensor)) ?? 0;
      const length = Math.ceil(elementCount(tensor) / 8);
      return unpackedMask(bytes.subarray(start, start + length), tensor.rowCount, tensor.columnCount);
    },
  };
}
