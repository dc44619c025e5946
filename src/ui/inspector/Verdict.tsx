import { patternInWords } from '../../sparsity/pattern';
import { formatCount, judgedTensor, percent, verdictInWords, verdictOf } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import { levelsInWords } from '../../tflite/weights/storage';
import { elementCount } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { formatBytes } from '../shell/formatting';

/** What the pattern says of the tensor on screen, and how many of its weights are zero. */
export function Verdict() {
  const tensor = useApp(selectedTensor);
  const pattern = useApp((state) => state.pattern);
  const threshold = useApp((state) => state.threshold);
  const result = useApp((state) => state.results.get(state.selected ?? ''));
  if (!tensor || result?.phase !== 'done') return <p className="verdict-line quiet">{patternInWords(pattern)}: …</p>;
  const { counts } = result;
  const judged = judgedTensor(tensor, counts, pattern);
  const elements = elementCount(tensor);
  return (
    <p className={`verdict-line ${verdictOf(judged)}`}>
      <strong>{verdictInWords(judged, pattern)}</strong>
      {threshold !== undefined && <span> · weights up to |w| {threshold} count as zero here</span>}
      {elements > 0 && (
        <span className="quiet">
          {' '}
          · {percent(1 - counts.nonzeros / elements)} zeros ({formatCount(elements - counts.nonzeros)} of{' '}
          {formatCount(elements)})
        </span>
      )}
    </p>
  );
}

/** How a stored-sparse tensor is encoded, which is not the same as having zeros. */
export function StorageLine() {
  const storage = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap.storage : undefined));
  const tensor = useApp(selectedTensor);
  if (!tensor || storage?.encoding !== 'sparse') return null;
  return (
    <p>
      <span className="tag">stored sparse</span> {levelsInWords(storage.levels, tensor.shape.length)}{' '}
      <span className="quiet">
        · {formatBytes(storage.bytes)} with its indices, {formatBytes(storage.denseBytes)} stored densely
      </span>
    </p>
  );
}
