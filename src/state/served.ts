import { type ServedFile, type ServedPage, servedPageId } from '../bytes/servedFiles';
import type { LinkState } from '../link/link';
import { pageBase } from '../link/linkBase';
import type { ModelOrigin } from '../session/session';
import type { HistoryEntry } from './historyEntry';

export type ServedOrigin = Extract<ModelOrigin, { kind: 'served' }>;

/** What the command wrote into this page; undefined for all other pages. */
export function servedPage(): ServedPage | undefined {
  const element = globalThis.document?.getElementById(servedPageId);
  return element ? JSON.parse(element.textContent) : undefined;
}

export function servedOrigin(file: ServedFile): ServedOrigin {
  return { kind: 'served', url: new URL(file.path, pageBase()).href, file };
}

/**
 * The served file that a link is about, by its name. Of files of the same name it is that of the entry of the history, else that of the size.
 * @returns undefined if there is none
 */
export function servedOfLink(
  { name, size, member }: LinkState,
  page: ServedPage | undefined,
  entry?: HistoryEntry,
): ServedOrigin | undefined {
  // The name of a model in a bundle starts with that of the bundle.
  const fileName = name?.replace(/\/.*$/s, '');
  const named = page?.files.filter((served) => served.name === fileName) ?? [];
  const file =
    named.find(({ path }) => path === entry?.file) ?? named.find(({ byteLength }) => byteLength === size) ?? named[0];
  return file && { ...servedOrigin(file), ...(member !== undefined && { member }) };
}

/** The page of a link that is shared. The token of a served page opens the files of this computer, so it must not be in a link. */
export function pageToShare(page: string, served: ServedPage | undefined): string {
  return served ? new URL('/', page).href : page;
}
