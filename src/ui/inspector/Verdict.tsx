import { patternInWords } from '../../sparsity/pattern';
import { counted, judgedTensor, percent, verdictInWords, verdictOf } from '../../sparsity/verdict';
import { selectedWeight } from '../../state/store';
import { levelsInWords } from '../../tflite/weights/storage';
import { elementCount } from '../../tflite/weights/weightMatrix';
import { useApp } from '../shell/appContext';
import { bytesInWords } from '../shell/words';

/** What the pattern says of the tensor on screen, and how many of its weights are zero. */
export function Verdict() {
  const weight = useApp(selectedWeight);
  const pattern = useApp((state) => state.pattern);
  const threshold = useApp((state) => state.threshold);
  const result = useApp((state) => state.results.get(state.selected ?? ''));
  if (!weight || result?.phase !== 'done') return <p className="verdict-line quiet">{patternInWords(pattern)}: …</p>;
  const { counts } = result;
  const judged = judgedTensor(weight, counts, pattern);
  const elements = elementCount(weight);
  return (
    <p className={`verdict-line ${verdictOf(judged)}`}>
      <strong>{verdictInWords(judged, pattern)}</strong>
      {threshold !== undefined && <span> · weights up to |w| {threshold} count as zero here</span>}
      {elements > 0 && (
        <span className="quiet">
          {' '}
          · {percent(1 - counts.nonzeros / elements)} zeros ({counted(elements - counts.nonzeros)} of{' '}
          {counted(elements)})
        </span>
      )}
    </p>
  );
}

/** How a stored-sparse tensor is encoded, which is not the same as having zeros. */
export function StorageLine() {
  const storage = useApp(({ map }) => (map.phase === 'ready' ? map.picture.storage : undefined));
  const weight = useApp(selectedWeight);
  if (!weight || storage?.encoding !== 'sparse') return null;
  return (
    <p>
      <span className="tag">stored sparse</span> {levelsInWords(storage.levels, weight.shape.length)}{' '}
      <span className="quiet">
        · {bytesInWords(storage.bytes)} with its indices, {bytesInWords(storage.denseBytes)} stored densely
      </span>
    </p>
  );
}
