import { createContext } from 'react';
import type { RunSession } from '../../run/runSession';
import type { Lazy } from '../shell/lazy';
import type { RunPanel } from './RunPanel';
import type { SensitivityTable } from './SensitivityTable';

/** What runs models. Loaded when a person asks for it. */
export type RunParts = {
  readonly RunPanel: typeof RunPanel;
  readonly SensitivityTable: typeof SensitivityTable;
  readonly session: RunSession;
};

/** Absent in pages that run no models: embedded maps and review files. */
export const RunPartsContext = createContext<Lazy<RunParts> | undefined>(undefined);
