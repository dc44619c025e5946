import type { ByteSource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import type { BundleMember, UnpackBudget } from './bundleMember';
import { type FileKind, fileKind, kindBytes, notTFLite } from './fileKind';
import type { ModelSource } from './modelFile';
import { archiveKindOf } from './otherFormats';

const maxUnpacked = 256 * 2 ** 20;
// gesture_recognizer.task of MediaPipe has a depth of 1: it contains hand_landmarker.task, which contains models.
const maxNesting = 4;

/** Whether a file is a bundle of models, by its first bytes. */
export async function isBundle(source: ByteSource, signal?: AbortSignal): Promise<boolean> {
  return isBundleKind(fileKind(await headOf(source, signal)));
}

/**
 * The models of a file, each as a source: the file itself if it is a model, or the members of a .task or .litertlm bundle whose content is a
 * model. Includes models of nested bundles.
 * @throws ModelError `not-tflite`; `bad-bundle` if a bundle is damaged or contains no model; `too-large` if it unpacks to more than 256 MiB;
 * and those of the source
 */
export async function modelsIn(source: ByteSource, signal?: AbortSignal): Promise<readonly ModelSource[]> {
  const head = await headOf(source, signal);
  const kind = fileKind(head);
  if (kind === 'tflite') return [source];
  if (!isBundleKind(kind)) throw notTFLite(head, source.byteLength);
  const models = await modelsOfBundle(source, kind, 0, { bytesLeft: maxUnpacked }, signal);
  if (models.length > 0) return models;
  const members = await membersOf(source, kind, { bytesLeft: 0 }, signal);
  const known = archiveKindOf(members.map(({ name }) => name));
  throw new ModelError(
    'bad-bundle',
    known
      ? `this is ${known.what}, not a bundle with a TensorFlow Lite model. ${known.advice}`
      : 'this is a bundle without a TensorFlow Lite model; expected at least one member with TFL3 at byte 4',
  );
}

type BundleKind = Extract<FileKind, 'zip' | 'litertlm'>;

function isBundleKind(kind: FileKind): kind is BundleKind {
  return kind === 'zip' || kind === 'litertlm';
}

function headOf(source: ByteSource, signal?: AbortSignal): Promise<Uint8Array> {
  return source.slice(0, Math.min(kindBytes, source.byteLength), signal);
}

async function modelsOfBundle(
  source: ByteSource,
  kind: BundleKind,
  depth: number,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<ModelSource[]> {
  const models: ModelSource[] = [];
  for (const member of await membersOf(source, kind, budget, signal)) {
    const memberKind = fileKind(await member.head(kindBytes));
    if (memberKind === 'tflite') models.push(await member.open());
    if (!isBundleKind(memberKind)) continue;
    if (depth === maxNesting) {
      throw new ModelError(
        'bad-bundle',
        `${member.name} is a nested bundle at depth ${depth + 1}; expected at most ${maxNesting}`,
      );
    }
    models.push(...(await modelsOfBundle(await member.open(), memberKind, depth + 1, budget, signal)));
  }
  return models;
}

/** Readers of bundles are loaded on demand, because most files are not bundles. */
async function membersOf(
  source: ByteSource,
  kind: BundleKind,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<BundleMember[]> {
  if (kind === 'zip') return (await import('./zipMembers')).zipMembers(source, budget, signal);
  return (await import('./litertlm')).litertlmSections(source, signal);
}
