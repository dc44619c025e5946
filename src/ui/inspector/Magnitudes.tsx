import { useId, useMemo, useState } from 'react';
import type { SessionModel } from '../../session/session';
import { formatBytes } from '../../sparsity/byteSize';
import { zerosByRounding } from '../../sparsity/rounding';
import { judgedTensor, percent, verdictText } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import type { MagnitudeHistogram } from '../../views/magnitudeHistogram';
import { thresholdFigures } from '../../views/thresholdFigures';
import { useApp } from '../shell/appContext';
import { useIsInView } from '../shell/useIsInView';
import { magnitudeTexts } from '../texts/inspector';
import { detailTexts } from '../texts/shell';
import { Fold, Skeleton } from './Fold';
import { MagnitudePlot } from './MagnitudePlot';
import { magnitudeAxis } from './magnitudeAxis';
import { ThresholdControl } from './ThresholdControl';
import { useStoredBytes } from './useStoredBytes';
import { useTensorAnswer } from './useTensorAnswer';

// Bytes that are read for a histogram without asking: a second of work, or a few megabytes to download a second time.
const maxUnasked = 64 * 2 ** 20;
const maxDownload = 4 * 2 ** 20;

/** The magnitudes of the tensor on screen, and the threshold below which weights count as zero. */
export function Magnitudes() {
  const isReview = useApp(({ model }) => model?.origin.kind === 'review');
  return (
    <Fold title={detailTexts.magnitudes}>
      {isReview ? <p className="quiet">{magnitudeTexts.notInReview}</p> : <Histogram />}
    </Fold>
  );
}

const askHistogram = (
  model: SessionModel,
  tensor: WeightTensor,
  signal: AbortSignal,
  onShare: (share: number) => void,
): Promise<MagnitudeHistogram> => model.magnitudeHistogramOf(tensor, signal, onShare);

function Histogram() {
  const tensor = useApp(selectedTensor);
  const bytes = useStoredBytes() ?? 0;
  const isDownload = useApp(({ model }) => model?.unread === true);
  const [asked, setAsked] = useState<WeightTensor>();
  const [isLogAxis, setIsLogAxis] = useState(false);
  const [isLogCounts, setIsLogCounts] = useState(false);
  const [view, isInView] = useIsInView();
  const mustAsk = asked !== tensor && bytes > (isDownload ? maxDownload : maxUnasked);
  const answer = useTensorAnswer(askHistogram, isInView && !mustAsk);
  const histogram = answer.phase === 'done' ? answer.value : undefined;
  return (
    <div className="magnitudes" ref={view}>
      {histogram ? (
        <Plot histogram={histogram} isLogAxis={isLogAxis} isLogCounts={isLogCounts} />
      ) : (
        <div className="magnitude-placeholder quiet" role={answer.phase === 'failed' ? 'alert' : undefined}>
          {answer.phase === 'failed' && magnitudeTexts.failed(answer.message)}
          {answer.phase === 'waiting' && !mustAsk && magnitudeTexts.reading(answer.share ?? 0)}
          {answer.phase === 'waiting' && mustAsk && (
            <button type="button" onClick={() => setAsked(tensor)}>
              {magnitudeTexts.read(formatBytes(bytes))}
            </button>
          )}
        </div>
      )}
      <div className="magnitude-scales">
        <ScaleChoice label={magnitudeTexts.axis} isLog={isLogAxis} onChoose={setIsLogAxis} />
        <ScaleChoice label={magnitudeTexts.counts} isLog={isLogCounts} onChoose={setIsLogCounts} />
      </div>
      <ThresholdControl />
      <Figures histogram={histogram} />
    </div>
  );
}

function Plot(props: { histogram: MagnitudeHistogram; isLogAxis: boolean; isLogCounts: boolean }) {
  const { histogram, isLogAxis, isLogCounts } = props;
  const axis = useMemo(() => magnitudeAxis(histogram, isLogAxis), [histogram, isLogAxis]);
  if (!axis) return <p className="magnitude-placeholder quiet">{magnitudeTexts.noMagnitudes}</p>;
  return <MagnitudePlot histogram={histogram} axis={axis} isLogCounts={isLogCounts} />;
}

