import { useActions, useApp } from './appContext';
import { formatBytes } from './formatting';

/** Of an address only what is on screen is read, until somebody asks for the rest; reading the rest can be stopped. */
export function ReadAll() {
  const model = useApp((state) => state.model);
  const counting = useApp((state) => state.counting);
  const { countAll, stopCounting } = useActions();
  if (counting) {
    return (
      <p className="read-all">
        <progress aria-label="Reading all weights" max={counting.total} value={counting.done} />
        <span className="quiet">
          {counting.done} of {counting.total} tensors
        </span>
        <button type="button" onClick={stopCounting}>
          Stop
        </button>
      </p>
    );
  }
  if (!model?.unread) return null;
  return (
    <p className="read-all">
      <button type="button" onClick={() => void countAll()}>
        Read all weights ({formatBytes(model.contents.byteLength)})
      </button>
      <span className="quiet">Rows with - are not read yet.</span>
    </p>
  );
}
