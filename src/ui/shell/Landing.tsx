import { samples } from '../../state/samples';
import { useApp } from './appContext';
import { formatBytes } from './formatting';
import { useOpenSample } from './samples';

/** What a person sees first: where to drop, and a model to begin with. */
export function Landing({ choose }: { choose(): void }) {
  const openSample = useOpenSample();
  const [tutorial, ...others] = samples;
  return (
    <main className="landing">
      <div className="drop-zone">
        <h2>See the zeros of a pruned model</h2>
        <AwaitedFile />
        <p>
          Drop a <code>.tflite</code> anywhere on this page, or paste its address. Prunescope draws the non-zero map of
          every weight tensor and says whether it keeps to a pattern such as at least 2 zeros in every 4, and where it
          does not.
        </p>
        <p className="choices">
          <button type="button" className="primary" onClick={choose}>
            Open a model
          </button>
          <button type="button" onClick={() => openSample(tutorial)} title={tutorial.note}>
            {tutorial.label}
          </button>
        </p>
        <p className="private">
          Nothing is uploaded. The file is read by this page, in this browser, and stays on your computer.
        </p>
      </div>
      <div className="samples">
        <h3>Also to look at</h3>
        <ul>
          {others.map((sample) => (
            <li key={sample.address}>
              <button type="button" className="link" onClick={() => openSample(sample)}>
                {sample.label}
              </button>{' '}
              <span className="quiet">{sample.note}</span>
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}

/** After a reload, or from somebody's link: which file the address is about. */
function AwaitedFile() {
  const expectedLink = useApp((state) => state.expectedLink);
  if (!expectedLink) return null;
  return (
    <p className="awaited">
      Drop <strong>{expectedLink.name}</strong>
      {expectedLink.size !== undefined && ` (${formatBytes(expectedLink.size)})`} to see it again, where it was.
    </p>
  );
}
