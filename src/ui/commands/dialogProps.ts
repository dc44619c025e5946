import type { RefObject } from 'react';
import type { CommandedPage } from './command';

/** A dialog that a command opens. It stays mounted when it is closed, so that it can return the focus. */
export type CommandDialogProps = {
  readonly open: boolean;
  close(): void;
  pageNow(): CommandedPage;
  /** Text that was typed while the dialog was loading. */
  typedBefore(): string;
  /** The element that had the focus when the dialog was requested. */
  readonly focusBefore: RefObject<HTMLElement | null>;
};
