import type { ByteSource } from '../bytes/byteSource';
import { ModelError } from '../modelError';
import type { BundleMember, UnpackBudget } from './bundleMember';
import { type FileKind, fileKind, kindBytes, notTFLite } from './fileKind';

const maxUnpacked = 256 * 2 ** 20;
// gesture_recognizer.task holds hand_landmarker.task, which holds models: 1.
const deepestNesting = 4;

/** A file that holds models, rather than being one. */
export async function isBundle(source: ByteSource, signal?: AbortSignal): Promise<boolean> {
  return isBundleKind(fileKind(await headOf(source, signal)));
}

/**
 * The models of a file, each as a source of its own: the file itself when it is a model, else those of the members of a .task or .litertlm
 * bundle that are models by their content, bundles in the bundle included.
 * @throws ModelError `not-tflite`; `bad-bundle` when a bundle is damaged or holds no model; `too-large` when it unpacks to too much; and
 * those of the source.
 */
export async function modelsIn(source: ByteSource, signal?: AbortSignal): Promise<readonly ByteSource[]> {
  const head = await headOf(source, signal);
  const kind = fileKind(head);
  if (kind === 'tflite') return [source];
  if (!isBundleKind(kind)) throw notTFLite(head, source.byteLength);
  const models = await modelsOfBundle(source, kind, 0, { bytesLeft: maxUnpacked }, signal);
  if (models.length > 0) return models;
  throw new ModelError(
    'bad-bundle',
    'this is a bundle without a TensorFlow Lite model; expected one that holds a member with TFL3 at byte 4',
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
): Promise<ByteSource[]> {
  const models: ByteSource[] = [];
  for (const member of await membersOf(source, kind, budget, signal)) {
    const memberKind = fileKind(await member.head(kindBytes));
    if (memberKind === 'tflite') models.push(await member.open());
    if (!isBundleKind(memberKind)) continue;
    if (depth === deepestNesting) {
      throw new ModelError(
        'bad-bundle',
        `${member.name} is a bundle in a bundle, ${depth + 1} deep; expected at most ${deepestNesting}`,
      );
    }
    models.push(...(await modelsOfBundle(await member.open(), memberKind, depth + 1, budget, signal)));
  }
  return models;
}

/** Readers of bundles come when the first one is opened: most files are none. */
async function membersOf(
  source: ByteSource,
  kind: BundleKind,
  budget: UnpackBudget,
  signal?: AbortSignal,
): Promise<BundleMember[]> {
  if (kind === 'zip') return (await import('./zipMembers')).zipMembers(source, budget, signal);
  return (await import('./litertlm')).litertlmSections(source, signal);
}
