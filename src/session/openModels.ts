import type { ByteSource } from '../bytes/byteSource';
import { sha256InPieces } from '../bytes/sha256';
import type { OpenedModel } from '../model/openModel';
import { ModelError } from '../modelError';
import type { ModelId } from './session';

type Entry = { readonly model: OpenedModel; readonly source: ByteSource; onClose(): void; sha256?: string };

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
    add: (id: ModelId, model: OpenedModel, source: ByteSource, onClose: () => void) =>
      void models.set(id, { model, source, onClose }),
    close(id: ModelId): void {
      models.get(id)?.onClose();
      models.delete(id);
    },
    /** @throws ModelError `cancelled` if the model is closed */
    modelOf: (id: ModelId): OpenedModel => entryOf(id).model,
    /** @throws ModelError `cancelled` if the model is closed */
    sourceOf: (id: ModelId): ByteSource => entryOf(id).source,
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
