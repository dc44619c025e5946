import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../state/problem';
import { useAppValue } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { type Download, type DownloadKind, downloadOf, save } from './downloads';

/** A download that is being created. `share` is 0 to 1. */
type Creating = { readonly kind: DownloadKind; readonly share: number };

/**
 * Creates one download at a time and saves it. A new one cancels the one before.
 * @param pixelRatio pixels of a PNG per CSS pixel
 */
export function useDownload(pixelRatio: number) {
  const { store, actions } = useAppValue();
  const theme = useTheme();
  const [creating, setCreating] = useState<Creating>();
  const [created, setCreated] = useState<Download>();
  const work = useRef<AbortController>(undefined);

  useEffect(() => () => work.current?.abort(), []);

  async function run(kind: DownloadKind): Promise<void> {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    const { signal } = controller;
    setCreated(undefined);
    setCreating({ kind, share: 0 });
    try {
      const download = await downloadOf(kind, store.getState(), { theme, pixelRatio }, signal, (share) => {
        if (!signal.aborted) setCreating({ kind, share });
      });
      if (signal.aborted) return;
      save(download);
      setCreated(download);
      const { name: title, remark: message } = download;
      if (message) actions.report({ title, message, isRemark: true });
    } catch (thrown) {
      if (signal.aborted) return;
      actions.report(problemOf(thrown, kind));
    }
    setCreating(undefined);
  }

  return {
    creating,
    created,
    create: (kind: DownloadKind) => void run(kind),
    cancel(): void {
      work.current?.abort();
      setCreating(undefined);
    },
  };
}
