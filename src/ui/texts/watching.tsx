import type { ReactNode } from 'react';

// Texts about files that are written again while they are open.

export const watchingTexts = {
  /** @param time of the last change, if known */
  changed: (file: ReactNode, time: string | undefined) => (
    <>
      {file} was written again{time === undefined ? '' : ` at ${time}`}. The page shows the new version.
    </>
  ),
  compare: 'Compare with the version before',
  incomplete: (file: ReactNode) => (
    <>{file} was written again, but is not complete yet. The page shows the version before, and waits for the rest.</>
  ),
  /** @param reason a sentence */
  unreadable: (file: ReactNode, reason: string) => (
    <>
      {file} was written again, but the page cannot read it, and shows the version before. {reason}
    </>
  ),
  gone: (file: ReactNode) => (
    <>{file} was deleted or moved. The page keeps what it has read, and waits until the file is there again.</>
  ),
  serverEnded:
    'The server of prunescope open has ended. The page keeps what it has. Run the command again to read more.',
  dismiss: 'Dismiss',
  menu: 'Files of prunescope open',
};
