import { formatBytes } from '../../sparsity/byteSize';
import { readAllTexts } from '../texts/page';
import { useActions, useApp } from './appContext';

/** Reads the remaining weights of a model at a URL, of which only the tensor on screen is read at first. */
export function ReadAll() {
  const model = useApp((state) => state.model);
  const counting = useApp((state) => state.counting);
  const { countAll, stopCounting } = useActions();
  if (counting) {
    return (
      <p className="read-all">
        <progress aria-label={readAllTexts.progressLabel} max={counting.total} value={counting.done} />
        <span className="quiet">{readAllTexts.progress(counting.done, counting.total)}</span>
        <button type="button" onClick={stopCounting}>
          {readAllTexts.stop}
        </button>
      </p>
    );
  }
  if (!model?.unread) return null;
  return (
    <p className="read-all">
      <button type="button" onClick={() => void countAll()}>
        {readAllTexts.readAll(formatBytes(model.contents.byteLength))}
      </button>
      <span className="quiet">{readAllTexts.unreadRows}</span>
    </p>
  );
}
