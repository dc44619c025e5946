import type { WeightTensor } from '../tflite/weights/weightTensor';
import type { AppStore } from './store';

/** Asks what the zeros of tensors are worth. Loaded on demand, because the first map does not need it. */
export function worthActionsOn(store: AppStore) {
  let loading: Promise<{ readWorth(tensor: WeightTensor): void }> | undefined;

  function reading() {
    loading ??= import('./worthReading').then(({ followWorths }) => followWorths(store));
    return loading;
  }

  return {
    /** Starts to ask. A page that shows no targets and sizes, such as an embedded map, does not. */
    wantWorths: async (): Promise<void> => void (await reading()),
    /** Reads a large tensor at a URL once more, for what its zeros are worth. */
    readWorth: async (tensor: WeightTensor): Promise<void> => (await reading()).readWorth(tensor),
  };
}
