import { ModelError } from '../modelError';
import { latestTask } from './latestTask';
import type { AppState, AppStore, OpenModel } from './store';

/**
 * Works out the SHA-256 of a file of this computer in the background, once its weights are read: links, pictures and reports name the file by it. An
 * address names itself, and is not fetched whole for this.
 */
export function hashingOn(store: AppStore) {
  const { getState, setState } = store;
  const hashing = latestTask();
  let hashed: Promise<string | undefined> = Promise.resolve(undefined);
  // Whose hash it is.
  let of: unknown;

  function start(model: OpenModel): Promise<string | undefined> {
    if (of === model.contents) return hashed;
    of = model.contents;
    hashed = hashOf(model);
    return hashed;
  }

  async function hashOf(model: OpenModel): Promise<string | undefined> {
    const task = hashing.start();
    const isOpen = () => task.isOn && getState().model?.contents === model.contents;
    try {
      const sha256 = await model.sha256Of(task.signal, (share) => {
        if (isOpen()) setState({ hash: { phase: 'working', share } });
      });
      if (!isOpen()) return undefined;
      setState({ hash: { phase: 'done', sha256 } });
      task.done();
      return sha256;
    } catch (thrown) {
      if (!(thrown instanceof ModelError)) throw thrown;
      // A file that changed or went away says so wherever it is read; there is only no hash of it.
      if (isOpen()) setState({ hash: undefined });
      if (of === model.contents) of = undefined;
      return undefined;
    }
  }

  function follow({ model, counting, map }: AppState, before: AppState): void {
    if (model?.contents !== before.model?.contents) {
      hashing.stop();
      of = undefined;
      setState({ hash: undefined });
      return;
    }
    const isRead = map.phase === 'ready' && !counting && before.counting !== undefined;
    if (model?.origin.kind === 'file' && !model.unread && isRead) void start(model);
  }

  store.subscribe(follow);
  return { start };
}
