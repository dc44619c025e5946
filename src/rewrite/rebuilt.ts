import { formatCount, percent } from '../sparsity/verdict';
import type { ModelFile } from '../tflite/modelFile';
import { storageOf } from '../tflite/weights/storage';
import { type StoredMatrix, storedMatrix } from '../tflite/weights/storedMatrix';
import { readSparseMatrix } from '../tflite/weights/storedSparse';
import { elementCount } from '../tflite/weights/weightTensor';
import { checkInside, denselyStored, ruleOf } from './denseMatrix';
import { type Graph, graphOf } from './graph';
import { hybridProblem } from './hybridWeights';
import { aboutTensor, labelOf, type ModelWeights } from './modelWeights';
import { numberIn, tablesIn } from './nodes';
import { outsideDataOf } from './outsideData';
import { badPlan, type Plan } from './plan';
import { readNodes } from './readNodes';
import type { RequestedTensor } from './requestedTensors';
import type { Rewriting, RewrittenTensor } from './rewriting';
import { checkShared, type SharedData, sharedDataOf } from './sharedData';
import { readSmallContents } from './smallContents';
import { setBufferData, storeTensor } from './storeTensor';
import { type EncodedTensor, encodedTensor, encodingProblem } from './tensorEncoding';
import { trailingBytes } from './trailingBytes';
import { writeNodes } from './writeNodes';

/**
 * Writes a model anew, with some tensors in another encoding. All fields that the schema knows stay.
 * @param onProgress share of the reading before the first chunk, 0 to 1
 * @throws ModelError `bad-plan`, also if something of the model would be lost; `too-large`, `cancelled`, and those of reading
 */
export async function rebuilt(
  model: ModelWeights,
  plan: Plan,
  requested: readonly RequestedTensor[],
  onProgress?: (share: number) => void,
  signal?: AbortSignal,
): Promise<Rewriting> {
  const { file } = model;
  const { source } = file;
  const { root, end } = await readNodes(file, signal);
  // Names of custom operators are compared.
  await readSmallContents(source, root, signal);
  const outside = outsideDataOf(root, source.byteLength);
  const shared = await sharedDataOf(model, signal);
  const graphs = new Map<number, Graph>();
  const total = requested.reduce((sum, { tensor }) => sum + elementCount(tensor), 0);
  let done = 0;
  const onElements = (count: number) => {
    done += count;
    onProgress?.(done / total);
  };
  const tensors: RewrittenTensor[] = [];
  const notes: string[] = [];
  for (const one of requested) {
    const { tensor, prune, encoding } = one;
    const graph = graphs.get(tensor.subgraph) ?? graphOf(file, root, tensor.subgraph);
    graphs.set(tensor.subgraph, graph);
    await aboutTensor(tensor, async () => {
      const problem = encodingProblem(tensor, encoding ?? 'dense') ?? hybridProblem(one, encoding ?? 'dense');
      if (problem !== undefined) throw badPlan(problem);
      const stored = await storedMatrix(file, tensor, signal);
      checkInside(stored, source);
      const dense = await denselyStored(file, stored, signal);
      const rule = await ruleOf(dense, prune, signal);
      const encoded = await encodedTensor(dense, rule, encoding ?? 'dense', onElements, signal);
      if (encoding) {
        checkUnshared(one, shared);
        notes.push(...storeTensor({ root, graph, outside, tensor, encoding }, encoded));
      } else if (encoded.kind === 'dense') {
        notes.push(...(await checkShared(one, stored.data, shared, model, plan, signal)));
        const buffer = tablesIn(root, 'buffers')[numberIn(graph.tensors[tensor.tensor], 'buffer')];
        setBufferData(outside, buffer, encoded.values);
      }
      const result = resultOf(one, encoded, await storedBytesOf(file, stored, signal));
      tensors.push(result);
      notes.push(...growthNote(result, dense.byteLength));
    });
  }
  for (const graph of graphs.values()) graph.finish();
  const trailing = await trailingBytes(source, Math.max(end, outside.end), signal);
  const { byteLength, chunks } = await writeNodes(source, root, outside.parts, trailing, signal);
  if (byteLength > source.byteLength)
    notes.push(
      `The new file takes ${formatCount(byteLength)} bytes, ${growth(byteLength, source.byteLength)} more than before.`,
    );
  return { byteLength, tensors, notes, chunks };
}

/** @throws ModelError `bad-plan` if something else needs the unchanged data */
function checkUnshared(one: RequestedTensor, { othersOf, details }: SharedData): void {
  if (details.has(one.constant.tensor)) throw badPlan('the tensor holds scales or zero points of another tensor');
  const [other] = othersOf(one);
  if (other) throw badPlan(`the tensor shares its data with ${other.label}, so it cannot be stored in another way`);
}

function resultOf(
  { tensor, encoding }: RequestedTensor,
  { zerosBefore, zerosAfter, bytes }: EncodedTensor,
  bytesBefore: number,
): RewrittenTensor {
  return {
    ...{ subgraph: tensor.subgraph, tensor: tensor.tensor, name: tensor.name },
    ...{ zerosBefore, zerosAfter, elements: elementCount(tensor), bytesBefore, bytesAfter: bytes },
    ...{ encodingBefore: tensor.encoding, encodingAfter: encoding ?? tensor.encoding },
  };
}

async function storedBytesOf(file: ModelFile, stored: StoredMatrix, signal?: AbortSignal): Promise<number> {
  const sparse = stored.tensor.encoding === 'sparse' ? await readSparseMatrix(file, stored, signal) : undefined;
  return storageOf(stored, sparse).bytes;
}

function growthNote(result: RewrittenTensor, denseBytes: number): string[] {
  const { bytesAfter, encodingAfter } = result;
  if (bytesAfter <= denseBytes) return [];
  return [
    `${labelOf(result)}: ${encodingAfter} takes ${formatCount(bytesAfter)} bytes, ${growth(bytesAfter, denseBytes)} more than dense (${formatCount(denseBytes)}): keep it dense.`,
  ];
}

function growth(after: number, before: number): string {
  return percent((after - before) / before);
}
