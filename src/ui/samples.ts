import type { Actions } from '../state/actions';
import { pageBase } from '../state/link';
import type { Sample } from '../state/samples';
import { useActions } from './appContext';

export function openSample({ address }: Sample, { open }: Actions): void {
  void open({ kind: 'address', address: new URL(address, pageBase()).href });
}

export function useOpenSample(): (sample: Sample) => void {
  const actions = useActions();
  return (sample) => openSample(sample, actions);
}
