import { createContext, useContext, useEffect } from 'react';
import type { Sort } from '../../state/tableRows';
import type { MapController } from '../map/mapController';
import type { DownloadKind } from '../share/downloads';

/** A row of the table, seen from the one that has the focus, else from the chosen one. */
export type RowStep = 'next' | 'previous' | 'first' | 'last' | 'here';

/** What parts of the page let commands do, each as long as it is on the page. */
export type CommandTargets = {
  chooseFile?(): void;
  chooseCompared?(): void;
  copyLink?(): void;
  writeNote?(): void;
  showHelp?(): void;
  showPalette?(): void;
  showEmbed?(): void;
  focusSearch?(): void;
  focusPattern?(): void;
  map?: Pick<MapController, 'pan' | 'zoomBy' | 'fit'> & { goToViolation(step: 1 | -1): void };
  table?: {
    go(step: RowStep): void;
    /** Chooses a tensor by its key. */
    choose(tensor: string): void;
    sort(sort: Sort): void;
  };
  downloads?: { readonly kinds: readonly DownloadKind[]; make(kind: DownloadKind): void };
};

/** What is lent on a page without commands, nobody takes. */
export const CommandTargetsContext = createContext<CommandTargets>({});

/** Lends what a part of the page can do. */
export function useRegister(part: CommandTargets): void {
  const targets = useContext(CommandTargetsContext);
  // Anew each time: it stands for what the part shows now.
  useEffect(() => {
    Object.assign(targets, part);
    return () => {
      for (const name of Object.keys(part) as (keyof CommandTargets)[])
        if (targets[name] === part[name]) delete targets[name];
    };
  });
}
