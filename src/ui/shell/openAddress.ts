import type { Address } from '../../bytes/addressForms';
import { fragmentHere } from '../../link/linkBase';
import type { Actions } from '../../state/actions';
import type { Problem } from '../../state/problem';
import { addressProblems } from '../texts/address';

/** Opens the model at an address, or follows a link to this page. @returns the reason if that is not possible */
export function openAddress(address: Address, actions: Pick<Actions, 'open'>): Problem | undefined {
  const { title } = addressProblems;
  if (address.kind === 'local') return { title: address.name, message: addressProblems.local };
  if (address.kind === 'no-file') return { title, message: addressProblems.noFile(address.form) };
  if (address.kind === 'unsupported') return { title, message: addressProblems.unsupported(address.scheme) };
  const fragment = fragmentOfLink(address.url);
  if (fragment === undefined) void actions.open({ kind: 'address', address: address.url });
  else location.hash = fragment;
  return undefined;
}

/** The fragment of a link to this page or to another copy of it. A link holds more than the URL of the model. */
function fragmentOfLink(url: string): string | undefined {
  const { hash } = new URL(url);
  if (!/^#(v=1&|.*&?(model|name)=)/.test(hash)) return undefined;
  return fragmentHere(hash, url);
}
