import { formatBytes } from '../../sparsity/byteSize';
import { patternDescription } from '../../sparsity/pattern';
import { judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { levelsText } from '../../tflite/weights/storage';
import { elementCount } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { headingTexts } from '../texts/map';

/** The verdict on the tensor on screen, and its share of zeros. */
export function Verdict() {
  const tensor = useApp(selectedTensor);
  const pattern = useApp((state) => state.pattern);
  const threshold = useApp((state) => state.threshold);
  const result = useApp((state) => state.results.get(state.selected ?? ''));
  if (!tensor || result?.phase !== 'done')
    return <p className="verdict-line quiet">{patternDescription(pattern)}: …</p>;
  const { counts } = result;
  const judged = judgedTensor(tensor, counts, pattern);
  const elements = elementCount(tensor);
  return (
    <p className="verdict-line" data-kind={tensorStatus(tensor, result, pattern)}>
      <strong>{verdictText(judged, pattern)}</strong>
      {threshold !== undefined && <span> · {headingTexts.threshold(threshold)}</span>}
      {elements > 0 && (
        <span className="quiet">
          {' '}
          · {headingTexts.zeros(percent(1 - counts.nonzeros / elements), elements - counts.nonzeros, elements)}
        </span>
      )}
    </p>
  );
}

/** The encoding and size of a stored-sparse tensor. A tensor with zeros can be stored dense. */
export function StorageLine() {
  const storage = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap.storage : undefined));
  const tensor = useApp(selectedTensor);
  if (!tensor || storage?.encoding !== 'sparse') return null;
  return (
    <p>
      {headingTexts.storedSparse(levelsText(storage.levels, tensor.shape.length))}{' '}
      <span className="quiet">· {headingTexts.sizes(formatBytes(storage.bytes), formatBytes(storage.denseBytes))}</span>
    </p>
  );
}
