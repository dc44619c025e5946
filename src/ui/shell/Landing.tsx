import { type MouseEvent, type ReactNode, useRef } from 'react';
import { formatBytes } from '../../sparsity/byteSize';
import { type Sample, samples } from '../../state/samples';
import { useRegister } from '../commands/commandTargets';
import { landingTexts } from '../texts/page';
import { AddressField } from './AddressField';
import { useActions, useApp } from './appContext';
import { useRecentParts } from './recentParts';
import { SampleThumbnail } from './SampleThumbnail';
import { sampleMasks } from './sampleMasks';

/** The page before a model is open. */
export function Landing({ choose }: { choose(): void }) {
  const { openSample } = useActions();
  const [tutorial] = samples;
  const field = useRef<HTMLInputElement>(null);
  const recent = useRecentParts();
  useRegister({ focusAddress: () => field.current?.focus() });
  return (
    <main className="landing">
      <div className="drop-zone">
        <h2>{landingTexts.heading}</h2>
        <ExpectedFile reopen={recent && <recent.ReopenButton />} />
        <p>{landingTexts.intro}</p>
        <ul className="gains">
          {landingTexts.gains.map((gain) => (
            <li key={gain}>{gain}</li>
          ))}
        </ul>
        <p className="choices">
          <button type="button" className="primary" onClick={choose}>
            {landingTexts.open}
          </button>
          <button type="button" onClick={() => openSample(tutorial)} title={tutorial.note}>
            {landingTexts.openTutorial}
          </button>
        </p>
        <AddressField input={field} />
        <p className="private">{landingTexts.privacy}</p>
      </div>
      {recent && <recent.RecentFiles />}
      <section className="samples" aria-label={landingTexts.samples}>
        <h3>{landingTexts.samples}</h3>
        <ul>
          {samples.map((sample) => (
            <SampleCard key={sample.address} sample={sample} />
          ))}
        </ul>
      </section>
    </main>
  );
}

function SampleCard({ sample }: { sample: Sample }) {
  const { openSample } = useActions();
  const mask = sampleMasks[sample.address.split('/').at(-1)!];

  /** Keeps theme and engine, which the link would reset. With Ctrl or Shift the browser follows the link. */
  function onClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSample(sample);
  }

  return (
    <li>
      <a className="sample-card" href={`#model=${sample.address}`} onClick={onClick}>
        {mask && <SampleThumbnail mask={mask} />}
        <strong>{sample.name}</strong>
        <span className="quiet">{sample.note}</span>
      </a>
    </li>
  );
}

/** After a reload, or when a link is opened: the file that the link describes. */
function ExpectedFile({ reopen }: { reopen: ReactNode }) {
  const expectedLink = useApp((state) => state.expectedLink);
  if (!expectedLink) return null;
  return (
    <p className="expected-file">
      {landingTexts.restore(
        <>
          <strong>{expectedLink.name}</strong>
          {expectedLink.size !== undefined && ` (${formatBytes(expectedLink.size)})`}
        </>,
      )}{' '}
      {reopen}
    </p>
  );
}
