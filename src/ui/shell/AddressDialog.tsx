import { Dialog } from '@base-ui/react/dialog';
import { useRef } from 'react';
import type { CommandDialogProps } from '../commands/dialogProps';
import { addressTexts } from '../texts/address';
import { AddressField } from './AddressField';

/** Opens a model from a URL while another model is open. */
export function AddressDialog({ open, close, typedBefore, focusBefore }: CommandDialogProps) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <Dialog.Root open={open} onOpenChange={close}>
      <Dialog.Portal>
        <Dialog.Backdrop className="dialog-backdrop" />
        <Dialog.Popup className="dialog sheet address-dialog" initialFocus={field} finalFocus={focusBefore}>
          <header>
            <Dialog.Title className="dialog-title">{addressTexts.title}</Dialog.Title>
            <Dialog.Close aria-label={addressTexts.close}>✕</Dialog.Close>
          </header>
          <AddressField input={field} typed={typedBefore()} onOpen={close} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
