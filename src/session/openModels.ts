import { sha256InPieces } from '../bytes/sha256';
import type { OpenedModel } from '../model/openModel';
import { ModelError } from '../modelError';
import type { ExternalFile, ModelSource } from '../tflite/modelFile';
import type { ModelId } from './session';

/** The file of a model, and what finds its external weights. */
export type ModelFiles = { readonly source: ModelSource; readonly externalFile: ExternalFile | undefined };

type Entry = ModelFiles & { readonly model: OpenedModel; onClose(): void; sha256?: string };

export type OpenModels = ReturnType<typeof openModels>;

/** The models that are open in this thread. */
export function openModels() {
  const models = new Map<ModelId, Entry>();

  function entryOf(id: ModelId): Entry {
    const entry = models.get(id);
    if (!entry) throw new ModelError('cancelled', 'the model was closed');
    return entry;
  }

  return {
    add: (id: ModelId, model: OpenedModel, files: ModelFiles, onClose: () => void) =>
      void models.set(id, { model, ...files, onClose }),
    close(id: ModelId): void {
      models.get(id)?.onClose();
      models.delete(id);
    },
    /** @throws ModelError `cancelled` if the model is closed */
    modelOf: (id: ModelId): OpenedModel => entryOf(id).model,
    /** @throws ModelError `cancelled` if the model is closed */
    filesOf: (id: ModelId): ModelFiles => entryOf(id),
    /** SHA-256 of the model's file in hex, computed once. @param onProgress share, 0 to 1 @throws ModelError */
    async hashOf(id: ModelId, signal: AbortSignal, onProgress: (share: number) => void): Promise<string> {
      const entry = entryOf(id);
      entry.sha256 ??= await sha256InPieces(entry.source, signal, (bytes) =>
        onProgress(bytes / entry.source.byteLength),
      );
      return entry.sha256;
    },
  };
}
