import { formatBytes } from '../../sparsity/byteSize';
import { readAllTexts } from '../texts/page';
import { useActions, useApp } from './appContext';

/** Reads the remaining weights of a model at a URL, of which only the tensor on screen is read at first. */
export function ReadAll() {
  const model = useApp((state) => state.model);
  const isCounting = useApp((state) => state.counting !== undefined);
  const { countAll } = useActions();
  if (isCounting || !model?.unread) return null;
  return (
    <p className="read-all">
      <button type="button" onClick={() => void countAll()} title={readAllTexts.unreadRows}>
        {readAllTexts.readAll(formatBytes(model.contents.byteLength))}
      </button>
    </p>
  );
}

/** Progress while the weights of all tensors are read. */
export function ReadingProgress() {
  const counting = useApp((state) => state.counting);
  const { stopCounting } = useActions();
  if (!counting) return null;
  return (
    <span className="reading-progress">
      <progress aria-label={readAllTexts.progressLabel} max={counting.total} value={counting.done} />
      <span className="quiet">{readAllTexts.progress(counting.done, counting.total)}</span>
      <button type="button" onClick={stopCounting}>
        {readAllTexts.stop}
      </button>
    </span>
  );
}