function ScaleChoice(props: { label: string; isLog: boolean; onChoose(isLog: boolean): void }) {
  const { label, isLog, onChoose } = props;
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot have its legend beside its buttons
    <div className="scale-choice" role="group" aria-labelledby={id}>
      <span id={id} className="quiet">
        {label}
      </span>
      {[false, true].map((choice) => (
        <button key={String(choice)} type="button" aria-pressed={isLog === choice} onClick={() => onChoose(choice)}>
          {choice ? magnitudeTexts.log : magnitudeTexts.linear}
        </button>
      ))}
    </div>
  );
}

/** What the threshold does: from the histogram at once, except for the verdict, which needs the map. */
function Figures({ histogram }: { histogram: MagnitudeHistogram | undefined }) {
  const threshold = useApp((state) => state.threshold);
  const exact = histogram && thresholdFigures(histogram);
  const now = histogram && thresholdFigures(histogram, threshold);
  const apart = histogram && apartText(histogram);
  const share = (figures: { readonly sparsity: number }) => percent(figures.sparsity);
  return (
    <>
      <ZerosStrip exact={exact?.sparsity} now={now?.sparsity} />
      <dl className="facts-list">
        <dt>{magnitudeTexts.zeros}</dt>
        <dd>
          {exact && now ? (
            threshold === undefined ? (
              share(exact)
            ) : (
              magnitudeTexts.change(share(exact), share(now))
            )
          ) : (
            <Skeleton />
          )}
        </dd>
        <dt title={magnitudeTexts.energyTitle}>{magnitudeTexts.energy}</dt>
        <dd>{now ? now.energyKept === undefined ? '-' : percent(now.energyKept) : <Skeleton />}</dd>
        <dt>{magnitudeTexts.whatIf}</dt>
        <dd>
          <WhatIfVerdict />
        </dd>
        {histogram && <RoundingFact histogram={histogram} />}
        {apart && (
          <>
            <dt>{magnitudeTexts.apart}</dt>
            <dd>{apart}</dd>
          </>
        )}
      </dl>
    </>
  );
}

/** Zeros, weights that count as zero, and the others, as one bar. */
function ZerosStrip({ exact = 0, now = 0 }: { exact: number | undefined; now: number | undefined }) {
  return (
    <div className="zeros-strip" aria-hidden="true">
      <span className="zero" style={{ width: `${100 * exact}%` }} title={magnitudeTexts.stripZero} />
      <span className="small" style={{ width: `${100 * (now - exact)}%` }} title={magnitudeTexts.stripSmall} />
      <span className="kept" title={magnitudeTexts.stripKept} />
    </div>
  );
}

/** The verdict on the mask that the map shows. */
function WhatIfVerdict() {
  const tensor = useApp(selectedTensor);
  const pattern = useApp((state) => state.pattern);
  const exact = useApp((state) => state.results.get(state.selected ?? ''));
  const whatIf = useApp(({ map }) => (map.phase === 'ready' ? map.whatIf : undefined));
  const counts = whatIf?.counts ?? (exact?.phase === 'done' ? exact.counts : undefined);
  if (!tensor || !counts) return <Skeleton />;
  return <>{verdictText(judgedTensor(tensor, counts, pattern), pattern)}</>;
}

/** How many of the zeros rounding alone explains, for quantized tensors. */
function RoundingFact({ histogram }: { histogram: MagnitudeHistogram }) {
  const { weights, zeros, oneStep } = histogram;
  if (oneStep === undefined || zeros === 0 || zeros === weights) return null;
  const explained = zerosByRounding({ looked: weights, zero: zeros, one: oneStep });
  return (
    <>
      <dt>{magnitudeTexts.rounding}</dt>
      <dd>
        {explained === undefined
          ? magnitudeTexts.roundingUnknown
          : magnitudeTexts.roundingExplains(Math.round(explained), percent(Math.round(explained) / zeros))}
      </dd>
    </>
  );
}

function apartText({ notFinite, scaledToZero }: MagnitudeHistogram): string {
  return [
    notFinite > 0 && magnitudeTexts.notFinite(notFinite),
    scaledToZero > 0 && magnitudeTexts.scaledToZero(scaledToZero),
  ]
    .filter(Boolean)
    .join('; ');
}
