import { type ComponentType, useContext, useEffect, useRef, useState } from 'react';
import { useApp, useAppValue } from '../shell/appContext';
import { lazy, useLazy } from '../shell/lazy';
import { loadFailure, productName } from '../texts/page';
import type { CommandedPage } from './command';
import { CommandTargetsContext, useRegister } from './commandTargets';
import type { CommandDialogProps } from './dialogProps';
import { earlyKeys } from './earlyKeys';
import { keyOf } from './keys';
import { pressedCommand } from './pressedCommand';

const lazyDialogs = {
  help: lazy(() => import('./HelpSheet').then(({ HelpSheet }) => HelpSheet)),
  palette: lazy(() => import('./CommandPalette').then(({ CommandPalette }) => CommandPalette)),
  address: lazy(() => import('../shell/AddressDialog').then(({ AddressDialog }) => AddressDialog)),
  embed: lazy(() => import('../share/EmbedDialog').then(({ EmbedDialog }) => EmbedDialog)),
};

/** Loaded when the page is rendered: a model can be dropped without them. */
const lazyCommands = lazy(() => import('./commands').then(({ commandsOf }) => commandsOf));

const commandsNow = (page: CommandedPage) => lazyCommands.loaded?.(page);

// Time between the first map and the loading of the dialogs, ms. Loading must not delay what follows the map.
const prefetchDelay = 1000;

type DialogName = keyof typeof lazyDialogs;
const dialogNames = Object.keys(lazyDialogs) as DialogName[];
type Dialogs = Partial<Record<DialogName, ComponentType<CommandDialogProps>>>;

/** The key listener of the page, and the dialogs that commands open. */
export function CommandDialogs() {
  const { store, actions } = useAppValue();
  const targets = useContext(CommandTargetsContext);
  const [requested, setRequested] = useState<DialogName>();
  const [dialogs, setDialogs] = useState<Dialogs>({});
  const typed = useRef('');
  const focusBefore = useRef<HTMLElement>(null);
  const pageNow = () => ({ state: store.getState(), actions, targets });
  const [early] = useState(() => earlyKeys(pageNow, commandsNow));
  useRegister({
    registered: early.deliver,
    showHelp: () => show('help'),
    showPalette: () => show('palette'),
    showEmbed: () => show('embed'),
    showAddress: () => show('address'),
  });

  const areLoaded = useLazy(lazyCommands) !== undefined;
  useEffect(() => {
    if (areLoaded) early.deliver();
  }, [areLoaded, early]);

  async function loadDialog(name: DialogName): Promise<void> {
    if (dialogs[name]) return;
    const dialog = await lazyDialogs[name].load();
    setDialogs((others) => ({ ...others, [name]: dialog }));
  }

  function show(name: DialogName): void {
    setRequested(name);
    typed.current = '';
    focusBefore.current = document.activeElement as HTMLElement | null;
    loadDialog(name).catch(() => {
      setRequested(undefined);
      actions.report({ title: productName, message: loadFailure });
    });
  }

  // Loaded before they are requested, because the palette should take the first letters that are typed.
  const ready = useApp(({ map }) => map.phase === 'ready');
  useEffect(() => {
    if (!ready) return;
    const timer = setTimeout(() => {
      for (const dialog of Object.values(lazyDialogs)) dialog.load().catch(() => {});
    }, prefetchDelay);
    return () => clearTimeout(timer);
  }, [ready]);

  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (requested) {
        // Typed for the dialog that is loading.
        const key = keyOf(event);
        if (key !== undefined && event.key.length === 1 && !key.startsWith('Ctrl')) typed.current += event.key;
        return;
      }
      const commands = commandsNow({ state: store.getState(), actions, targets });
      const run = early.areWaiting || !commands ? undefined : pressedCommand(event, commands);
      if (run) run();
      else early.keep(event);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions, targets, requested, early]);

  return dialogNames.map((name) => {
    const Dialog = dialogs[name];
    return (
      Dialog && (
        <Dialog
          key={name}
          open={requested === name}
          close={() => setRequested(undefined)}
          pageNow={pageNow}
          typedBefore={() => typed.current}
          focusBefore={focusBefore}
        />
      )
    );
  });
}
