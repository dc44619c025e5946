import { createContext, useContext, useEffect } from 'react';
import type { TensorStatus } from '../../sparsity/status';
import type { Sort } from '../../state/tableRows';
import type { ViewControls } from '../map/panZoom';
import type { DownloadKind } from '../share/downloads';

/** A row of the table, relative to the row with the focus, or else to the selected row. */
export type RowStep = 'next' | 'previous' | 'first' | 'last' | 'here';

/** What commands act on. Each component registers its part while it is mounted. */
export type CommandTargets = {
  /** A component has registered its part. */
  registered?(): void;
  chooseFile?(): void;
  chooseCompared?(): void;
  copyLink?(): void;
  /** Opens the mode "Prune". */
  openPlan?(): void;
  writeNote?(): void;
  showHelp?(): void;
  showPalette?(): void;
  showEmbed?(): void;
  showAddress?(): void;
  /** Focuses the field for a URL that is on the page. */
  focusAddress?(): void;
  focusSearch?(): void;
  focusPattern?(): void;
  /** Opens the panel of tensors, so that its fields can get the focus. */
  showTensors?(): void;
  /** Opens the panel of details. */
  showDetails?(): void;
  /** Opens the panel with the notes. */
  showNotes?(): void;
  toggleTensors?(): void;
  toggleDetails?(): void;
  map?: ViewControls & { goToViolation(step: 1 | -1): void };
  atlas?: ViewControls & {
    /** Moves the focus to the next (1) or previous (-1) tensor. */
    focusBy(step: 1 | -1): void;
    /** Selects the tensor with the focus, which shows its map. */
    selectFocused(): void;
  };
  table?: {
    go(step: RowStep): void;
    /** Selects a tensor by its key. */
    choose(tensor: string): void;
    sort(sort: Sort): void;
    /** Lists only the tensors of a status. */
    filter(status: TensorStatus): void;
  };
  downloads?: {
    readonly kinds: readonly DownloadKind[];
    /** What creates a download; undefined if the model has no weight tensor for it. */
    makerOf(kind: DownloadKind): (() => void) | undefined;
    /** Whether a PNG has two pixels per CSS pixel. */
    readonly isTwice: boolean;
    setTwice(twice: boolean): void;
  };
};

/** The default is for pages without commands. */
export const CommandTargetsContext = createContext<CommandTargets>({});

/** Registers what a component can do. */
export function useRegister(part: CommandTargets): void {
  const targets = useContext(CommandTargetsContext);
  // After each render, because the handlers close over what is shown.
  useEffect(() => {
    Object.assign(targets, part);
    targets.registered?.();
    return () => {
      for (const name of Object.keys(part) as (keyof CommandTargets)[])
        if (targets[name] === part[name]) delete targets[name];
    };
  });
}
