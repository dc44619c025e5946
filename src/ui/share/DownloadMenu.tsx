import { Menu } from '@base-ui/react/menu';
import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../state/problem';
import { useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { downloadTexts } from '../texts/downloads';
import { type Download, type DownloadKind, downloadKinds, downloadOf, save } from './downloads';

/** A download that is being created. `share` is 0 to 1. */
type Creating = { readonly kind: DownloadKind; readonly share: number };

/** Downloads what is on screen as an image, as CSV, or as a report. */
export function DownloadMenu() {
  const canReview = useApp(({ model }) => model?.reviewOf !== undefined);
  const kinds = downloadKinds.filter((kind) => kind !== 'Review file' || canReview);
  const [twice, setTwice] = useState(false);
  const { creating, created, create, cancel } = useDownload(twice ? 2 : 1);
  useRegister({ downloads: { kinds, make: create } });

  return (
    <>
      <span className={created?.remark ? 'status-text' : 'visually-hidden'} role="status">
        {created && `${downloadTexts.done(created.name)} ${created.remark ?? ''}`}
      </span>
      {creating && (
        <span className="progress-status">
          <progress aria-label={downloadTexts.creating(creating.kind)} max={1} value={creating.share} />
          <button type="button" onClick={cancel} aria-label={downloadTexts.cancelLabel(creating.kind)}>
            {downloadTexts.cancel}
          </button>
        </span>
      )}
      <Menu.Root>
        <Menu.Trigger>{downloadTexts.menu}</Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="end" className="menu-positioner">
            <Menu.Popup className="menu">
              {kinds.map((kind) => (
                <Menu.Item key={kind} className="menu-item" onClick={() => create(kind)}>
                  {kind}
                </Menu.Item>
              ))}
              <Menu.Separator className="menu-separator" />
              <Menu.CheckboxItem className="menu-item" checked={twice} onCheckedChange={setTwice} closeOnClick={false}>
                <span aria-hidden="true">{twice ? '☑' : '☐'}</span> {downloadTexts.twice}
              </Menu.CheckboxItem>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  );
}

/**
 * Creates one download at a time and saves it. A new one cancels the one before.
 * @param pixelRatio pixels of a PNG per CSS pixel
 */
function useDownload(pixelRatio: number) {
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
