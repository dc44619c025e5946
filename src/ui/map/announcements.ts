import { useEffect, useRef, useState } from 'react';
import { clippedWindow, completeWindow, windowText } from '../../heatmap/viewport';
import type { MatrixWindow } from '../../sparsity/matrixWindow';
import { blockSizeOf } from '../../sparsity/pattern';
import type { AppState } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import type { TensorMap } from '../../views/tensorMap';
import { useApp, useAppValue } from '../shell/appContext';
import { announcementTexts } from '../texts/map';
import { mapLabel } from './mapLabel';
import type { Violation } from './violationSteps';

/** A message of the live region. `onlyHeard`: visually hidden, because the map shows it. */
export type Announcement = { readonly text: string; readonly onlyHeard: boolean };

/** The last announcement, and the map and window that it is about. */
type CurrentAnnouncement = Announcement & { readonly tensorMap: TensorMap; readonly window?: MatrixWindow | undefined };

// The view is announced once it has not moved for this time, ms.
const restTime = 500;

/** Announces what keys and buttons do to the map, in the live region of the page. */
export function useAnnouncements() {
  const { store } = useAppValue();
  const [said, setSaid] = useState<CurrentAnnouncement>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const current = useApp((state) => said && isTrueOf(said, state));
  const tensorMap = useApp(({ map }) => (map.phase === 'ready' ? map.tensorMap : undefined));
  const shownBefore = useRef<string>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  function sayAtRest(textOf: (state: AppState, tensorMap: TensorMap) => string): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const state = store.getState();
      if (state.map.phase !== 'ready') return;
      const { tensorMap } = state.map;
      setSaid({ tensorMap, window: state.window, text: textOf(state, tensorMap), onlyHeard: true });
    }, restTime);
  }

  // Announces another tensor, unless it was selected in the table: a row is read out when it gets the focus.
  useEffect(() => {
    if (!tensorMap) return;
    const shown = tensorKey(tensorMap.tensor);
    if (shownBefore.current !== undefined && shownBefore.current !== shown && !isInTable(document.activeElement)) {
      sayAtRest(mapLabel);
    }
    shownBefore.current = shown;
  });

  return {
    announced: current ? said : undefined,
    /** Announces the window once the view rests. */
    sayView(): void {
      sayAtRest(({ window }, { view }) =>
        windowText(window ? clippedWindow(window, view) : completeWindow(view), view),
      );
    },
    sayViolation(violation: Violation | undefined): void {
      clearTimeout(timer.current);
      const { map } = store.getState();
      if (map.phase !== 'ready') return;
      const { tensorMap } = map;
      const none = tensorMap.picture ? announcementTexts.noViolationsInPicture : announcementTexts.noViolation;
      const text = violation ? violationText(violation, tensorMap) : none;
      setSaid({ tensorMap, text, onlyHeard: false });
    },
  };
}

function isTrueOf({ tensorMap, window, onlyHeard }: CurrentAnnouncement, state: AppState): boolean {
  if (state.map.phase !== 'ready' || state.map.tensorMap !== tensorMap) return false;
  return !onlyHeard || state.window === window;
}

function isInTable(element: Element | null): boolean {
  return element?.closest('tr[data-tensor]') != null;
}

function violationText({ number, row, block }: Violation, tensorMap: TensorMap): string {
  const of = blockSizeOf(tensorMap.summary.pattern).columns;
  const last = Math.min((block + 1) * of, tensorMap.tensor.columnCount) - 1;
  return announcementTexts.violation(number + 1, tensorMap.violationCount, row, block * of, last);
}
