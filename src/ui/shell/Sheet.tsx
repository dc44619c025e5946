import { Tabs } from '@base-ui/react/tabs';
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Verdict } from '../inspector/Verdict';
import { panelTexts } from '../texts/shell';
import { useApp } from './appContext';

export type SheetTab = 'tensors' | 'details' | 'notes';

type SheetHeight = 'closed' | 'half' | 'full';
const heights: readonly SheetHeight[] = ['closed', 'half', 'full'];
// Shares of the window above which a dragged sheet becomes half or full.
const shareOf: Readonly<Record<SheetHeight, number>> = { closed: 0, half: 0.25, full: 0.65 };
// CSS pixels that a finger moves during a tap.
const tapDistance = 6;

type SheetProps = {
  readonly tab: SheetTab;
  setTab(tab: SheetTab): void;
  /** Increases when something asks for the sheet. */
  readonly raised: number;
  readonly noteCount: number;
  readonly contents: Readonly<Record<SheetTab, ReactNode>>;
};

/** The lower part of the page on a phone, at three heights. A tap on its handle or a tab raises it; it can be dragged. */
export function Sheet({ tab, setTab, raised, noteCount, contents }: SheetProps) {
  const [height, setHeight] = useState<SheetHeight>('closed');
  const drag = useDrag(setHeight);
  const next = heights[(heights.indexOf(height) + 1) % heights.length]!;

  useEffect(() => {
    if (raised > 0) setHeight((now) => (now === 'closed' ? 'half' : now));
  }, [raised]);

  // The map of a selected tensor is what a person wants to see next.
  const selected = useApp((state) => state.selected);
  const [selectedBefore, setSelectedBefore] = useState(selected);
  if (selected !== selectedBefore) {
    setSelectedBefore(selected);
    if (height === 'full') setHeight('half');
  }

  function choose(chosen: SheetTab): void {
    setTab(chosen);
    if (height === 'closed') setHeight('half');
  }

  return (
    <Tabs.Root
      className="sheet-panel"
      data-height={height}
      ref={drag.sheet}
      style={drag.dragged === undefined ? undefined : { height: drag.dragged }}
      value={tab}
      onValueChange={choose}
    >
      <button
        type="button"
        className="sheet-handle"
        aria-label={panelTexts.sheetHeights[height]}
        {...drag.handlers}
        onClick={() => !drag.wasDragged() && setHeight(next)}
      />
      <Tabs.List className="sheet-tabs" aria-label={panelTexts.sheet}>
        {(['tensors', 'details', 'notes'] as const).map((name) => (
          // A tap on the current tab raises a closed sheet too.
          <Tabs.Tab key={name} value={name} className="sheet-tab" onClick={() => choose(name)}>
            {panelTexts[name]}
            {name === 'notes' && noteCount > 0 && ` · ${noteCount}`}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {height === 'closed' && (
        <div className="sheet-peek">
          <Verdict />
        </div>
      )}
      {(['tensors', 'details', 'notes'] as const).map((name) => (
        <Tabs.Panel key={name} value={name} keepMounted className="sheet-content" inert={height === 'closed'}>
          {contents[name]}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}

/** Follows a finger on the handle. At its end, the sheet takes the closest of the three heights. */
function useDrag(setHeight: (height: SheetHeight) => void) {
  const sheet = useRef<HTMLDivElement>(null);
  const start = useRef<{ readonly y: number; readonly height: number }>(undefined);
  const moved = useRef(false);
  const [dragged, setDragged] = useState<number>();

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { y: event.clientY, height: sheet.current!.offsetHeight };
    moved.current = false;
  }
  function onPointerMove({ clientY }: PointerEvent): void {
    if (!start.current) return;
    const up = start.current.y - clientY;
    if (Math.abs(up) > tapDistance) moved.current = true;
    if (moved.current) setDragged(Math.max(0, start.current.height + up));
  }
  function onPointerUp(): void {
    start.current = undefined;
    if (dragged === undefined) return;
    const share = dragged / innerHeight;
    setHeight(heights.findLast((height) => share >= shareOf[height])!);
    setDragged(undefined);
  }

  const handlers = { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp };
  return { sheet, dragged, handlers, wasDragged: () => moved.current };
}
