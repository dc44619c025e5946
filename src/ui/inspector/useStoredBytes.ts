import { selectedTensor } from '../../state/store';
import { useApp } from '../shell/appContext';

/** Bytes of the tensor on screen in the file, if known. */
export function useStoredBytes(): number | undefined {
  const tensor = useApp(selectedTensor);
  return useApp(
    ({ model }) =>
      tensor &&
      (model?.stored ?? model?.contents)?.constants.find(
        ({ subgraph, tensor: index, listedAs = index }) => subgraph === tensor.subgraph && listedAs === tensor.tensor,
      )?.bytes,
  );
}
