import { scaleLinear } from 'd3';
import { formatBytes } from '../../sparsity/byteSize';
import { type SizeName, sizeLabels, worthTexts } from '../texts/worth';
import { Skeleton } from './Fold';
import { type SizeBar, shareText } from './worthAnswer';

/**
 * Bytes of a tensor or a model in several encodings, as bars. A line marks the dense size.
 * @param props.dense bytes
 * @param props.pending a bar that is not known yet
 */
export function SizeChart(props: {
  label: string;
  bars: readonly SizeBar[];
  dense: number;
  pending?: SizeName | undefined;
}) {
  const { label, bars, dense, pending } = props;
  const widthOf = scaleLinear()
    .domain([0, Math.max(1, dense, ...bars.map(({ bytes }) => bytes))])
    .range([0, 100]);
  return (
    <ul className="size-chart" aria-label={label}>
      {bars.map(({ name, label: text, bytes, grows }) => (
        <li key={name} data-encoding={name} data-grows={grows || undefined}>
          <span>
            {text}
            {grows && <span className="quiet"> · {worthTexts.doesNotPay}</span>}
          </span>
          <span className="figure">{worthTexts.figure(formatBytes(bytes), shareText(bytes / Math.max(1, dense)))}</span>
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
            <rect width={widthOf(bytes)} height="1" />
            <line x1={widthOf(dense)} x2={widthOf(dense)} y2="1" />
          </svg>
        </li>
      ))}
      {pending && (
        <li>
          <span>{sizeLabels[pending]}</span>
          <Skeleton />
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true" />
        </li>
      )}
    </ul>
  );
}
