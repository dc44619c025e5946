import { useMemo } from 'react';
import type { SessionModel } from '../../session/session';
import { formatBytes } from '../../sparsity/byteSize';
import type { Worth as WorthOfTensor } from '../../sparsity/targetResult';
import { selectedTensor } from '../../state/store';
import { mustAsk } from '../../state/worthReading';
import { elementCount, tensorKey, type WeightTensor } from '../../tflite/weights/weightTensor';
import { useActions, useApp } from '../shell/appContext';
import { useIsInView } from '../shell/useIsInView';
import { worthTexts } from '../texts/worth';
import { Fold, Skeleton } from './Fold';
import { SizeChart } from './SizeChart';
import { TargetList } from './TargetList';
import { useStoredBytes } from './useStoredBytes';
import { useTensorAnswer } from './useTensorAnswer';
import { sizeBars, worthAnswer } from './worthAnswer';

/** Whether the zeros of the tensor on screen make it smaller or faster: targets that can use them, and bytes in other encodings. */
export function Worth() {
  const tensor = useApp(selectedTensor);
  const isPreview = useApp((state) => state.snapshot !== undefined);
  if (!tensor) return null;
  return (
    <Fold title={worthTexts.section}>
      {isPreview ? <p className="quiet">{worthTexts.preview}</p> : <Known tensor={tensor} />}
    </Fold>
  );
}

function Known({ tensor }: { tensor: WeightTensor }) {
  const key = tensorKey(tensor);
  const worth = useApp((state) => state.worths.get(key));
  const result = useApp((state) => state.results.get(key));
  if (worth?.phase === 'failed') return <p className="quiet">{worthTexts.failed(worth.message)}</p>;
  if (result?.phase === 'failed') return <p className="quiet">{worthTexts.failed(result.message)}</p>;
  if (!worth) return <NotYet tensor={tensor} />;
  const nonzeros = result?.phase === 'done' ? result.counts.nonzeros : undefined;
  return (
    <>
      <Answer tensor={tensor} worth={worth.worth} nonzeros={nonzeros} />
      <TargetList tensor={tensor} targets={worth.worth.targets} />
      <Bytes key={key} tensor={tensor} worth={worth.worth} nonzeros={nonzeros} />
    </>
  );
}

function NotYet({ tensor }: { tensor: WeightTensor }) {
  const bytes = useStoredBytes();
  const isAsked = useApp((state) => mustAsk(state, tensor));
  const { readWorth } = useActions();
  return (
    <div className="worth-placeholder quiet">
      {isAsked ? (
        <button type="button" onClick={() => void readWorth(tensor)}>
          {worthTexts.read(formatBytes(bytes ?? 0))}
        </button>
      ) : (
        <>
          <Skeleton /> {worthTexts.waiting}
        </>
      )}
    </div>
  );
}

type Facts = { readonly tensor: WeightTensor; readonly worth: WorthOfTensor; readonly nonzeros: number | undefined };

function Answer({ tensor, worth, nonzeros }: Facts) {
  const elements = elementCount(tensor);
  if (nonzeros === undefined || elements === 0) return null;
  return (
    <div className="worth-answer">
      {worthAnswer(tensor, worth, 1 - nonzeros / elements).map(({ heading, text }) => (
        <p key={heading}>
          <strong>{heading}:</strong> {text}
        </p>
      ))}
    </div>
  );
}

// Bytes that are compressed without asking: about a second of work.
const maxUnasked = 32 * 2 ** 20;

const askGzip = (
  model: SessionModel,
  tensor: WeightTensor,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<number> => model.gzipBytesOf(tensor, signal, onShare);

function Bytes({ tensor, worth, nonzeros }: Facts) {
  const [view, isInView] = useIsInView();
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  const isDownload = useApp((state) => mustAsk(state, tensor));
  // Of other encodings, only parts are in one piece.
  const canCompress = tensor.encoding === 'dense' && !isReview && !isDownload && worth.sizes.stored <= maxUnasked;
  const gzip = useTensorAnswer(askGzip, isInView && canCompress);
  const bars = useMemo(() => {
    const counts = nonzeros === undefined ? undefined : { elements: elementCount(tensor), nonzeros };
    return sizeBars(worth.sizes, counts, gzip.phase === 'done' ? gzip.value : undefined);
  }, [tensor, worth, nonzeros, gzip]);
  return (
    <div ref={view}>
      <h4>{worthTexts.bytes}</h4>
      <SizeChart
        label={worthTexts.chart}
        bars={bars}
        dense={worth.sizes.dense}
        pending={canCompress && gzip.phase === 'waiting' ? 'gzip' : undefined}
      />
      {tensor.encoding === 'dense' && isReview && <p className="quiet">{worthTexts.noGzip}</p>}
    </div>
  );
}
