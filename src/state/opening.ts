import type { Progress } from '../bytes/urlSource';
import type { FirstMap, ModelOrigin, Session, SessionModel } from '../session/session';
import { latestTask, type Task } from './latestTask';
import type { linkPermissionOn } from './linkPermission';
import { isLocalFile, nameOf } from './origin';
import { problemOf } from './problem';
import { missingSample } from './samples';
import type { AppStore } from './store';

/** A model that was opened. The caller ends the task once it shows the model. */
export type Opened = { readonly model: SessionModel; readonly task: Task };

/** Opens models, one at a time, to show or to compare. */
export function openingOn(
  { setState }: AppStore,
  session: Session,
  { mayLoad, rememberChoice }: ReturnType<typeof linkPermissionOn>,
) {
  const opening = latestTask();

  /**
   * Opens a model, and reports its progress and errors in the state.
   * @param isOfLink whether a link chose the model, not the reader
   * @param first the map that will be requested first
   * @returns undefined after an error, if opening was canceled, or if the reader does not let the link load the model
   */
  async function openedModel(origin: ModelOrigin, isOfLink: boolean, first?: FirstMap): Promise<Opened | undefined> {
    const task = opening.start();
    if (!isOfLink) rememberChoice(origin);
    const permission = !isOfLink || mayLoad(origin, task.signal);
    // The request for a model that needs no permission does not wait for the page.
    if (permission !== true && !(await isGiven(permission, task))) return undefined;
    const name = nameOf(origin);
    const isLocal = isLocalFile(origin);
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

  async function isGiven(permission: Promise<boolean>, task: Task): Promise<boolean> {
    // What was opening before has been canceled.
    setState({ opening: undefined });
    return (await permission) && task.isOn;
  }

  /** Opens a model without showing it, or that it opens. @throws ModelError */
  function openQuietly(origin: ModelOrigin, signal: AbortSignal): Promise<SessionModel> {
    return session.open(origin, signal, () => {});
  }

  /** Cancels the model that is opening. The open model stays. */
  function cancelOpening(): void {
    opening.stop();
    setState({ opening: undefined });
  }

  return { openedModel, openQuietly, cancelOpening };
}
