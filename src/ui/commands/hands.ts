import { createContext, useContext, useEffect } from 'react';
import type { Sort } from '../../state/tableRows';
import type { MapController } from '../map/mapController';
import type { DownloadKind } from '../share/downloads';

/** A row of the table, seen from the one that has the focus, else from the chosen one. */
export type RowStep = 'next' | 'previous' | 'first' | 'last' | 'here';

/** What parts of the page let commands do, each as long as it is on the page. */
export type Hands = {
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
export const HandsContext = createContext<Hands>({});

/** Lends what a part of the page can do. */
export function useLend(part: Hands): void {
  const hands = useContext(HandsContext);
  // Anew each time: it stands for what the part shows now.
  useEffect(() => {
    Object.assign(hands, part);
    return () => {
      for (const name of Object.keys(part) as (keyof Hands)[]) if (hands[name] === part[name]) delete hands[name];
    };
  });
}
