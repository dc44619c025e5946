import { type ReactNode, useState } from 'react';
import { lazy, useLazy } from '../shell/lazy';
import { copyToClipboard } from './clipboard';

const manualCopy = lazy(() => import('./ManualCopy').then(({ ManualCopy }) => ManualCopy));

type Refused = { readonly text: string; onCopied(): void };

/**
 * Copies texts. Where the browser does not allow it, a dialog shows the text for the person to copy.
 * @param title of the dialog
 * @returns `copy`, which calls back once the text is copied, and the dialog to render
 */
export function useCopy(title: string): {
  copy(text: string, onCopied: () => void): Promise<void>;
  readonly dialog: ReactNode;
} {
  const [refused, setRefused] = useState<Refused>();
  const Dialog = useLazy(manualCopy, refused !== undefined);

  async function copy(text: string, onCopied: () => void): Promise<void> {
    if (await copyToClipboard(text)) onCopied();
    else setRefused({ text, onCopied });
  }

  const dialog = Dialog && refused && <Dialog title={title} {...refused} close={() => setRefused(undefined)} />;
  return { copy, dialog };
}
