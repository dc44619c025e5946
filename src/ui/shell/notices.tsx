import { useState } from 'react';
import type { NetworkWait } from '../../bytes/networkWait';
import { formatBytes } from '../../sparsity/byteSize';
import { shownWait } from '../../state/retrying';
import { noticeTexts } from '../texts/page';
import { useActions, useApp } from './appContext';
import { lazy, useLazy } from './lazy';

const linkQuestionParts = lazy(() => import('./LinkQuestion'));

/** The last problem, until it is dismissed. The open model stays open. */
export function ProblemNotice() {
  const problem = useApp((state) => state.problem);
  const canRetry = useApp(({ retry }) => retry !== undefined && retry.problem === problem);
  const { dismissProblem, retry } = useActions();
  // Screen readers announce an alert only if the element is in the page before its text.
  return (
    <div role="alert" className={problem ? `notice ${problem.isRemark ? 'remark' : 'problem'}` : undefined}>
      {problem && (
        <>
          <p>
            <strong>{problem.title}</strong>: {problem.message}
          </p>
          {canRetry && (
            <button type="button" onClick={retry}>
              {noticeTexts.retry}
            </button>
          )}
          <button type="button" onClick={dismissProblem} aria-label={noticeTexts.dismiss}>
            ✕
          </button>
        </>
      )}
    </div>
  );
}

/** Asks before a link loads a model from another host. */
export function LinkQuestionNotice() {
  const question = useApp((state) => state.linkQuestion);
  const parts = useLazy(linkQuestionParts, question !== undefined);
  return (
    <div role="status" className={question ? 'notice link-question' : undefined}>
      {question && parts && <parts.LinkQuestion {...question} />}
    </div>
  );
}

/** Progress of the model that is being opened. */
export function OpeningNotice() {
  const opening = useApp((state) => state.opening);
  const wait = useApp(shownWait);
  const { cancelOpening } = useActions();
  if (!opening) return wait ? <WaitNotice wait={wait} /> : null;
  const { name, loaded, total } = opening;
  return (
    <div className="notice opening" role="status">
      <p>
        {noticeTexts.opening(<strong>{name}</strong>)}
        {loaded > 0 && ` · ${noticeTexts.loaded(formatBytes(loaded), total ? formatBytes(total) : undefined)}`}
        {wait && ` · ${waitText(wait)}`}
      </p>
      <progress aria-label={noticeTexts.openingLabel(name)} max={total ?? 1} value={total ? loaded : undefined} />
      {wait && isLong(wait) ? (
        <WaitChoice wait={wait} />
      ) : (
        <button type="button" onClick={cancelOpening}>
          {noticeTexts.cancel}
        </button>
      )}
    </div>
  );
}

/** What the open model waits for, while weights are read. */
function WaitNotice({ wait }: { wait: NetworkWait }) {
  return (
    <div className="notice opening" role="status">
      <p>{waitText(wait)}</p>
      {isLong(wait) && <WaitChoice wait={wait} />}
    </div>
  );
}

// Seconds without an answer after which the reader is asked, for the first time and after each choice to wait.
const askAfter = 30;

function isLong({ kind, seconds }: NetworkWait): boolean {
  return kind === 'silence' && seconds >= askAfter;
}

/** Asks whether to wait for a server that sends nothing. */
function WaitChoice({ wait }: { wait: NetworkWait }) {
  const [waitsUntil, setWaitsUntil] = useState(0);
  const { stopWaiting } = useActions();
  return (
    <>
      {wait.seconds >= waitsUntil && (
        <button type="button" onClick={() => setWaitsUntil(wait.seconds + askAfter)}>
          {noticeTexts.wait}
        </button>
      )}
      <button type="button" onClick={stopWaiting}>
        {noticeTexts.stop}
      </button>
    </>
  );
}

function waitText(wait: NetworkWait): string {
  const { site, seconds } = wait;
  return wait.kind === 'silence' ? noticeTexts.silence(site, seconds) : noticeTexts.nextTry(site, wait.reason, seconds);
}
