import { formatBytes } from '../../sparsity/byteSize';
import { noticeTexts } from '../texts/page';
import { useActions, useApp } from './appContext';
import { lazy, useLazy } from './lazy';

const linkQuestionParts = lazy(() => import('./LinkQuestion'));

/** The last problem, until it is dismissed. The open model stays open. */
export function ProblemNotice() {
  const problem = useApp((state) => state.problem);
  const { dismissProblem } = useActions();
  // Screen readers announce an alert only if the element is in the page before its text.
  return (
    <div role="alert" className={problem ? `notice ${problem.isRemark ? 'remark' : 'problem'}` : undefined}>
      {problem && (
        <>
          <p>
            <strong>{problem.title}</strong>: {problem.message}
          </p>
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
  const { cancelOpening } = useActions();
  if (!opening) return null;
  const { name, loaded, total } = opening;
  return (
    <div className="notice opening" role="status">
      <p>
        {noticeTexts.opening(<strong>{name}</strong>)}
        {loaded > 0 && ` · ${noticeTexts.loaded(formatBytes(loaded), total ? formatBytes(total) : undefined)}`}
      </p>
      <progress aria-label={noticeTexts.openingLabel(name)} max={total ?? 1} value={total ? loaded : undefined} />
      <button type="button" onClick={cancelOpening}>
        {noticeTexts.cancel}
      </button>
    </div>
  );
}
