import type { ServedPage } from '../bytes/servedFiles';
import type { LinkState } from '../link/link';
import type { Actions } from './actions';
import { openLink } from './followLink';
import { servedOfLink, servedOrigin } from './served';
import { comparedOfLink, stateOfLink } from './stateLink';

/** Opens the model of a link, or else the first file of the command line. Two files are compared, as two that are dropped. */
export async function openServed(
  page: ServedPage,
  link: LinkState,
  actions: Pick<Actions, 'open' | 'expectFile'>,
): Promise<void> {
  const { theme: _current, ...settings } = stateOfLink(link);
  const ofLink = servedOfLink(link, page);
  // The hash of the file is compared with that of the link.
  if (ofLink) actions.expectFile(link);
  const [first, second, third] = page.files.map(servedOrigin);
  const origin = ofLink ?? (link.model === undefined && link.name === undefined ? first : undefined);
  if (!origin) return openLink(link, actions);
  const compareNext = ofLink || third ? undefined : second;
  await actions.open(origin, { ...link, settings }, comparedOfLink(link) ?? compareNext);
}
