import { useRef, useState } from 'react';
import { type PanelSize, usePanelRef } from 'react-resizable-panels';
import { openingState, type PanelName, type PanelState, panelLimits, rememberPanel } from './panelSizes';

/** A side panel that can be resized and closed. @returns `props` of its `Panel` */
export function useSidePanel(name: PanelName) {
  const handle = usePanelRef();
  const [opening] = useState(() => openingState(name));
  const [width, setWidth] = useState(opening.width);
  const [isOpen, setIsOpen] = useState(opening.isOpen);
  const reported = useRef<PanelState>(opening);
  const { min, max } = panelLimits[name];

  function onResize({ inPixels }: PanelSize): void {
    const open = inPixels > 0;
    // The library reports fractions of a pixel.
    const next = { width: open ? Math.round(inPixels) : width, isOpen: open };
    // The library also reports the size that a panel opens with.
    if (next.width === reported.current.width && open === reported.current.isOpen) return;
    reported.current = next;
    setIsOpen(open);
    setWidth(next.width);
    rememberPanel(name, next);
  }

  function show(open: boolean): void {
    setIsOpen(open);
    handle.current?.resize(open ? width : 0);
  }

  return {
    isOpen,
    show,
    toggle: () => show(!isOpen),
    props: {
      id: name,
      panelRef: handle,
      collapsible: true,
      collapsedSize: 0,
      minSize: min,
      maxSize: max,
      defaultSize: opening.isOpen ? opening.width : 0,
      groupResizeBehavior: 'preserve-pixel-size' as const,
      onResize,
    },
  };
}
