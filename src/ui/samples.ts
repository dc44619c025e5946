import { pageBase } from '../state/link';
import type { Sample } from '../state/samples';
import { useActions } from './appContext';

export function useOpenSample(): (sample: Sample) => void {
  const { open } = useActions();
  return ({ address }) => void open({ kind: 'address', address: new URL(address, pageBase()).href });
}
