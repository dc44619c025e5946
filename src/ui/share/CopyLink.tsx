import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../state/problem';
import { useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { copyToClipboard } from './clipboard';

// How long it is said that a link was copied, ms.
const readingTime = 6000;

/** Copies the link to what is on screen. That of a file of this computer waits for its hash, which takes a while for a large one. */
export function CopyLink() {
  const { actions } = useAppValue();
  const [waiting, setWaiting] = useState(false);
  const [said, setSaid] = useState('');
  const work = useRef<AbortController>(undefined);
  const share = useApp(({ hash }) => (hash?.phase === 'working' ? hash.share : undefined));
  useRegister({ copyLink: () => void copy() });

  useEffect(() => () => work.current?.abort(), []);

  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), readingTime);
    return () => clearTimeout(timer);
  }, [said]);

  async function copy(): Promise<void> {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    setWaiting(true);
    setSaid('');
    try {
      const { link, remark } = await actions.linkToShare(location.href.split('#')[0], controller.signal);
      await copyToClipboard(link);
      if (!controller.signal.aborted) setSaid(remark ?? 'Link copied');
    } catch (thrown) {
      if (!controller.signal.aborted) actions.report(problemOf(thrown, 'Copy link'));
    }
    if (work.current === controller) setWaiting(false);
  }

  function cancel(): void {
    work.current?.abort();
    setWaiting(false);
  }

  return (
    <>
      <span className={said ? 'said' : 'visually-hidden'} role="status">
        {said}
      </span>
      {waiting && (
        <span className="making">
          <progress aria-label="Working out the hash for the link" max={1} value={share} />
          <button type="button" onClick={cancel} aria-label="Cancel the link">
            Cancel
          </button>
        </span>
      )}
      <button type="button" onClick={() => void copy()} disabled={waiting} title="Copy a link to what is on screen (y)">
        Copy link
      </button>
    </>
  );
}
