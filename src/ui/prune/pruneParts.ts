import { type ComponentType, createContext, useContext } from 'react';
import type { Planning } from '../../state/planning';
import type { WeightTensor } from '../../tflite/weights/weightTensor';
import { useApp } from '../shell/appContext';
import { type Lazy, lazy, useLazy } from '../shell/lazy';

/** The mode "Prune". Loaded when a person opens it. */
export type PruneParts = {
  readonly planning: Planning;
  readonly PrunePanel: ComponentType;
  readonly PlanHead: ComponentType;
  readonly PlanCell: ComponentType<{ tensor: WeightTensor }>;
};

/** Absent in pages that change no models: embedded maps and review files. */
export const PrunePartsContext = createContext<Lazy<PruneParts> | undefined>(undefined);

/** Whether the open model can be pruned on this page. */
export function useCanPrune(): boolean {
  const hasParts = useContext(PrunePartsContext) !== undefined;
  const hasModel = useApp(
    ({ model, snapshot }) => model !== undefined && !snapshot && model.contents.tensors.length > 0,
  );
  return hasParts && hasModel;
}

const nothing = lazy<PruneParts | undefined>(async () => undefined);

/** The parts while the mode is open. Undefined until they are loaded. */
export function usePruneParts(): PruneParts | undefined {
  const isOpen = useApp(({ planning }) => planning?.isOpen === true);
  return useLazy(useContext(PrunePartsContext) ?? nothing, isOpen);
}
