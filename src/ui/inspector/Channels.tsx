import { formatCount, percent } from '../../sparsity/verdict';
import { selectedTensor } from '../../state/store';
import type { QuantizationSummary } from '../../tflite/weights/quantizationSummary';
import { useApp } from '../shell/appContext';
import { formatValue } from '../shell/formatting';
import { quantizationTexts } from '../texts/inspector';
import { channelPlace } from './channelZeros';
import { PanelTable } from './PanelTable';
import { useGoToWeight } from './useGoToWeight';

const maxLinks = 8;
const maxRows = 500;
const maxBars = 128;

/** The scale of each channel as a bar. Of more channels than fit, the largest of some neighbors. */
export function ChannelStrip({ scales, largest }: { scales: Float64Array; largest: number }) {
  const perBar = Math.ceil(scales.length / maxBars);
  const bars = Math.ceil(scales.length / perBar);
  let path = '';
  for (let bar = 0; bar < bars; bar++) {
    const highest = Math.max(...scales.subarray(bar * perBar, (bar + 1) * perBar));
    if (highest > 0) path += `M${bar} 1V${1 - highest / largest}H${bar + 0.9}V1Z`;
  }
  return (
    <figure className="channel-strip">
      <svg viewBox={`0 0 ${bars} 1`} preserveAspectRatio="none" role="img" aria-label={quantizationTexts.strip}>
        <path d={path} />
      </svg>
      <figcaption className="quiet">{quantizationTexts.stripRange(formatValue(largest))}</figcaption>
    </figure>
  );
}

/** Names channels, each a link to its weights. Nothing without channels. */
export function ChannelLinks(props: { label: string; channels: readonly number[]; dimension: number }) {
  const { label, channels, dimension } = props;
  if (channels.length === 0) return null;
  return (
    <p className="channel-links">
      <span className="quiet">
        {label} ({formatCount(channels.length)}):
      </span>{' '}
      {channels.slice(0, maxLinks).map((channel) => (
        <ChannelLink key={channel} channel={channel} dimension={dimension} />
      ))}
      {channels.length > maxLinks && (
        <span className="quiet">{quantizationTexts.more(channels.length - maxLinks)}</span>
      )}
    </p>
  );
}

/** Shows the first weights of a channel on the map. */
function ChannelLink({ channel, dimension }: { channel: number; dimension: number }) {
  const tensor = useApp(selectedTensor);
  const goToWeight = useGoToWeight();

  return (
    <button
      type="button"
      className="link"
      aria-label={quantizationTexts.goTo(channel)}
      onClick={() => tensor && goToWeight(channelPlace(tensor, dimension, channel))}
    >
      {formatCount(channel)}
    </button>
  );
}

type OfChannels = Extract<QuantizationSummary, { kind: 'channels' }>;

/** @param props.weights number of weights of a channel */
export function ChannelTable(props: { summary: OfChannels; zeros: Float64Array | undefined; weights: number }) {
  const { summary, zeros, weights } = props;
  const { scales, zeroPoints, zeroPoint, dimension } = summary;
  const hasZeroPoints = zeroPoint.least !== 0 || zeroPoint.largest !== 0;
  return (
    <PanelTable
      label={quantizationTexts.table}
      heads={[
        quantizationTexts.channel,
        quantizationTexts.scale,
        hasZeroPoints && quantizationTexts.zeroPoint,
        zeros && quantizationTexts.zeros,
      ]}
      after={scales.length > maxRows && <p className="quiet">{quantizationTexts.more(scales.length - maxRows)}</p>}
    >
      {Array.from(scales.subarray(0, maxRows), (scale, channel) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its number
        <tr key={channel}>
          <td>
            <ChannelLink channel={channel} dimension={dimension} />
          </td>
          <td>{formatValue(scale)}</td>
          {hasZeroPoints && <td>{formatValue(zeroPoints[channel]!)}</td>}
          {zeros && <td>{percent(zeros[channel]! / weights)}</td>}
        </tr>
      ))}
    </PanelTable>
  );
}
