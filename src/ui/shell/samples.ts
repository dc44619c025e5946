import { pageBase } from '../../link/link';
import type { ModelOrigin } from '../../session/session';
import type { Actions } from '../../state/actions';
import type { Sample } from '../../state/samples';
import { useActions } from './appContext';

export function openSample(sample: Sample, { open }: Actions): void {
  void open(originOf(sample));
}

export function compareWithSample(sample: Sample, { compareWith }: Actions): void {
  void compareWith(originOf(sample));
}

function originOf({ address }: Sample): ModelOrigin {
  return { kind: 'address', address: new URL(address, pageBase()).href };
}

export function useOpenSample(): (sample: Sample) => void {
  const actions = useActions();
  return (sample) => openSample(sample, actions);
}
