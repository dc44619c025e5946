import { Dialog } from '@base-ui/react/dialog';
import { useRef } from 'react';
import { keyLabels } from '../commands/keys';
import { manualCopyTexts } from '../texts/sharing';

type ManualCopyProps = {
  readonly title: string;
  readonly text: string;
  /** Called when the person has copied from the field. */
  onCopied(): void;
  close(): void;
};

/** A selected text for the person to copy, where the browser does not allow the page to. */
export function ManualCopy({ title, text, onCopied, close }: ManualCopyProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  return (
    <Dialog.Root open onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet manual-copy" initialFocus={field}>
          <header>
            <Dialog.Title className="dialog-title">{title}</Dialog.Title>
            <Dialog.Close aria-label={manualCopyTexts.close}>✕</Dialog.Close>
          </header>
          <Dialog.Description>{manualCopyTexts.hint(keyLabels('Ctrl+c').join('+'))}</Dialog.Description>
          <textarea
            ref={field}
            aria-label={manualCopyTexts.field}
            readOnly
            spellCheck={false}
            rows={6}
            value={text}
            onFocus={({ target }) => target.select()}
            onCopy={onCopied}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
