import { useEffect, useRef, useState } from 'react';
import { clippedViewport, type Viewport, wholeMatrix, windowInWords } from '../../heatmap/viewport';
import { blockSizeOf } from '../../sparsity/pattern';
import type { AppState } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightTensor';
import type { TensorMap } from '../../views/tensorMap';
import { useApp, useAppValue } from '../shell/appContext';
import { announcementTexts } from '../texts/map';
import type { Violation } from './mapController';
import { mapLabel } from './mapLabel';

/** What is said of the map. Where the view is and what it shows can be seen: that is only for whoever hears it. */
export type Announcement = { readonly text: string; readonly onlyHeard: boolean };

/** What was last said is no longer true of another picture, or of another window when it was about that. */
type Said = Announcement & { readonly tensorMap: TensorMap; readonly window?: Viewport | undefined };

// A view that is still moving is not worth saying, ms.
const rest = 500;

/** What happens on the map by key or button, in words, for the page's one live region. */
export function useAnnouncements() {
  const { store } = useAppValue();
  const [said, setSaid] = useState<Said>();
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
    }, rest);
  }

  // Another tensor, chosen elsewhere than in the table, whose rows say what they are when they get the focus.
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
    /** Once the view has come to rest. */
    sayView(): void {
      sayAtRest(({ window }, { view }) =>
        windowInWords(window ? clippedViewport(window, view) : wholeMatrix(view), view),
      );
    },
    sayViolation(violation: Violation | undefined): void {
      clearTimeout(timer.current);
      const { map } = store.getState();
      if (map.phase !== 'ready') return;
      const { tensorMap } = map;
      const text = violation ? violationText(violation, tensorMap) : announcementTexts.noViolation;
      setSaid({ tensorMap, text, onlyHeard: false });
    },
  };
}

function isTrueOf({ tensorMap, window, onlyHeard }: Said, state: AppState): boolean {
  if (state.map.phase !== 'ready' || state.map.tensorMap !== tensorMap) return false;
  return !onlyHeard || state.window === window;
}

function isInTable(element: Element | null): boolean {
  return element?.closest('tr[data-tensor]') != null;
}

function violationText({ number, row, block }: Violation, tensorMap: TensorMap): string {
  const of = blockSizeOf(tensorMap.summary.pattern).columns;
  const last = Math.min((block + 1) * of, tensorMap.view.columnCount) - 1;
  return announcementTexts.violation(number + 1, tensorMap.violationCount, row, block * of, last);
}
