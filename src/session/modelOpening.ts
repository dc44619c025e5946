import { memorySource } from '../bytes/byteSource';
import type { Network } from '../bytes/networkWait';
import { withPageCache } from '../bytes/pageCache';
import type { Progress } from '../bytes/requests';
import { type OpenedModel, type OpenOptions, openModel } from '../model/openModel';
import { ModelError } from '../modelError';
import { modelsIn } from '../tflite/bundle';
import type { ModelSource } from '../tflite/modelFile';
import type { ModelFiles } from './openModels';
import { maskedModel } from './packedMasks';
import type { ModelMember } from './session';
import { companionsOf, type PlainOrigin, type ReadElsewhere, sourceOf } from './sources';

export type OpenedMember = {
  readonly model: OpenedModel;
  readonly files: ModelFiles;
  /** All models in the file. */
  readonly members: readonly ModelMember[];
};

/**
 * Opens the model that an origin names.
 * @param read required for an origin of kind `host`
 * @throws ModelError
 */
export async function openedMember(
  origin: PlainOrigin,
  read: ReadElsewhere | undefined,
  engineFor: OpenOptions['engineFor'],
  signal: AbortSignal,
  onProgress: Progress,
  network: Network = {},
): Promise<OpenedMember> {
  if (origin.kind === 'masks') {
    const { name } = origin.contents;
    const none = memorySource(name, new Uint8Array(0));
    const files = { source: none, externalFile: undefined };
    return { model: maskedModel(origin, engineFor), files, members: [{ name }] };
  }
  const file = await sourceOf(origin, signal, onProgress, read, network);
  const members = await modelsIn(withPageCache(file), signal);
  const source = memberOf(members, origin.member, file.name);
  const externalFile = companionsOf(origin, read, network);
  return {
    model: await openModel(source, { engineFor, exact: false, externalFile }, signal),
    files: { source, externalFile },
    members: members.map(({ name, modelType }) => ({ name, ...(modelType !== undefined && { modelType }) })),
  };
}

/**
 * @param requested name in the bundle, with or without the name of the bundle; default: the first model
 * @throws ModelError `not-found` if a bundle has no such model
 */
function memberOf(members: readonly ModelSource[], requested: string | undefined, fileName: string): ModelSource {
  const member = members.find(({ name }) => name === requested || name === `${fileName}/${requested}`);
  if (member) return member;
  const isBundle = members.length > 1 || members[0].name !== fileName;
  if (requested === undefined || !isBundle) return members[0];
  const names = members.map(({ name }) => name).join(', ');
  throw new ModelError('not-found', `there is no ${requested} in ${fileName}; expected one of ${names}`);
}
