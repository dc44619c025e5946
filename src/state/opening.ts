import type { Progress } from '../bytes/requests';
import type { FirstMap, ModelOrigin, Session, SessionModel } from '../session/session';
import { latestTask, type Task } from './latestTask';
import { nameOf } from './origin';
import { problemOf } from './problem';
import { missingSample } from './samples';
import type { AppStore } from './store';

/** A model that was opened. The caller ends the task once it shows the model. */
export type Opened = { readonly model: SessionModel; readonly task: Task };

/** Opens models, one at a time, to show or to compare. */
export function openingOn({ setState }: AppStore, session: Session) {
  const opening = latestTask();

  /**
   * Opens a model, and reports its progress and errors in the state.
   * @param first the map that will be requested first
   * @returns undefined after an error, or if opening was canceled
   */
  async function openedModel(origin: ModelOrigin, first?: FirstMap): Promise<Opened | undefined> {
    const task = opening.start();
    const name = nameOf(origin);
    const isLocal = origin.kind === 'file';
    setState({ opening: { name, loaded: 0, total: undefined, isLocal }, problem: undefined });
    try {
      const onProgress: Progress = (loaded, total) => {
        if (task.isOn) setState({ opening: { name, loaded, total, isLocal } });
      };
      const model = await session.open(origin, task.signal, onProgress, first);
      if (task.isOn) return { model, task };
      model.close();
    } catch (thrown) {
      if (task.isOn)
        setState({ opening: undefined, problem: problemOf(missingSample(origin, thrown) ?? thrown, name) });
      task.done();
    }
    return undefined;
  }

  /** Cancels the model that is opening. The open model stays. */
  function cancelOpening(): void {
    opening.stop();
    setState({ opening: undefined });
  }

  return { openedModel, cancelOpening };
}
