import { type ComponentType, useContext, useEffect, useRef, useState } from 'react';
import { useApp, useAppValue } from '../shell/appContext';
import { loadFailure, productName } from '../texts/page';
import { commandsOf } from './commands';
import { CommandTargetsContext, useRegister } from './commandTargets';
import type { CommandDialogProps } from './dialogProps';
import { keyOf } from './keys';
import { pressedCommand } from './pressedCommand';

const fetched = {
  help: () => import('./HelpSheet').then(({ HelpSheet }) => HelpSheet),
  palette: () => import('./CommandPalette').then(({ CommandPalette }) => CommandPalette),
  embed: () => import('../share/EmbedDialog').then(({ EmbedDialog }) => EmbedDialog),
};

// How long what comes with the first map has the page for itself, ms.
const afterMap = 1000;

type DialogName = keyof typeof fetched;
type Dialogs = Partial<Record<DialogName, ComponentType<CommandDialogProps>>>;

/** The page's one listener for keys, and the dialogs that commands open. */
export function CommandDialogs() {
  const { store, actions } = useAppValue();
  const targets = useContext(CommandTargetsContext);
  const [asked, setAsked] = useState<DialogName>();
  const [dialogs, setDialogs] = useState<Dialogs>({});
  const typed = useRef('');
  const focusBefore = useRef<HTMLElement>(null);
  const pageNow = () => ({ state: store.getState(), actions, targets });
  useRegister({ showHelp: () => show('help'), showPalette: () => show('palette'), showEmbed: () => show('embed') });

  async function fetchDialog(name: DialogName): Promise<void> {
    if (dialogs[name]) return;
    const dialog = await fetched[name]();
    setDialogs((others) => ({ ...others, [name]: dialog }));
  }

  /** Dialogs come in chunks of their own. React's lazy() would hold them back for 300 ms. */
  function show(name: DialogName): void {
    setAsked(name);
    typed.current = '';
    focusBefore.current = document.activeElement as HTMLElement | null;
    fetchDialog(name).catch(() => {
      setAsked(undefined);
      actions.report({ title: productName, message: loadFailure });
    });
  }

  // Who looks at a map may want them next, and begins to type at once.
  const ready = useApp(({ map }) => map.phase === 'ready');
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => {
      for (const fetch of Object.values(fetched)) fetch().catch(() => {});
    }, afterMap);
    return () => clearTimeout(timer);
  }, [ready]);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (asked) {
        // Meant for the dialog that is on its way.
        const key = keyOf(event);
        if (key !== undefined && event.key.length === 1 && !key.startsWith('Ctrl')) typed.current += event.key;
        return;
      }
      pressedCommand(event, commandsOf({ state: store.getState(), actions, targets }))?.();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions, targets, asked]);

  return (Object.keys(fetched) as DialogName[]).map((name) => {
    const Dialog = dialogs[name];
    return (
      Dialog && (
        <Dialog
          key={name}
          open={asked === name}
          close={() => setAsked(undefined)}
          pageNow={pageNow}
          typedBefore={() => typed.current}
          focusBefore={focusBefore}
        />
      )
    );
  });
}
