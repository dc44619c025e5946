import { lazy } from './lazy';

// The menus of the top bar and the status bar.
export const fileMenu = lazy(() => import('./FileMenu').then(({ FileMenu }) => FileMenu));
export const overflowMenu = lazy(() => import('./OverflowMenu').then(({ OverflowMenu }) => OverflowMenu));
export const goalMenu = lazy(() => import('./GoalMenu').then(({ GoalMenu }) => GoalMenu));
export const engineMenu = lazy(() => import('./EngineMenu').then(({ EngineMenu }) => EngineMenu));
