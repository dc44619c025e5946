import { ByteBuffer } from 'flatbuffers';
import { sha256Of } from '../../../src/bytes/diskSource';
import { ModelError } from '../../../src/modelError';
import { twoOfFour } from '../../../src/sparsity/pattern';
import { reportOn, type SparsityReport, type TensorReport } from '../../../src/sparsity/report';
import { Model } from '../../../src/tflite/schema/tflite_generated';
import { countedWork, type Work } from '../countedWork';
import { openSource } from '../openBytes';
import { affectedBy } from './affected';
import { modelPlaces } from './modelPlaces';
import { type Dice, edited, roughlyDamaged, withEdits } from './mutations';
import type { Place } from './places';
import { plainMask } from './plainMasks';

/** A valid model, with what is known about it before it is damaged. */
export type FuzzBase = {
  readonly bytes: Uint8Array;
  readonly places: readonly Place[];
  readonly affectedBy: ReturnType<typeof affectedBy>;
  readonly report: SparsityReport;
};

export async function fuzzBase(bytes: Uint8Array): Promise<FuzzBase> {
  const report = await reportWithin(bytes);
  if (report instanceof ModelError) throw report;
  return { bytes, places: modelPlaces(bytes), affectedBy: affectedBy(bytes), report };
}

/** Limits for a file of this size. It is read a few times, and a byte contains at most 8 weights. */
function maxWork(byteLength: number): Work {
  // A stored-sparse tensor can declare more weights than it stores. Its mask has the declared size, up to a limit.
  return {
    reads: 256 + byteLength / 1024,
    bytesRead: 8 * byteLength + 65_536,
    calls: 512,
    weights: 32 * byteLength,
    maskWords: 144e6,
  };
}

/**
 * The report on untrusted bytes, or the ModelError that they give. Masks are compared with an independent reading.
 * @throws Error for all that a damaged file must not cause: other exceptions, too much work, other masks
 */
export async function reportWithin(bytes: Uint8Array): Promise<SparsityReport | ModelError> {
  try {
    const { source, engine } = countedWork(bytes, maxWork(bytes.length));
    const model = await openSource(source, engine);
    const report = await reportOn({ model, modelSha256: '', pattern: twoOfFour, sha256: sha256Of });
    checkMasks(bytes, report.tensors);
    return report;
  } catch (thrown) {
    if (thrown instanceof ModelError) return checkedMessage(thrown);
    throw thrown;
  }
}

/** A ModelError is shown to people. */
function checkedMessage(error: ModelError): ModelError {
  if (/undefined|NaN|\[object|(?<![\w.-])-\d+ bytes/.test(error.message))
    throw new Error(`a message: ${error.message}`);
  return error;
}

/** The number of masks that an independent reading gave, too. */
export const maskCounts = { compared: 0 };

function checkMasks(bytes: Uint8Array, tensors: readonly TensorReport[]): void {
  for (const tensor of tensors) {
    if ('error' in tensor) {
      checkedMessage(new ModelError(tensor.error.code, tensor.error.message));
      continue;
    }
    if (tensor.encoding !== 'dense' && tensor.encoding !== 'sparse') continue;
    const expected = plainMask(bytes, tensor.subgraph, tensor.tensor);
    if (expected === undefined) continue;
    maskCounts.compared++;
    if (expected !== tensor.maskSha256) throw new Error(`${keyOf(tensor)} ${tensor.name}: another mask`);
  }
}

function keyOf({ subgraph, tensor }: { readonly subgraph: number; readonly tensor: number }): string {
  return `${subgraph}:${tensor}`;
}

export type Mutant = { readonly bytes: Uint8Array; readonly place?: Place };

/** A damaged copy: usually one place, sometimes several, sometimes without regard to records. */
export function mutantOf({ bytes, places }: FuzzBase, dice: Dice): Mutant {
  const kind = dice.below(10);
  if (kind === 0) return { bytes: roughlyDamaged(dice, bytes) };
  if (kind < 7) {
    const place = dice.pick(places);
    return { bytes: withEdits(bytes, [edited(dice, bytes, place, places)]), place };
  }
  const edits = Array.from({ length: 2 + dice.below(3) }, () => edited(dice, bytes, dice.pick(places), places));
  return { bytes: withEdits(bytes, edits) };
}

/** The outputs of an operator of a damaged model, as owners; none for other owners. */
function outputsOf(bytes: Uint8Array, owner: string): string[] {
  if (!owner.startsWith('operator ')) return [];
  const [subgraph, index] = owner.slice(9).split(':').map(Number);
  const operator = Model.getRootAsModel(new ByteBuffer(bytes)).subgraphs(subgraph)?.operators(index);
  const count = Math.min(operator?.outputsLength() ?? 0, 16);
  return Array.from({ length: count }, (_, i) => `tensor ${subgraph}:${operator!.outputs(i)}`);
}

/**
 * The tensors that one damaged place costs, although they do not depend on it. Empty if the damage costs no more than it must.
 */
export function needlesslyLost(base: FuzzBase, { bytes, place }: Mutant, found: SparsityReport | ModelError): string[] {
  if (!place) return [];
  const { owners } = place;
  // An operator can now have the output of another, so that it is not known which of them computes it.
  const outputs = [...owners].flatMap((owner) => outputsOf(bytes, owner));
  const affected = [...owners, ...outputs].map(base.affectedBy);
  if (affected.includes('all')) return [];
  const lost = new Set(affected.flatMap((keys) => [...(keys as ReadonlySet<string>)]));
  const operators = new Set(
    [...owners].filter((owner) => owner.startsWith('operator ')).map((owner) => owner.slice(9)),
  );
  const kept = base.report.tensors.filter((tensor) => !lost.has(keyOf(tensor)));
  if (found instanceof ModelError) return kept.map((tensor) => `${keyOf(tensor)}: ${found.message}`);
  const reports = new Map(found.tensors.map((tensor) => [keyOf(tensor), tensor]));
  return kept.flatMap((tensor) => {
    const now = reports.get(keyOf(tensor));
    // A damaged operator can refer to other weights, which it then reads in its own way.
    if (now?.operators.some(({ index }) => operators.has(`${tensor.subgraph}:${index}`))) return [];
    if (now && !('error' in now) && !('error' in tensor) && now.maskSha256 === tensor.maskSha256) return [];
    return [`${keyOf(tensor)}: ${now && 'error' in now ? now.error.message : now ? 'another mask' : 'not listed'}`];
  });
}
