import { tensorKey, type WeightTensor } from '../tflite/weights/weightTensor';

/**
 * The tensors that a reference selects. It is read as `subgraph:tensor` (`0:5`) first, then as an exact name, then as a glob over names, where
 * `*` matches any characters and `?` matches one.
 */
export function selectedTensors<T extends Pick<WeightTensor, 'subgraph' | 'tensor' | 'name'>>(
  tensors: readonly T[],
  reference: string,
): T[] {
  const byKey = tensors.filter((tensor) => tensorKey(tensor) === reference);
  if (byKey.length > 0) return byKey;
  const byName = tensors.filter(({ name }) => name === reference);
  if (byName.length > 0) return byName;
  const glob = globPattern(reference);
  return tensors.filter(({ name }) => glob.test(name));
}

function globPattern(glob: string): RegExp {
  const source = glob
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}
