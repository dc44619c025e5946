import { formatBytes } from '../../sparsity/byteSize';
import { patternDescription } from '../../sparsity/pattern';
import { judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import { breaksRequirement } from '../../state/requirement';
import { selectedTensor } from '../../state/store';
import { tensorStatus } from '../../state/tensorStatus';
import { encodingNames, levelsText } from '../../tflite/weights/encodingText';
import type { Storage } from '../../tflite/weights/storage';
import { elementCount } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { headingTexts, zeroScalesText } from '../texts/map';
import { statusFilterName } from '../texts/tensors';

/** The verdict on the tensor on screen, and its share of zeros. */
export function Verdict() {
  const tensor = useApp(selectedTensor);
  const pattern = useApp((state) => state.pattern);
  const result = useApp((state) => state.results.get(state.selected ?? ''));
  const broken = useApp((state) => tensor !== undefined && breaksRequirement(tensor, state));
  if (tensor && result?.phase === 'failed') {
    return (
      <p className="verdict-line" data-kind="unreadable">
        <strong>{statusFilterName('unreadable', '')}</strong>
      </p>
    );
  }
  if (!tensor || result?.phase !== 'done')
    return <p className="verdict-line quiet">{patternDescription(pattern)}: …</p>;
  const { counts } = result;
  const judged = judgedTensor(tensor, counts, pattern);
  const elements = elementCount(tensor);
  return (
    <p className="verdict-line" data-kind={tensorStatus(tensor, result, pattern)} data-broken={broken || undefined}>
      <strong>{verdictText(judged, pattern)}</strong>
      {elements > 0 && (
        <span className="quiet">
          {' '}
          · {headingTexts.zeros(percent(1 - counts.nonzeros / elements), elements - counts.nonzeros, elements)}
        </span>
      )}
    </p>
  );
}

/** How a tensor is stored, if it is not dense, and scales that are 0. */
export function StorageLine() {
  const storage = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap.storage : undefined));
  const tensor = useApp(selectedTensor);
  if (!tensor || !storage) return null;
  const { zeroScales } = storage;
  return (
    <>
      {storage.encoding !== 'dense' && (
        <p>
          {encodingText(storage, tensor.shape.length)} <span className="quiet">· {sizesText(storage)}</span>
        </p>
      )}
      {zeroScales && <p>{zeroScalesText(zeroScales)}</p>}
    </>
  );
}

function encodingText(storage: EncodedStorage, rank: number): string {
  if (storage.encoding === 'sparse') return headingTexts.storedSparse(levelsText(storage.levels, rank));
  return headingTexts.encoded(encodingNames[storage.encoding]);
}

function sizesText({ encoding, bytes, denseBytes }: EncodedStorage): string {
  const text = encoding === 'sparse' ? headingTexts.sizes : headingTexts.encodedSizes;
  return text(formatBytes(bytes), formatBytes(denseBytes));
}

type EncodedStorage = Exclude<Storage, { encoding: 'dense' }>;
