import { selectedTensor } from '../../state/store';
import { storedBytesOf } from '../../tflite/weights/modelContents';
import { useApp } from '../shell/appContext';

/** Bytes of the tensor on screen in the file, if known. */
export function useStoredBytes(): number | undefined {
  const tensor = useApp(selectedTensor);
  return useApp(({ model }) => tensor && model && storedBytesOf(model.stored ?? model.contents, tensor));
}
