import { ModelError } from '../modelError';
import type { ModelDescription, ModelId, ModelOrigin } from './session';
import type { StartedWorker } from './supervisor';

/** Opens a model in a worker, under its number. */
type Open = (started: StartedWorker, id: ModelId, origin: ModelOrigin) => Promise<ModelDescription>;

/** Closes a model in a worker. */
type Close = (started: StartedWorker, id: ModelId) => void;

type Entry = {
  readonly origin: ModelOrigin;
  readonly description: ModelDescription;
  /** The worker that the model is open in, or is being opened in. */
  generation: number;
  ready: Promise<void>;
};

/** The open models, which are opened again in the next worker once they are asked about. */
export function reopening(open: Open, close: Close) {
  const models = new Map<ModelId, Entry>();

  async function openAgain(id: ModelId, entry: Entry, started: StartedWorker): Promise<void> {
    const { origin, description } = entry;
    const { contents } = await open(started, id, origin);
    // When it was removed, the worker did not have it yet.
    if (models.get(id) !== entry) return close(started, id);
    if (JSON.stringify(contents) === JSON.stringify(description.contents)) return;
    throw new ModelError('changed', `${contents.name} has changed since it was opened. Open it again.`);
  }

  return {
    add(id: ModelId, origin: ModelOrigin, description: ModelDescription, { generation }: StartedWorker): void {
      models.set(id, { origin, description, generation, ready: Promise.resolve() });
    },
    remove: (id: ModelId) => void models.delete(id),
    /** Resolves when the models are open in the worker. Does nothing for a model that was closed. @throws ModelError */
    async ensure(ids: readonly ModelId[], started: StartedWorker): Promise<void> {
      for (const id of ids) {
        const entry = models.get(id);
        if (entry && entry.generation !== started.generation) {
          entry.generation = started.generation;
          entry.ready = openAgain(id, entry, started);
          // It may fail because of the connection, so the next question tries again.
          entry.ready.catch(() => {
            if (entry.generation === started.generation) entry.generation = 0;
          });
        }
        await entry?.ready;
      }
    },
  };
}
