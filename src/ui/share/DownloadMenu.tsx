import { Menu } from '@base-ui/react/menu';
import { useEffect, useRef, useState } from 'react';
import { problemOf } from '../../state/problem';
import { useRegister } from '../commands/commandTargets';
import { useApp, useAppValue } from '../shell/appContext';
import { useTheme } from '../shell/theme';
import { type Download, type DownloadKind, downloadKinds, downloadOf, save } from './downloads';

type Making = { readonly kind: DownloadKind; readonly share: number };

/** What is on screen as a file: a picture, numbers, or the report. */
export function DownloadMenu() {
  const { store, actions } = useAppValue();
  const theme = useTheme();
  const canReview = useApp(({ model }) => model?.reviewOf !== undefined);
  const kinds = downloadKinds.filter((kind) => kind !== 'Review file' || canReview);
  const [twice, setTwice] = useState(false);
  const [making, setMaking] = useState<Making>();
  const [made, setMade] = useState<Download>();
  const work = useRef<AbortController>(undefined);

  useEffect(() => () => work.current?.abort(), []);

  async function make(kind: DownloadKind): Promise<void> {
    work.current?.abort();
    const controller = new AbortController();
    work.current = controller;
    const { signal } = controller;
    setMade(undefined);
    setMaking({ kind, share: 0 });
    try {
      const options = { theme, pixelRatio: twice ? 2 : 1 };
      const download = await downloadOf(kind, store.getState(), options, signal, (share) => {
        if (!signal.aborted) setMaking({ kind, share });
      });
      if (signal.aborted) return;
      save(download);
      setMade(download);
    } catch (thrown) {
      if (signal.aborted) return;
      actions.report(problemOf(thrown, kind));
    }
    setMaking(undefined);
  }

  useRegister({ downloads: { kinds, make: (kind) => void make(kind) } });

  function cancel(): void {
    work.current?.abort();
    setMaking(undefined);
  }

  return (
    <>
      <span className={made?.remark ? 'said' : 'visually-hidden'} role="status">
        {made && `${made.name} is made. ${made.remark ?? ''}`}
      </span>
      {making && (
        <span className="making">
          <progress aria-label={`Making the ${making.kind}`} max={1} value={making.share} />
          <button type="button" onClick={cancel} aria-label={`Cancel the ${making.kind}`}>
            Cancel
          </button>
        </span>
      )}
      <Menu.Root>
        <Menu.Trigger>Download</Menu.Trigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={4} align="end" className="menu-positioner">
            <Menu.Popup className="menu">
              {kinds.map((kind) => (
                <Menu.Item key={kind} className="menu-item" onClick={() => void make(kind)}>
                  {kind}
                </Menu.Item>
              ))}
              <Menu.Separator className="menu-separator" />
              <Menu.CheckboxItem
                className="menu-item"
                checked={twice}
                onCheckedChange={setTwice}
                closeOnClick={false}
                aria-label="Pictures in pixels at twice the size"
              >
                <span aria-hidden="true">{twice ? '☑' : '☐'}</span> 2× pixels
              </Menu.CheckboxItem>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </>
  );
}
