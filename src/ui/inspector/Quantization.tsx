import { useEffect, useRef, useState } from 'react';
import type { SessionModel } from '../../session/session';
import { selectedTensor } from '../../state/store';
import type { QuantizationSummary } from '../../tflite/weights/quantizationSummary';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { formatShape, formatValue } from '../shell/formatting';
import { quantizationTexts } from '../texts/inspector';
import { ChannelLinks, ChannelStrip, ChannelTable } from './Channels';
import { channelZeros } from './channelZeros';
import { Skeleton } from './Fold';
import { useTensorAnswer } from './useTensorAnswer';

const askQuantization = (model: SessionModel, tensor: WeightTensor, signal: AbortSignal) =>
  model.quantizationOf(tensor, signal);

/** Scales and zero points of the tensor on screen. */
export function Quantization() {
  const answer = useTensorAnswer(askQuantization);
  const summary = answer.phase === 'done' ? answer.value : undefined;
  // The map says why a tensor cannot be read.
  if (answer.phase === 'failed') return null;
  return (
    <>
      <dl className="facts-list">
        <dt>{quantizationTexts.quantization}</dt>
        <dd>{summary ? kindText(summary) : <Skeleton />}</dd>
        {summary && 'scale' in summary && <ScaleFacts summary={summary} />}
      </dl>
      {summary?.kind === 'channels' && <Channels summary={summary} />}
    </>
  );
}

type WithScales = Extract<QuantizationSummary, { scale: unknown }>;
type OfChannels = Extract<QuantizationSummary, { kind: 'channels' }>;

function kindText(summary: QuantizationSummary): string {
  switch (summary.kind) {
    case 'none':
      return quantizationTexts.none;
    case 'unreadable':
      return quantizationTexts.unreadable(summary.message);
    case 'tensor':
      return quantizationTexts.tensor;
    case 'channels':
      return quantizationTexts.channels(summary.scale.count, summary.dimension);
    case 'blocks':
      return quantizationTexts.blocks(summary.scale.count, summary.blockSize);
    case 'multi-axis':
      return quantizationTexts.multiAxis(formatShape(summary.gridShape));
  }
}

function ScaleFacts({ summary }: { summary: WithScales }) {
  const { scale, zeroPoint } = summary;
  const isOne = scale.count === 1;
  const median = scale.median === undefined ? undefined : formatValue(scale.median);
  return (
    <>
      <dt>{isOne ? quantizationTexts.scale : quantizationTexts.scales}</dt>
      <dd>{quantizationTexts.range(formatValue(scale.least), formatValue(scale.largest), median)}</dd>
      <dt>{isOne ? quantizationTexts.zeroPoint : quantizationTexts.zeroPoints}</dt>
      <dd>{quantizationTexts.range(formatValue(zeroPoint.least), formatValue(zeroPoint.largest), undefined)}</dd>
    </>
  );
}

/** The channels that are all-zero or have the scale 0, and a list of all. */
function Channels({ summary }: { summary: OfChannels }) {
  const tensor = useApp(selectedTensor);
  const zeros = useChannelZeros(summary.dimension);
  const [isListed, setIsListed] = useState(false);
  if (!tensor) return null;
  const channels = Array.from(summary.scales, (_, channel) => channel);
  const perChannel = (tensor.rowCount * tensor.columnCount) / summary.scales.length;
  const unscaled = channels.filter((channel) => summary.scales[channel] === 0);
  const empty = zeros ? channels.filter((channel) => zeros[channel] === perChannel) : [];
  return (
    <>
      <ChannelStrip scales={summary.scales} largest={summary.scale.largest} />
      <ChannelLinks label={quantizationTexts.zeroScales} channels={unscaled} dimension={summary.dimension} />
      <ChannelLinks label={quantizationTexts.zeroChannels} channels={empty} dimension={summary.dimension} />
      <button type="button" className="channel-toggle" aria-expanded={isListed} onClick={() => setIsListed(!isListed)}>
        {isListed ? quantizationTexts.hide : quantizationTexts.show}
      </button>
      {isListed && <ChannelTable summary={summary} zeros={zeros} weights={perChannel} />}
    </>
  );
}

/** Exact zeros of each channel. While a threshold is set, those before it, if they were on screen. */
function useChannelZeros(dimension: number): Float64Array | undefined {
  const map = useApp((state) => state.map);
  const known = useRef<{ readonly tensor: WeightTensor; readonly zeros: Float64Array | undefined }>(undefined);
  const tensor = useApp(selectedTensor);
  // The tensor of a map is a copy, from the worker.
  const isExact = map.phase === 'ready' && !map.whatIf;
  const zeros = isExact ? channelZeros(map.tensorMap, dimension) : undefined;
  useEffect(() => {
    if (isExact && tensor) known.current = { tensor, zeros };
  });
  if (isExact) return zeros;
  return known.current?.tensor === tensor ? known.current?.zeros : undefined;
}
