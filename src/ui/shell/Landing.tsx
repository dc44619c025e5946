import { type MouseEvent, useRef } from 'react';
import { formatBytes } from '../../sparsity/byteSize';
import { type Sample, samples } from '../../state/samples';
import { useRegister } from '../commands/commandTargets';
import { landingTexts } from '../texts/page';
import { AddressField } from './AddressField';
import { useActions, useApp } from './appContext';

/** The page before a model is open. */
export function Landing({ choose }: { choose(): void }) {
  const { openSample } = useActions();
  const [tutorial, ...others] = samples;
  const field = useRef<HTMLInputElement>(null);
  useRegister({ focusAddress: () => field.current?.focus() });

  /** Keeps theme and engine, which the link would reset. With Ctrl or Shift the browser follows the link. */
  function openOnClick(event: MouseEvent, sample: Sample): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openSample(sample);
  }

  return (
    <main className="landing">
      <div className="drop-zone">
        <h2>{landingTexts.heading}</h2>
        <ExpectedFile />
        <p>{landingTexts.intro}</p>
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
      <div className="samples">
        <h3>{landingTexts.moreSamples}</h3>
        <ul>
          {others.map((sample) => (
            <li key={sample.address}>
              <a href={`#model=${sample.address}`} onClick={(event) => openOnClick(event, sample)}>
                {sample.name}
              </a>{' '}
              <span className="quiet">{sample.note}</span>
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}

/** After a reload, or when a link is opened: the file that the link describes. */
function ExpectedFile() {
  const expectedLink = useApp((state) => state.expectedLink);
  if (!expectedLink) return null;
  return (
    <p className="expected-file">
      {landingTexts.restore(
        <>
          <strong>{expectedLink.name}</strong>
          {expectedLink.size !== undefined && ` (${formatBytes(expectedLink.size)})`}
        </>,
      )}
    </p>
  );
}
