// For the visit: a reload keeps the widths, a new visit starts with the defaults.
const storageKey = 'prunescope-panels';

/** A side panel. Widths are in CSS pixels. */
export type PanelState = { readonly width: number; readonly isOpen: boolean };

export type PanelName = 'tensors' | 'details';

export const panelLimits: Readonly<Record<PanelName, { min: number; max: number; usual: number }>> = {
  tensors: { min: 180, max: 640, usual: 264 },
  details: { min: 240, max: 520, usual: 304 },
};

// A narrower page opens without the details, because the map needs the width.
const minWidthForBoth = 1080;

/** The state of a panel when the page opens. */
export function openingState(name: PanelName): PanelState {
  const isOpen = name === 'tensors' || innerWidth >= minWidthForBoth;
  return { width: panelLimits[name].usual, isOpen, ...stored()[name] };
}

export function rememberPanel(name: PanelName, state: PanelState): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify({ ...stored(), [name]: state }));
  } catch {
    // A page without storage, such as a file, forgets.
  }
}

function stored(): Partial<Record<PanelName, Partial<PanelState>>> {
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? '{}');
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}
