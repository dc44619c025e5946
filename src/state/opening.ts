import type { Progress } from '../bytes/requests';
import { ModelError } from '../modelError';
import type { FirstMap } from '../session/questionData';
import type { ModelOrigin, Session, SessionModel } from '../session/session';
import { latestTask, type Task } from './latestTask';
import type { linkPermissionOn } from './linkPermission';
import { isLocalFile, nameOf } from './origin';
import { problemOf } from './problem';
import { missingSample } from './samples';
import type { AppStore } from './store';

type OpeningOptions = {
  /** The map that will be requested first. */
  readonly first?: FirstMap | undefined;
  /** Whether a link chose the model, not the reader. */
  readonly isOfLink: boolean;
  /** Does all of the request again. It is offered after a failure that can pass. */
  retry(): void;
};

/** Opens models, one at a time, to show or to compare. */
export function openingOn(
  { setState }: AppStore,
  session: Session,
  { mayLoad, rememberChoice }: ReturnType<typeof linkPermissionOn>,
) {
  const requests = latestTask();

  /**
   * Starts a request of the reader: for a model, a link or a comparison. It ends the request before, with all that is still to follow of it, such
   * as the comparison of a link. Steps of a request have its task, and do nothing once it has ended.
   */
  function startRequest(): Task {
    return requests.start();
  }

  /**
   * Opens a model, and reports its progress and errors in the state. The caller removes the progress once it shows the model.
   * @returns undefined after an error, if the request has ended, or if the reader does not let a link load the model
   */
  async function openedModel(
    origin: ModelOrigin,
    request: Task,
    { first, isOfLink, retry }: OpeningOptions,
  ): Promise<SessionModel | undefined> {
    if (!request.isOn) return undefined;
    if (!isOfLink) rememberChoice(origin);
    const permission = !isOfLink || mayLoad(origin, request.signal);
    // The request for a model that needs no permission does not wait for the page.
    if (permission !== true && !(await isGiven(permission, request))) return undefined;
    const name = nameOf(origin);
    const isLocal = isLocalFile(origin);
    setState({ opening: { name, loaded: 0, total: undefined, isLocal }, problem: undefined, retry: undefined });
    try {
      const onProgress: Progress = (loaded, total) => {
        if (request.isOn) setState({ opening: { name, loaded, total, isLocal } });
      };
      const model = await session.open(origin, request.signal, onProgress, first);
      if (request.isOn) return model;
      model.close();
    } catch (thrown) {
      if (!request.isOn) return undefined;
      request.done();
      const problem = problemOf(missingSample(origin, thrown) ?? thrown, name);
      const mayPass = thrown instanceof ModelError && thrown.mayPass;
      setState({ opening: undefined, problem, ...(mayPass && { retry: { problem, run: retry } }) });
    }
    return undefined;
  }

  async function isGiven(permission: Promise<boolean>, request: Task): Promise<boolean> {
    // What was opening before has been canceled.
    setState({ opening: undefined });
    return (await permission) && request.isOn;
  }

  /** Opens a model without showing it, or that it opens. @throws ModelError */
  function openQuietly(origin: ModelOrigin, signal: AbortSignal): Promise<SessionModel> {
    return session.open(origin, signal, () => {});
  }

  /** Cancels the request, and with it the model that is opening. The open model stays. */
  function cancelOpening(): void {
    requests.stop();
    setState({ opening: undefined });
  }

  return { startRequest, openedModel, openQuietly, cancelOpening };
}

export type Opening = ReturnType<typeof openingOn>;
