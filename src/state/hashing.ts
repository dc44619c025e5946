import { ModelError } from '../modelError';
import { latestTask } from './latestTask';
import { isLocalFile } from './origin';
import type { AppState, AppStore, OpenModel } from './store';

/**
 * Computes the SHA-256 of a local file in the background, after its weights are read. Links, figures and reports identify the file by it. Models
 * from URLs are not downloaded completely for it.
 */
export function hashingOn(store: AppStore) {
  const { getState, setState } = store;
  const hashing = latestTask();
  let hashed: Promise<string | undefined> = Promise.resolve(undefined);
  /** The contents of the model that `hashed` belongs to. */
  let hashedContents: unknown;

  /** @returns the hash in hex; undefined if the file cannot be read, or another model opens */
  function start(model: OpenModel): Promise<string | undefined> {
    if (hashedContents === model.contents) return hashed;
    hashedContents = model.contents;
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
      // The error is shown where weights are read.
      if (isOpen()) setState({ hash: undefined });
      if (hashedContents === model.contents) hashedContents = undefined;
      return undefined;
    }
  }

  function follow({ model, counting, map }: AppState, before: AppState): void {
    if (model?.contents !== before.model?.contents) {
      hashing.stop();
      hashedContents = undefined;
      setState({ hash: undefined });
      // Nothing else is read of it.
      if (model?.contents.tensors.length === 0 && isLocalFile(model.origin)) void start(model);
      return;
    }
    const isRead = map.phase === 'ready' && !counting && before.counting !== undefined;
    if (model && isLocalFile(model.origin) && !model.unread && isRead) void start(model);
  }

  store.subscribe(follow);
  return { start };
}
