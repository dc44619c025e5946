import { useActions, useApp } from './appContext';
import { formatBytes } from './formatting';

/** What went wrong, until it is put away; what was open before is still there. */
export function ProblemNotice() {
  const problem = useApp((state) => state.problem);
  const { dismissProblem } = useActions();
  // The alert is in the page before its text is, or screen readers miss it.
  return (
    <div role="alert" className={problem ? 'notice problem' : undefined}>
      {problem && (
        <>
          <p>
            <strong>{problem.title}</strong>: {problem.message}
          </p>
          <button type="button" onClick={dismissProblem} aria-label="Put this message away">
            ✕
          </button>
        </>
      )}
    </div>
  );
}

/** A model on its way in. */
export function OpeningNotice() {
  const opening = useApp((state) => state.opening);
  const { cancelOpening } = useActions();
  if (!opening) return null;
  const { name, loaded, total } = opening;
  return (
    <div className="notice opening" role="status">
      <p>
        Opening <strong>{name}</strong>
        {loaded > 0 && ` · ${formatBytes(loaded)}${total ? ` of ${formatBytes(total)}` : ''}`}
      </p>
      <progress aria-label={`Opening ${name}`} max={total ?? 1} value={total ? loaded : undefined} />
      <button type="button" onClick={cancelOpening}>
        Cancel
      </button>
    </div>
  );
}
