import { createContext, useContext } from 'react';

/** The place in the status bar for the weight under the pointer; undefined on pages without a status bar. */
export const StatusSlotContext = createContext<HTMLElement | null | undefined>(undefined);

export function useStatusSlot(): HTMLElement | null | undefined {
  return useContext(StatusSlotContext);
}
