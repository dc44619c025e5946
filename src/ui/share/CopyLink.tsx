import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../state/problem';
import { useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { linkTexts } from '../texts/sharing';
import { useCopy } from './useCopy';

// How long the status is shown, ms.
const readingTime = 6000;

/** Copies the link to what is on screen when a command requests it, and shows its progress. The link to a local file needs its hash, which takes seconds for a large file. */
export function CopyLink() {
  const { store, actions } = useAppValue();
  const [waiting, setWaiting] = useState(false);
  const [status, setStatus] = useState('');
  const { copy: copyText, dialog } = useCopy(linkTexts.copy);
  const work = useRef<AbortController>(undefined);
  const share = useApp(({ hash }) => (hash?.phase === 'working' ? hash.share : undefined));
  useRegister({ copyLink: () => void copy() });

  useEffect(() => () => work.current?.abort(), []);

  useEffect(() => {
    if (!status) return;
    const timer = setTimeout(() => setStatus(''), readingTime);
    return () => clearTimeout(timer);
  }, [status]);

  async function copy(): Promise<void> {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    setWaiting(true);
    setStatus('');
    try {
      const { link, remark } = await actions.linkToShare(location.href.split('#')[0], controller.signal);
      const { notes } = store.getState();
      await copyText(link, () => {
        actions.notesWereShared(notes);
        if (controller.signal.aborted) return;
        setStatus(linkTexts.copied);
        if (remark) actions.report({ title: linkTexts.copied, message: remark, isRemark: true });
      });
    } catch (thrown) {
      if (!controller.signal.aborted) actions.report(problemOf(thrown, linkTexts.copy));
    }
    if (work.current === controller) setWaiting(false);
  }

  function cancel(): void {
    work.current?.abort();
    setWaiting(false);
  }

  return (
    <>
      <span className="bar-status quiet" role="status">
        {status}
      </span>
      {waiting && (
        <span className="progress-status">
          <progress aria-label={linkTexts.hashing} max={1} value={share} />
          <button type="button" onClick={cancel} aria-label={linkTexts.cancelLabel}>
            {linkTexts.cancel}
          </button>
        </span>
      )}
      {dialog}
    </>
  );
}
