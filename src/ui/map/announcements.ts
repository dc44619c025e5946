import { useEffect, useRef, useState } from 'react';
import { clippedViewport, type Viewport, wholeMatrix, windowInWords } from '../../heatmap/viewport';
import { blockSizeOf } from '../../sparsity/pattern';
import { counted } from '../../sparsity/verdict';
import type { AppState } from '../../state/store';
import { tensorKey } from '../../tflite/weights/weightMatrix';
import type { Picture } from '../../views/picture';
import { useApp, useAppValue } from '../shell/appContext';
import type { Violation } from './mapController';
import { mapLabel } from './mapLabel';

/** What is said of the map. Where the view is and what it shows can be seen: that is only for whoever hears it. */
export type Announcement = { readonly text: string; readonly onlyHeard: boolean };

/** What was last said is no longer true of another picture, or of another window when it was about that. */
type Said = Announcement & { readonly picture: Picture; readonly window?: Viewport | undefined };

// A view that is still moving is not worth saying, ms.
const rest = 500;

/** What happens on the map by key or button, in words, for the page's one live region. */
export function useAnnouncements() {
  const { store } = useAppValue();
  const [said, setSaid] = useState<Said>();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const current = useApp((state) => said && isTrueOf(said, state));
  const picture = useApp(({ map }) => (map.phase === 'ready' ? map.picture : undefined));
  const shownBefore = useRef<string>(undefined);

  useEffect(() => () => clearTimeout(timer.current), []);

  function sayAtRest(textOf: (state: AppState, picture: Picture) => string): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const state = store.getState();
      if (state.map.phase !== 'ready') return;
      const { picture } = state.map;
      setSaid({ picture, window: state.window, text: textOf(state, picture), onlyHeard: true });
    }, rest);
  }

  // Another tensor, chosen elsewhere than in the table, whose rows say what they are when they get the focus.
  useEffect(() => {
    if (!picture) return;
    const shown = tensorKey(picture.weight);
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
      const { picture } = map;
      const text = violation ? violationInWords(violation, picture) : 'No block violates the pattern.';
      setSaid({ picture, text, onlyHeard: false });
    },
  };
}

function isTrueOf({ picture, window, onlyHeard }: Said, state: AppState): boolean {
  if (state.map.phase !== 'ready' || state.map.picture !== picture) return false;
  return !onlyHeard || state.window === window;
}

function isInTable(element: Element | null): boolean {
  return element?.closest('tr[data-tensor]') != null;
}

/** `Violation 2 of 12: row 93, columns 2,044 to 2,047` */
function violationInWords({ number, row, block }: Violation, picture: Picture): string {
  const of = blockSizeOf(picture.summary.pattern).columns;
  const last = Math.min((block + 1) * of, picture.view.columnCount) - 1;
  const place = `row ${counted(row)}, columns ${counted(block * of)} to ${counted(last)}`;
  return `Violation ${counted(number + 1)} of ${counted(picture.violationCount)}: ${place}`;
}
