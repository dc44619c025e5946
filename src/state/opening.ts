import type { ModelOrigin, Session, SessionModel } from '../session/session';
import { latestTask, type Task } from './latestTask';
import { nameOf } from './origin';
import { problemOf } from './problem';
import { missingSample } from './samples';
import type { AppStore } from './store';

/** A model that was opened; the turn is on until its caller has taken it in. */
export type Opened = { readonly model: SessionModel; readonly task: Task };

/** Opens models, one at a time, whether to be shown or to be compared with. */
export function openingOn({ setState }: AppStore, session: Session) {
  const opening = latestTask();

  /** A model that cannot be opened leaves everything as it was but for what is said of it. @returns undefined then, and when it was given up */
  async function openedModel(origin: ModelOrigin): Promise<Opened | undefined> {
    const task = opening.start();
    const name = nameOf(origin);
    setState({ opening: { name, loaded: 0, total: undefined }, problem: undefined });
    try {
      const model = await session.open(origin, task.signal, (loaded, total) => {
        if (task.isOn) setState({ opening: { name, loaded, total } });
      });
      if (task.isOn) return { model, task };
      model.close();
    } catch (thrown) {
      if (task.isOn)
        setState({ opening: undefined, problem: problemOf(missingSample(origin, thrown) ?? thrown, name) });
      task.done();
    }
    return undefined;
  }

  /** Stops what is being opened; what was open before stays. */
  function cancelOpening(): void {
    opening.stop();
    setState({ opening: undefined });
  }

  return { openedModel, cancelOpening };
}
