import type { Command, CommandedPage } from './command';
import { commandOf, type PressedKey, pressedKey, runOf } from './pressedCommand';

export type EarlyKeys = {
  /** Whether keys wait. Further keys then wait behind them. */
  readonly areWaiting: boolean;
  /**
   * Keeps a key while the commands are not loaded yet. Keeps the key of a command while a panel is not rendered yet, and prevents its default
   * action.
   */
  keep(event: KeyboardEvent): void;
  /** Runs the commands of the keys that wait, up to the first one that has to wait on. */
  deliver(): void;
};

/**
 * Keys that are pressed before the commands are loaded, or before the panels are rendered, whose commands they run. The panels follow the first map.
 * @param pageNow what commands read and change
 * @param commandsOf the commands of a page; undefined until they are loaded
 */
export function earlyKeys(
  pageNow: () => CommandedPage,
  commandsOf: (page: CommandedPage) => readonly Command[] | undefined,
): EarlyKeys {
  let waiting: readonly PressedKey[] = [];

  return {
    get areWaiting() {
      return waiting.length > 0;
    },
    keep(event) {
      const page = pageNow();
      const pressed = pressedKey(event);
      if (!pressed) return;
      const commands = commandsOf(page);
      if (commands && !(isIncomplete(page) && commandOf(pressed, commands))) return;
      // Without commands, the key may belong to the browser.
      if (commands) event.preventDefault();
      waiting = [...waiting, pressed];
    },
    deliver() {
      while (waiting.length > 0) {
        const page = pageNow();
        const commands = commandsOf(page);
        if (!commands) return;
        const run = runOf(waiting[0], commands);
        if (!run && isIncomplete(page)) return;
        waiting = waiting.slice(1);
        run?.();
      }
    },
  };
}

/** Whether a model with tensors is open, and a panel with commands is not rendered yet. */
function isIncomplete({ state: { model }, targets }: CommandedPage): boolean {
  if (!model || model.contents.tensors.length === 0) return false;
  const canCopy = targets.copyLink !== undefined || model.origin.kind === 'review';
  return !(targets.table && targets.writeNote && canCopy);
}
