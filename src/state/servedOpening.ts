import type { ServedPage } from '../bytes/servedFiles';
import type { LinkState } from '../link/link';
import type { Actions } from './actions';
import { openLink, viewOfLink } from './followLink';
import type { HistoryEntry } from './historyEntry';
import { type ServedOrigin, servedOfLink, servedOrigin } from './served';
import { comparedOfLink } from './stateLink';

type NeededActions = Pick<Actions, 'open' | 'expectFile'>;

/**
 * Opens the model of a link, or else the first file of the command line. Two files are compared, as two that are dropped.
 * @param entry that of the link, after a reload
 */
export async function openServed(
  page: ServedPage,
  link: LinkState,
  actions: NeededActions,
  entry?: HistoryEntry,
): Promise<void> {
  const ofLink = servedOfLink(link, page, entry);
  if (ofLink) return openServedFile(ofLink, link, actions);
  const [first, second, third] = page.files.map(servedOrigin);
  if (!first || link.model !== undefined || link.name !== undefined) return openLink(link, actions);
  const compareNext = comparedOfLink(link) ?? (third ? undefined : second);
  await actions.open(first, viewOfLink(link), compareNext);
}

/** Opens the file of a link with its view. If the SHA-256 of the link is that of another version, this is reported. */
export async function openServedFile(origin: ServedOrigin, link: LinkState, actions: NeededActions): Promise<void> {
  actions.expectFile(link);
  await actions.open(origin, viewOfLink(link), comparedOfLink(link));
}
