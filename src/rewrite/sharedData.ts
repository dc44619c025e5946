import { ModelError } from '../modelError';
import type { StoredData } from '../tflite/externalData';
import type { Tensor } from '../tflite/model';
import type { ModelFile } from '../tflite/modelFile';
import { bufferRange, type DataRange, dataRanges } from '../tflite/tensorData';
import { readQuantization } from '../tflite/weights/quantization';
import { tensorKey } from '../tflite/weights/weightTensor';
import { labelOf, type ModelWeights } from './modelWeights';
import { badPlan, type Plan } from './plan';
import type { RequestedTensor } from './requestedTensors';

/** What refers to bytes of the file. */
type Owner = {
  readonly range: DataRange;
  /** For messages: `tensor 0:5 (name)`. */
  readonly label: string;
  /** Undefined for data that is not of a tensor. */
  readonly place?: { readonly subgraph: number; readonly record: Tensor };
};

/** Finds the other owners of the data of a tensor. */
export type SharedData = {
  othersOf(requested: RequestedTensor): readonly Owner[];
  /** The tensors that hold scales or zero points of others. */
  readonly details: ReadonlySet<Tensor>;
};

/** @throws ModelError `cancelled`, and those of the source */
export async function sharedDataOf({ file }: ModelWeights, signal?: AbortSignal): Promise<SharedData> {
  const owners = (await ownersOf(file, signal)).sort((a, b) => a.range.start - b.range.start);
  const longest = owners.reduce((most, { range }) => Math.max(most, range.end - range.start), 0);

  function othersOf({ tensor, constant }: RequestedTensor): Owner[] {
    const own = owners.find(({ place }) => place?.record === constant.tensor && place.subgraph === tensor.subgraph);
    if (!own) return [];
    // Owners that start earlier than the longest range cannot reach this one.
    const first = firstFrom(owners, own.range.start - longest);
    const found: Owner[] = [];
    for (let i = first; i < owners.length && owners[i].range.start < own.range.end; i++) {
      if (owners[i] !== own && owners[i].range.end > own.range.start) found.push(owners[i]);
    }
    return found;
  }

  return { othersOf, details: await detailTensors(file, signal) };
}

/** Index of the first owner that starts at `start` or later. */
function firstFrom(owners: readonly Owner[], start: number): number {
  let [low, high] = [0, owners.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (owners[middle].range.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function ownersOf(file: ModelFile, signal?: AbortSignal): Promise<Owner[]> {
  const { model, metadata, lookupTables } = file;
  const places = model.subgraphs.flatMap((subgraph) =>
    subgraph.tensors.map((record) => ({ subgraph: subgraph.index, record })),
  );
  const records = places.map(({ record }) => record);
  const ranges = await dataRanges(metadata, model, records, signal);
  const ofTensors = places.flatMap((place, i): Owner[] => {
    const range = ranges[i];
    if (!range || range instanceof ModelError || range.start === range.end) return [];
    const { index: tensor, name } = place.record;
    return [{ range, label: labelOf({ subgraph: place.subgraph, tensor, name }), place }];
  });
  const tables = lookupTables instanceof ModelError ? [] : [...lookupTables.values()];
  const others = [
    ...model.metadata.map(({ buffer, name }) => ({ buffer, label: `the metadata ${name}` })),
    ...tables.map(({ valueBuffer }) => ({ buffer: valueBuffer, label: 'a lookup table' })),
  ];
  const ofOthers = await Promise.all(
    others.map(async ({ buffer, label }): Promise<Owner[]> => {
      const range = await bufferRange(metadata, model, buffer, label, signal).catch(undefinedIfDamaged);
      return range ? [{ range, label }] : [];
    }),
  );
  return [...ofTensors, ...ofOthers.flat()];
}

function undefinedIfDamaged(thrown: unknown): undefined {
  if (!(thrown instanceof ModelError) || (thrown.code !== 'bad-offset' && thrown.code !== 'truncated')) throw thrown;
}

/**
 * Checks that pruning the data of a tensor does to all its owners what the plan says, and nothing else.
 * @returns a note for each other tensor that is pruned with it
 * @throws ModelError `bad-plan` if another owner reads the data in another way, or has another place in the plan
 */
export async function checkShared(
  requested: RequestedTensor,
  stored: StoredData,
  { othersOf, details }: SharedData,
  { file, weights }: ModelWeights,
  plan: Plan,
  signal?: AbortSignal,
): Promise<string[]> {
  const { tensor, constant } = requested;
  const own = labelOf(tensor);
  if (details.has(constant.tensor)) throw badPlan(`${own} holds scales or zero points of another tensor`);
  const others = othersOf(requested);
  if (others.length === 0) return [];
  const quantization = await quantizationText(file, constant.tensor, signal);
  const notes: string[] = [];
  for (const { label, place, range } of others) {
    const refused = (why: string) => badPlan(`${own} shares its data with ${label}, ${why}`);
    if (!place) throw refused('which must not change');
    const { subgraph, record } = place;
    const key = tensorKey({ subgraph, tensor: record.index });
    const weight = weights.get(key);
    if (weight?.tensor.encoding !== 'dense') throw refused('which is not a densely stored weight tensor');
    if (details.has(record)) throw refused('which holds scales or zero points');
    const isSame =
      range.start === stored.range.start &&
      record.typeCode === constant.tensor.typeCode &&
      String(record.shape) === String(tensor.shape) &&
      weight.tensor.inputChannelsLast === tensor.inputChannelsLast &&
      (await quantizationText(file, record, signal)) === quantization;
    if (!isSame) throw refused('which has another start, type, shape, quantization or meaning of its last dimension');
    const planned = plan.tensors.find((entry) => tensorKey(entry) === key);
    if (planned?.prune && JSON.stringify(planned.prune) !== JSON.stringify(requested.prune))
      throw refused('for which the plan says otherwise. Prune both in the same way.');
    if (!planned?.prune) notes.push(`${own} shares its data with ${label}: both are pruned.`);
  }
  return notes;
}

async function quantizationText(file: ModelFile, record: Tensor, signal?: AbortSignal): Promise<string> {
  const quantization = await readQuantization(file.metadata, record, signal);
  return JSON.stringify(quantization, (_, value) => (typeof value === 'bigint' ? String(value) : value));
}

/** The tensors that hold scales or zero points of others. */
async function detailTensors({ model, metadata }: ModelFile, signal?: AbortSignal): Promise<ReadonlySet<Tensor>> {
  const found = new Set<Tensor>();
  for (const { tensors } of model.subgraphs) {
    for (const tensor of tensors) {
      // Details of an unknown kind make their own tensor unreadable.
      const quantization = await readQuantization(metadata, tensor, signal).catch((thrown: unknown) => {
        if (!(thrown instanceof ModelError) || thrown.code === 'cancelled') throw thrown;
      });
      const { scales = -1, zeroPoints = -1 } = quantization?.details ?? {};
      for (const index of [scales, zeroPoints]) if (tensors[index]) found.add(tensors[index]);
    }
  }
  return found;
}
