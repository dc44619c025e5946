import type { ByteSource } from '../bytes/byteSource';
import { sha256InPieces } from '../bytes/sha256';
import type { OpenedModel } from '../model/openModel';
import { ModelError } from '../modelError';

type Entry = { readonly model: OpenedModel; readonly source: ByteSource; letGo(): void; sha256?: string };

/** The models that are open in this thread, by the numbers that the page gave them. */
export function openModels() {
  const models = new Map<number, Entry>();

  function entryOf(id: number) {
    const hand = models.get(id);
    if (!hand) throw new ModelError('cancelled', 'the model was closed');
    return hand;
  }

  return {
    /** @param letGo of what the model is read by, when it is closed */
    add: (id: number, model: OpenedModel, source: ByteSource, letGo: () => void) =>
      void models.set(id, { model, source, letGo }),
    close(id: number): void {
      models.get(id)?.letGo();
      models.delete(id);
    },
    /** @throws ModelError `cancelled` */
    modelOf: (id: number): OpenedModel => entryOf(id).model,
    /** SHA-256 of a model's file in hex, worked out once. @param onProgress with a share 0..1 @throws ModelError */
    async hashOf(id: number, signal: AbortSignal, onProgress: (share: number) => void): Promise<string> {
      const hand = entryOf(id);
      hand.sha256 ??= await sha256InPieces(hand.source, signal, (bytes) => onProgress(bytes / hand.source.byteLength));
      return hand.sha256;
    },
  };
}
