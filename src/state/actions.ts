import type { Coloring } from '../heatmap/coloring';
import type { Place } from '../heatmap/viewport';
import type { LinkState, ThemeChoice } from '../link/link';
import type { Session } from '../session/session';
import type { EngineChoice } from '../sparsity/engine';
import { type Goal, patternGoal, patternOfTarget } from '../sparsity/goal';
import type { MatrixWindow } from '../sparsity/matrixWindow';
import type { Pattern } from '../sparsity/pattern';
import type { TargetName } from '../sparsity/targetResult';
import { defaultView, type ViewChoice } from '../views/matrixView';
import { comparingOn } from './comparing';
import { hashingOn } from './hashing';
import { hoveredValueOn } from './hoveredValue';
import { linkPermissionOn } from './linkPermission';
import { followMagnitudes } from './magnitudeReading';
import { noteActionsOn } from './noteActions';
import { noteHidingOn, notesOfNext } from './noteHiding';
import { notesModelOfLink } from './notesModel';
import { openingOn } from './opening';
import { openingAgainOn } from './openingAgain';
import { smallModel } from './origin';
import { planOpeningOn } from './planOpening';
import type { Problem } from './problem';
import { pruningOn } from './pruning';
import { readingOn } from './reading';
import { retryingOn } from './retrying';
import { sampleActionsOn } from './samples';
import { sharingOn } from './sharing';
import { showingOn } from './showing';
import { showSnapshot } from './snapshotShowing';
import { stateOfLink } from './stateLink';
import type { AppStore } from './store';
import { followStructure } from './structureReading';
import { thresholdMovingOn } from './thresholdMoving';
import { viewingOn } from './viewing';
import { worthActionsOn } from './worthActions';

// The preview of the link before must not be shown with the notes of the next.
const nothingShown = {
  snapshot: undefined,
  selected: undefined,
  map: { phase: 'empty' },
  results: new Map(),
  worths: new Map(),
} as const;

function patternFor(target: TargetName): { readonly pattern?: Pattern } {
  const pattern = patternOfTarget(target);
  return pattern ? { pattern } : {};
}

export type Actions = ReturnType<typeof actionsOn>;

/**
 * All actions on the state of the app.
 * @param readFullyBelow bytes; smaller models from a URL are read completely after their first map
 * @param asksForLinks whether links ask before they load models from other hosts
 */
export function actionsOn(
  store: AppStore,
  session: Session,
  { readFullyBelow = smallModel, asksForLinks = true } = {},
) {
  const { setState } = store;
  session.onEngineChange((engine) => setState({ engine }));
  followMagnitudes(store);
  followStructure(store);
  const reading = readingOn(store);
  const { applyView, measureMap } = viewingOn(store, session, reading);
  session.onNetworkWait((wait) => setState({ wait }));
  const permission = linkPermissionOn(store, asksForLinks);
  const opening = openingOn(store, session, permission);
  const { startRequest, openQuietly, cancelOpening } = opening;
  const comparing = comparingOn(store, opening, readFullyBelow);
  const { moveThreshold } = thresholdMovingOn(store, reading);
  const showing = showingOn(store, { opening, reading, applyView, compareWith: comparing.compareWith }, readFullyBelow);
  return {
    ...showing,
    ...openingAgainOn(store, showing.open),
    startRequest,
    openQuietly,
    cancelOpening,
    answerLinkQuestion: permission.answerLinkQuestion,
    ...retryingOn(store, { reading, open: showing.open, cancelOpening }),
    cancelDrawing: reading.cancelDrawing,
    countAll: reading.countAll,
    stopCounting: reading.stopCounting,
    ...comparing,
    ...sampleActionsOn({ open: showing.open, compareWith: comparing.compareWith }),
    ...hoveredValueOn(store),
    ...noteActionsOn(store, applyView),
    ...noteHidingOn(store),
    ...sharingOn(store, hashingOn(store)),

    applyView,
    measureMap,
    /** Shows a tensor of the open model, complete or at a window of its default view. */
    select: (tensor: string, window?: MatrixWindow, caption?: string) =>
      applyView({ tensor, window, caption, ...(window && { view: defaultView }) }),
    /** Moves the map to a window; undefined: the complete tensor. */
    requestWindow: (window: MatrixWindow | undefined, caption?: string) => applyView({ window, caption }),
    /** Makes a pattern the goal. */
    choosePattern: (pattern: Pattern) => applyView({ pattern, goal: patternGoal }),
    /** A target chooses the pattern that it requires, if any. */
    chooseGoal: (goal: Goal) => applyView({ goal, ...(goal.kind === 'target' && patternFor(goal.target)) }),
    requireGoal: (required: boolean) => applyView({ required }),
    ...worthActionsOn(store),
    moveThreshold,
    ...pruningOn(store, moveThreshold),
    ...planOpeningOn(store),
    chooseView: (view: ViewChoice) => applyView({ view }),
    chooseColoring: (coloring: Coloring) => applyView({ coloring }),
    chooseEngine: (engine: EngineChoice) => applyView({ engine }),
    showModelPage: (modelPage: boolean) => setState({ modelPage }),
    showAtlas: (atlas: boolean) => setState({ atlas }),
    /** The reader chose a weight, by row and column of the weight matrix. */
    pick: (picked: Place | undefined) => setState({ picked }),
    /** The reader moved the map to a window, in fractions of a weight; undefined: the complete tensor. */
    moveTo: (window: MatrixWindow | undefined) => setState({ window, caption: undefined }),
    chooseTheme: (theme: ThemeChoice) => setState({ theme }),
    report: (problem: Problem) => setState({ problem }),
    dismissProblem: () => setState({ problem: undefined }),

    /** A link is about a local file: shows the snapshot of the link, if any, until the reader opens the file. */
    expectFile(expectedLink: LinkState): void {
      setState((state) => ({
        expectedLink,
        ...(!state.model && {
          ...stateOfLink(expectedLink),
          ...nothingShown,
          ...notesOfNext(state, notesModelOfLink(expectedLink), stateOfLink(expectedLink)),
        }),
      }));
      void showSnapshot(store, expectedLink);
    },
  };
}
